"""A colleague, or one who was, wants more than the task asks for."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from kominn.accounts import actions
from kominn.accounts.models import FactorReset, User
from kominn.audit.models import Event, ReporterEvent
from kominn.concerns.actions import second_reader, talk
from kominn.concerns.actions.receive import receive
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep
from kominn.concerns.told import Told
from kominn.portal import joining
from tests.accounts.test_lost_factor import approve, asked, letters, link_in, log_in, set_up_app
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, setting, write

pytestmark = pytest.mark.django_db
NOW = timezone.now()


# --- Coming back after one was shown the door --------------------------------------------------


def accept(token):
    return joining.join(token, name="Ny", password=PASSWORD, at=NOW + dt.timedelta(hours=1))


def test_an_administrator_who_leaves_cannot_come_back_by_an_invitation_of_their_own(ada):
    """Written in the last hour, to an address only they know."""
    tora = UserFactory(name="Tora", roles=["administrator"])
    token = actions.invite(
        "ny@example.org", roles=["administrator"], language="nb", by=tora, at=NOW
    )
    actions.deactivate(tora, by=ada, at=NOW)

    with pytest.raises(actions.InvitationOver):
        accept(token)
    assert not User.objects.filter(email="ny@example.org").exists()


def test_an_administrator_whose_role_ended_lets_nobody_in_any_longer(browse, ada):
    tora = UserFactory(name="Tora", roles=["administrator"])
    token = actions.invite("ny@example.org", roles=["coordinator"], language="nb", by=tora, at=NOW)
    actions.end_appointment(tora.appointments.get(), by=ada, at=NOW)

    assert browse.get(f"/invitasjon/{token}/").status_code == 404
    with pytest.raises(actions.InvitationOver):
        accept(token)


# --- A stolen machine that is still logged in --------------------------------------------------


def test_a_session_that_kept_still_meanwhile_does_not_come_to_life_with_the_new_factor(
    browse, inga, leif, ada, sign_in
):
    """The phone and the open machine were stolen together; the thief waits until all is quiet."""
    thief = sign_in(Client(), inga)
    reset = asked(inga)
    for colleague in (leif, ada):
        approve(Client(), colleague, reset)
    browse.post(link_in(letters(inga)[-1]))
    log_in(browse, inga)
    assert set_up_app(browse).status_code == 302
    assert FactorReset.objects.get().used_at

    assert browse.get("/mandag/").status_code == 200
    assert thief.get("/mandag/").status_code == 302
    assert thief.get("/min-side/totrinn/").status_code == 302


def test_who_takes_away_a_lost_key_ends_what_it_opened_elsewhere(browse, inga, sign_in):
    lost = Authenticator.objects.create(
        user=inga, type=Authenticator.Type.WEBAUTHN, data={"name": "Lost"}
    )
    thief = sign_in(Client(), inga)
    sign_in(browse, inga)

    browse.post(f"/min-side/totrinn/nokler/{lost.pk}/fjern/")

    assert not Authenticator.objects.filter(pk=lost.pk).exists()
    assert browse.get("/mandag/").status_code == 200
    assert thief.get("/mandag/").url.startswith("/min-side/bekreft/kode/")


# --- Deeds on what is no longer to be worked on ------------------------------------------------


def test_nobody_writes_to_one_who_took_the_report_back(intake, inga, kari):
    """A letter to the page itself, or from one that was open before."""
    concern = ConcernFactory(held_by=inga, withdrawn=True)
    words = {"token": uuid.uuid4(), "read_by_two": False, "at": TUESDAY + 3 * DAY}

    with pytest.raises(ImpossibleStep):
        talk.write(concern, "Kom tilbake", by=inga, **words)
    assert not concern.messages.exists()


def test_what_waited_when_the_report_was_taken_back_is_not_sent(intake, inga, kari):
    from kominn.concerns.actions import mailbox

    concern = ConcernFactory(young=True, held_by=inga)
    waiting = write(concern, by=inga)
    mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY + 2 * DAY)

    with pytest.raises(ImpossibleStep):
        second_reader.release(waiting, send=True, by=kari, at=TUESDAY + 3 * DAY)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_nobody_writes_to_the_reporter_of_what_is_finished(intake, kari):
    concern = ConcernFactory(closed_by=kari)

    with pytest.raises(ImpossibleStep):
        write(concern, by=kari, at=TUESDAY + 3 * DAY)


# --- Words put into a reporter's mouth ---------------------------------------------------------


def test_what_a_colleague_adds_to_a_registered_concern_stands_in_their_name(intake, stian):
    """The form that registered it, sent once more with other words, within a week."""
    seed = bytes(32)
    for words in ("Hun ringte om bråk.", "Det var naboen som gjorde det."):
        told = Told({"seen": words}, "", "nb", TUESDAY, "phone")
        receive(told, seed=seed, setting=setting(), at=TUESDAY, by=f"user:{stian.pk}")

    concern = Concern.objects.get()
    trail = Event.objects.about(f"concern:{concern.pk}").values_list("verb", "by")
    assert list(trail) == [
        ("concern.registered", f"user:{stian.pk}"),
        ("concern.added_to", f"user:{stian.pk}"),
    ]
    assert not ReporterEvent.objects.exists()
