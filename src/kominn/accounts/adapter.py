"""What allauth asks us: the words it says, the letters it sends, the addresses it trusts."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kominn.accounts import actions, letters
from kominn.accounts.access import has_second_factor, holds_letter
from kominn.accounts.models import User
from kominn.core.pace import address, line
from kominn.core.serverkey import server_keys

ERRORS: dict[str, str | Promise] = {
    "account_inactive": gettext_lazy("This account is closed."),
    "email_password_mismatch": gettext_lazy("The e-mail address or the password is wrong."),
    "enter_current_password": gettext_lazy("That is not the password you have now."),
    "incorrect_code": gettext_lazy("The code is wrong, or it has been used already."),
    "incorrect_password": gettext_lazy("The password is wrong."),
    "invalid_login": gettext_lazy("The e-mail address or the password is wrong."),
    "invalid_password_reset": gettext_lazy("This link no longer works."),
    "too_many_login_attempts": gettext_lazy(
        "That was wrong too many times. Wait five minutes, then try again."
    ),
    "rate_limited": gettext_lazy("That was a little fast. Wait a minute, then try again."),
}
FACTOR_ERRORS: dict[str, str | Promise] = {
    "cannot_delete_authenticator": gettext_lazy(
        "This is your only second factor. Set up another before you remove it."
    ),
    "cannot_generate_recovery_codes": gettext_lazy(
        "Set up a second factor before you make recovery codes."
    ),
    "incorrect_code": ERRORS["incorrect_code"],
    "unverified_email": ERRORS["invalid_login"],
}
METHODS: dict[str, str | Promise] = {
    "reauthenticate": gettext_lazy("Use the password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}
MESSAGES: dict[str, str | Promise] = {
    "account/messages/logged_out.txt": gettext_lazy("You are logged out."),
    "account/messages/password_changed.txt": gettext_lazy("Your password is changed."),
    "mfa/messages/totp_activated.txt": gettext_lazy(
        "The app on your phone now guards your account."
    ),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "You have new recovery codes. Keep them on paper, in a safe place."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: colleagues are invited."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses on this site, written without a host, may follow a log-in."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return line(address(request)) or "unknown"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our words for allauth's templates; what has none is not said."""
        text = message or MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    # --- Letters: ours, and only these -------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter we send is a function in `letters`; allauth's own are not sent."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        link = context["password_reset_url"]
        actions.send_new_password_link(user, link=link, at=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        return letters.address("account_reset_password_from_key", uidb36, token)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        actions.note_change_of_way_in(user, "password_changed", new_factor=False, at=timezone.now())

    # --- The way in --------------------------------------------------------------------------

    def pre_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse | None:
        refused = super().pre_login(request, user, **hook)
        if refused is None and user.factor_removed and not holds_letter(request, user):
            messages.error(request, _("Open the link in the letter we sent you, then log in."))
            refused = redirect("account_login")
        return refused

    def post_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse:
        response = super().post_login(request, user, **hook)
        actions.note("person.logged_in", user, at=timezone.now())
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, str(ERRORS["account_inactive"]))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """`views.freshly` asks, on every page that needs it; see there why."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor shows that; the password is for those who have none yet."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        described = [m | {"description": METHODS[m["id"]]} for m in factors or methods]
        return described

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if isinstance(user, User) and not has_second_factor(user):
            return reverse("mfa_activate_totp")
        language = user.language if isinstance(user, User) else get_language()
        return in_language(settings.LOGIN_REDIRECT_URL, language)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return in_language(settings.LOGOUT_REDIRECT_URL, get_language())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_own_page")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by account and address together, so that a stranger's
        attempts never keep the right person out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        """The app's secret lies in the database only as ciphertext under the server key."""
        return _secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _secrets().decrypt(encrypted_text).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return has_second_factor(authenticator.user, besides=authenticator.pk)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return _("My passkey")

    def _get_site_name(self) -> str:
        return "KomINN"


def in_language(path: Any, language: str | None) -> str:
    """The same page in another of the site's languages."""
    return str(path) if language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


def _secrets() -> MultiFernet:
    keys = server_keys().subkeys("second factor").values()
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
