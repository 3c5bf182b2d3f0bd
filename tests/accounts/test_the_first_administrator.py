import datetime as dt
import io

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from kominn.accounts import actions, jobs
from kominn.accounts.models import Appointment, Invitation, User
from kominn.accounts.roles import Right
from tests.factories.accounts import PASSWORD
from tests.wording import wording

pytestmark = pytest.mark.django_db
EMAIL = "first@lagenvik.example"


def invite():
    said = io.StringIO()
    call_command("invite_administrator", EMAIL, stdout=said)
    return said.getvalue().strip()


def test_the_first_administrator_is_invited_from_the_terminal(browse):
    link = invite().removeprefix("http://localhost:8000")

    browse.post(link, {"name": "First", "password": PASSWORD, "password_again": PASSWORD})

    assert User.objects.get(email=EMAIL).may(Right.MANAGE_PEOPLE)
    assert Appointment.objects.get().appointed_by is None
    with pytest.raises(
        CommandError, match=wording("Someone with this e-mail address already has an account.")
    ):
        invite()


@pytest.mark.parametrize(
    "text", ["kari", "kari@", "@kommune.no", "kari kommune.no", "", "a@b\nc.no"]
)
def test_what_is_no_email_address_is_refused(db, text):
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("invite_administrator", text)
    assert not Invitation.objects.exists()


def test_what_has_had_its_time_is_forgotten(db):
    now = timezone.now()
    old = now - dt.timedelta(days=100)
    actions.invite(EMAIL, roles=["intake"], language="nb", by=None, at=old)
    Session.objects.create(session_key="old", session_data="", expire_date=old)
    Session.objects.create(session_key="new", session_data="", expire_date=now + dt.timedelta(1))

    jobs.forget_old(at=now)

    assert not Invitation.objects.exists()
    assert [session.pk for session in Session.objects.all()] == ["new"]
