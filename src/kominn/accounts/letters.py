"""Letters about accounts. They hold a sentence and one link, never a name of anyone else."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kominn.accounts.models import User
from kominn.core.letters import Letter, letter


def invented(language: str) -> User:
    """Whom the samples are written to."""
    return User(pk=1, email="kari@example.no", name="Kari", language=language)


def address(view: str, *args: object) -> str:
    """A full address in the language that is on."""
    return f"{settings.BASE_URL}{reverse(view, args=args)}"


@letter(sample=lambda write, language: write("kari@example.no", language=language, token="a-token"))
def invited(email: str, *, language: str, token: str) -> Letter:
    with override(language):
        return Letter(
            to=email,
            subject=_("You are invited to KomINN"),
            body=_(
                "A colleague has invited you to KomINN.\n\n"
                "Open this address within seven days to choose a password:\n{address}\n\n"
                "If you did not expect this, you can leave it be."
            ).format(address=address("account_accept_invitation", token)),
        )


@letter(
    sample=lambda write, language: write(
        invented(language), link="https://kominn.example.no/glemt-passord/1-a/"
    )
)
def password_forgotten(user: User, *, link: str) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("A new password for KomINN"),
            body=_(
                "Someone asked for a new password for your account in KomINN.\n\n"
                "If it was you, open this address within four hours:\n{address}\n\n"
                "If it was not you, you need do nothing: your password is as it was."
            ).format(address=link),
        )


@letter(sample=lambda write, language: write(invented(language)))
def account_changed(user: User) -> Letter:
    """The same words whatever was changed: the letter must not tell how the account is guarded."""
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("Your account in KomINN was changed"),
            body=_(
                "The way you log in to KomINN was changed just now.\n\n"
                "If it was not you, tell your administrator at once. You find your account here:\n"
                "{address}"
            ).format(address=address("account_own_page")),
        )


@letter(sample=lambda write, language: write(invented(language)))
def second_factor_asked(user: User) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("Someone asked to remove your second factor in KomINN"),
            body=_(
                "Someone told us that you can no longer show your second factor in KomINN. "
                "Two of your colleagues must approve before anything happens.\n\n"
                "If it was not you, log in and tell your administrator:\n{address}"
            ).format(address=address("account_own_page")),
        )


@letter(sample=lambda write, language: write(invented(language)))
def second_factor_waits(colleague: User) -> Letter:
    with override(colleague.language):
        return Letter(
            to=colleague.email,
            subject=_("A colleague waits for your word in KomINN"),
            body=_(
                "A colleague asks for help to get in to KomINN. Speak with them before you "
                "approve, by a telephone number you already know or face to face.\n\n{address}"
            ).format(address=address("account_factor_resets")),
        )


@letter(sample=lambda write, language: write(invented(language), token="a-token"))
def second_factor_removed(user: User, *, token: str) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("You can set a new second factor in KomINN"),
            body=_(
                "Two colleagues have approved that your second factor in KomINN is removed.\n\n"
                "Open this address within 24 hours, log in with your password and set a new one:\n"
                "{address}\n\nUntil then your password alone opens nothing."
            ).format(address=address("account_factor_letter", token)),
        )
