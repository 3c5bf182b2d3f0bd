"""The shapes of what people type when they log in, and allauth's forms in our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kominn.accounts import actions
from kominn.accounts.models import LANGUAGES

EMAIL = _("E-mail address")
PASSWORD = _("Password")
CODE = _("Code")
CODE_HELP = _("Six digits from the app on your phone, or one of your recovery codes.")
NO_PASSKEY = _("The passkey was not understood. Try again.")
LONGEST_CREDENTIAL = 50_000
password_help = lazy(password_validators_help_text_html, str)()


def reword(form: forms.Form, **labels: tuple[Any, Any]) -> None:
    """Give fields our label and help, and take away placeholders: they hide what is asked for."""
    for name, (label, help_text) in labels.items():
        form.fields[name].label, form.fields[name].help_text = label, help_text
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


# --- Logging in ------------------------------------------------------------------------------


class LogIn(account_forms.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, login=(EMAIL, ""), password=(PASSWORD, ""))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ConfirmPassword(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, password=(PASSWORD, ""))


class ForgotPassword(account_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, email=(EMAIL, ""))


class NewPassword(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(
            self,
            password1=(_("New password"), password_help),
            password2=(_("New password once more"), ""),
        )


class ChangePassword(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(
            self,
            oldpassword=(_("The password you have now"), ""),
            password1=(_("New password"), password_help),
            password2=(_("New password once more"), ""),
        )


# --- The second factor -----------------------------------------------------------------------


def spend(authenticator: Authenticator, code: str) -> bool:
    """Use up the moment a code belongs to: neither it nor an earlier one opens again.

    Kept with the secret, so that it holds for every process and after a restart.
    """
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = totp.decrypt(kept.data["secret"])
        moment = next(
            (
                counter
                for counter in totp.yield_hotp_counters_from_time()
                if totp.compare_user_code(
                    actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))
                )
                and counter > kept.data.get("last_counter", 0)
            ),
            None,
        )
        if moment is None:
            return False
        kept.data["last_counter"] = moment
        kept.save(update_fields=["data"])
        authenticator.data = kept.data
    return True


class _Code(factor_forms.BaseAuthenticateForm):
    """A code from the app works once; a wrong one leaves a trace."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, code=(CODE, CODE_HELP))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocapitalize": "off"}

    def clean_code(self) -> str:
        try:
            code = super().clean_code()
        except forms.ValidationError:
            self._note_wrong_code()
            raise
        found = self.authenticator
        if found.type == Authenticator.Type.TOTP and not spend(found, code):
            raise forms.ValidationError(_("The code is wrong, or it has been used already."))
        return code

    def _note_wrong_code(self) -> None:
        at, by = timezone.now(), "someone with the password"
        actions.note("person.wrong_code", self.user, by=by, at=at)


class ShowCode(_Code, factor_forms.AuthenticateForm):
    pass


class ShowCodeAgain(_Code, factor_forms.ReauthenticateForm):
    pass


class SetUpApp(totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, code=(_("Code from the app"), _("Six digits that change every 30 seconds.")))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class Credential(forms.JSONField):
    """What a passkey answers. Junk is refused by a sentence, however deep it is nested."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise forms.ValidationError(NO_PASSKEY)
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(NO_PASSKEY) from None


class _Passkey(forms.Form):
    """allauth and fido2 meet unexpected answers with whatever error comes; we with one sentence."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credential"] = Credential()

    def _clean_fields(self) -> None:
        self._calmly(super()._clean_fields)  # type: ignore[misc]

    def _clean_form(self) -> None:
        self._calmly(super()._clean_form)  # type: ignore[misc]

    def _calmly(self, clean: Callable[[], None]) -> None:
        try:
            clean()
        except Exception:  # an answer no passkey gives can fail anywhere within the parsers
            self.add_error("credential", NO_PASSKEY)


class LogInByPasskey(_Passkey, passkey_forms.LoginWebAuthnForm):
    pass


class ShowPasskey(_Passkey, passkey_forms.AuthenticateWebAuthnForm):
    pass


class ShowPasskeyAgain(_Passkey, passkey_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskey(_Passkey, passkey_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(
            self,
            name=(_("What you call it"), _("For example: my work phone.")),
            passwordless=(
                _("Log in with this alone"),
                _("Needs a fingerprint, your face or a PIN; then no password is asked for."),
            ),
        )


class RenamePasskey(passkey_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reword(self, name=(_("What you call it"), ""))


class LostFactor(forms.Form):
    email = forms.EmailField(
        label=EMAIL, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class OwnLanguage(forms.Form):
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=LANGUAGES)
