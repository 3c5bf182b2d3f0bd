"""The pages of logging in. Of allauth's pages only these are reachable; it asks for their names."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from kominn.accounts import views
from kominn.accounts.access import half_signed_in, public, signed_in
from kominn.accounts.views import freshly, keeping_one, noted

urlpatterns = [
    # In and out
    path("logg-inn/", public(account.login), name="account_login"),
    path("logg-inn/kode/", public(factor.authenticate), name="mfa_authenticate"),
    path("logg-inn/nokkel/", public(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("logg-inn/mistet-totrinn/", views.lost_factor, name="account_lost_factor"),
    path("logg-inn/mistet-totrinn/takk/", views.lost_factor_done, name="account_lost_factor_done"),
    path("logg-inn/brev/<slug:token>/", views.factor_letter, name="account_factor_letter"),
    path("logg-ut/", public(account.logout), name="account_logout"),
    # The password is forgotten
    path("glemt-passord/", public(account.password_reset), name="account_reset_password"),
    path(
        "glemt-passord/sendt/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "glemt-passord/ferdig/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^glemt-passord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    # One's own page
    path("min-side/", views.own_page, name="account_own_page"),
    path("min-side/passord/", signed_in(account.password_change), name="account_change_password"),
    path(
        "min-side/bekreft/", half_signed_in(account.reauthenticate), name="account_reauthenticate"
    ),
    path(
        "min-side/bekreft/kode/", half_signed_in(factor.reauthenticate), name="mfa_reauthenticate"
    ),
    path(
        "min-side/bekreft/nokkel/",
        half_signed_in(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("min-side/totrinn/", signed_in(factor.index), name="mfa_index"),
    path(
        "min-side/totrinn/app/",
        signed_in(freshly(noted("app_added")(app.activate_totp))),
        name="mfa_activate_totp",
    ),
    path(
        "min-side/totrinn/app/fjern/",
        signed_in(keeping_one(freshly(noted("app_removed")(app.deactivate_totp)))),
        name="mfa_deactivate_totp",
    ),
    path(
        "min-side/totrinn/reservekoder/",
        signed_in(freshly(codes.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "min-side/totrinn/reservekoder/nye/",
        signed_in(freshly(noted("recovery_codes_made")(codes.generate_recovery_codes))),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "min-side/totrinn/reservekoder/fil/",
        signed_in(freshly(codes.download_recovery_codes)),
        name="mfa_download_recovery_codes",
    ),
    path("min-side/totrinn/nokler/", signed_in(passkey.list_webauthn), name="mfa_list_webauthn"),
    path(
        "min-side/totrinn/nokler/ny/",
        signed_in(freshly(noted("passkey_added")(passkey.add_webauthn))),
        name="mfa_add_webauthn",
    ),
    path(
        "min-side/totrinn/nokler/<int:pk>/",
        signed_in(freshly(passkey.edit_webauthn)),
        name="mfa_edit_webauthn",
    ),
    path(
        "min-side/totrinn/nokler/<int:pk>/fjern/",
        signed_in(keeping_one(freshly(noted("passkey_removed")(passkey.remove_webauthn)))),
        name="mfa_remove_webauthn",
    ),
    # Two colleagues help a third
    path("ansatte/mistet-totrinn/", views.factor_resets, name="account_factor_resets"),
    path("ansatte/mistet-totrinn/<int:pk>/", views.factor_reset, name="account_factor_reset"),
]
