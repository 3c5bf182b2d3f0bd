"""Nobody handles what is about themself or someone near: asked first, and honoured by the keys."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kominn.accounts import actions as accounts
from kominn.audit.models import Event
from kominn.concerns.actions import handle, mailbox, nearness
from kominn.concerns.actions.nearness import NobodyElse
from kominn.concerns.models import Concern, Impartial
from kominn.concerns.states import State
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.factories.accounts import UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, nobody_is_near, setting, write

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl ved brygga"
AT = TUESDAY + DAY


def near(concern):
    return reverse("concerns:near", args=[concern.pk])


def page_of(concern):
    return reverse("concerns:concern", args=[concern.pk])


def say_near(concern, by):
    nearness.say_near(concern, hours=setting().hours, by=by, at=AT)


def verbs(concern):
    return [(one.by, one.verb) for one in Event.objects.about(f"concern:{concern.pk}")]


@pytest.fixture
def unasked(intake):
    """Nobody has been asked yet."""
    return ConcernFactory(seen=SECRET, impartial=False)


def test_the_question_comes_before_anything_that_was_told(unasked, visit, inga):
    page = visit(inga).get(page_of(unasked))
    assert page.path.startswith(near(unasked))
    assert SECRET not in page.html
    assert verbs(unasked) == []
    page = page.press("no")
    assert SECRET in page.html
    assert verbs(unasked) == [
        (f"user:{inga.pk}", "concern.impartial"),
        (f"user:{inga.pk}", "concern.read"),
    ]


def test_each_reader_is_asked_once(unasked, visit, inga, kari):
    visit(inga).get(page_of(unasked)).press("no")
    assert SECRET in visit(inga).get(page_of(unasked)).html
    assert SECRET not in visit(kari).get(page_of(unasked)).html


@pytest.mark.parametrize("name", ["take", "names", "note", "sort", "write", "close", "order"])
def test_no_deed_is_done_before_the_answer(unasked, sign_in, kari, name):
    address = reverse(f"concerns:{name}", args=[unasked.pk])
    answered = sign_in(Client(), kari).post(address, {"why": "x", "note": "x", "text": "x"})
    assert answered.status_code == 302
    assert answered.headers["Location"] == near(unasked)
    assert verbs(unasked) == []


def test_a_file_does_not_open_before_the_answer(intake, visit, inga):
    from tests.factories.concerns import attached

    concern = ConcernFactory(files=[attached("note.txt", b"Kanarifugl")], impartial=False)
    file = concern.attachments.get()
    page = visit(inga).get(reverse("concerns:file", args=[concern.pk, file.pk]))
    assert page.path.startswith(near(concern))
    assert verbs(concern) == []


def test_who_is_near_finds_nothing_any_more_and_the_others_do(unasked, visit, inga, kari):
    browser = visit(inga)
    page = browser.get(page_of(unasked)).press("yes")
    assert page.path == reverse("concerns:inbox")
    assert unasked.short not in page.main
    for address in (page_of(unasked), near(unasked)):
        assert browser.get(address).status == 404
    with pytest.raises(NoWrap):
        records.data_key_for(unasked.pk, inga)
    assert not Impartial.objects.exists()
    assert verbs(unasked) == [(f"user:{inga.pk}", "concern.set_aside")]
    assert SECRET in visit(kari).get(page_of(unasked)).press("no").html


def test_it_can_be_said_later_and_what_was_held_goes_back_to_the_team(intake, visit, inga, kari):
    concern = ConcernFactory(held_by=inga)
    Concern.objects.update(announced=True)
    assert near(concern) in visit(inga).get(page_of(concern)).links()
    visit(inga).get(near(concern)).press("yes")
    after = Concern.objects.get()
    assert (after.state, after.holder, after.announced) == (State.RECEIVED, None, False)
    assert after.due_on <= concern.due_on
    handle.take(after, by=kari, at=AT)
    assert Concern.objects.get().holder == kari


def test_what_a_colleague_holds_stays_with_them(intake, inga, kari):
    concern = ConcernFactory(held_by=kari)
    say_near(concern, inga)
    assert Concern.objects.get().holder == kari


def test_what_is_finished_closes_to_them_too(intake, inga, kari):
    concern = ConcernFactory(closed_by=kari)
    say_near(concern, kari)
    assert (Concern.objects.get().state, Concern.objects.get().holder) == (State.CLOSED, kari)
    with pytest.raises(NoWrap):
        handle.read(concern, by=kari, at=AT)


def test_the_last_one_who_can_read_is_told_to_find_another(intake, visit, inga, kari):
    concern = ConcernFactory()
    say_near(concern, inga)
    page = visit(kari).get(near(concern)).press("yes")
    assert page.status == 200
    assert page.alerts()
    assert records.data_key_for(concern.pk, kari)
    with pytest.raises(NobodyElse):
        say_near(concern, kari)
    assert verbs(concern) == [(f"user:{inga.pk}", "concern.set_aside")]


def test_one_who_may_only_assess_is_nobody_to_leave_the_work_to(intake, inga, kari):
    rita = UserFactory(name="Rita", roles=["assessor"])
    teams.admit(intake, rita, by=kari, at=AT)
    concern = ConcernFactory()
    say_near(concern, inga)
    with pytest.raises(NobodyElse):
        say_near(concern, kari)
    assert records.data_key_for(concern.pk, kari)


def test_what_is_finished_is_left_to_one_who_may_only_read(intake, inga, kari):
    rita = UserFactory(name="Rita", roles=["assessor"])
    teams.admit(intake, rita, by=kari, at=AT)
    concern = ConcernFactory(closed_by=kari)
    say_near(concern, inga)
    say_near(concern, kari)
    assert records.data_key_for(concern.pk, rita)


def test_a_key_without_a_role_is_nobody_to_leave_it_to(intake, inga, kari, ada):
    concern = ConcernFactory()
    accounts.end_appointment(inga.appointments.get(), by=ada, at=AT)
    with pytest.raises(NobodyElse):
        say_near(concern, kari)


def test_a_newcomer_does_not_open_the_door_again_for_one_who_was_set_aside(intake, inga, kari):
    """Leaving the team and coming back gives no key to it."""
    concern = ConcernFactory()
    say_near(concern, inga)
    teams.remove(intake, inga, by=kari, at=AT)
    teams.admit(intake, inga, by=kari, at=AT)
    assert concern not in Concern.objects.visible_to(inga)


def test_who_waits_for_the_second_reader_is_not_read_by_one_who_is_near(
    intake, sign_in, inga, kari
):
    concern = ConcernFactory(young=True, held_by=inga)
    message = write(concern, by=inga)
    say_near(concern, kari)
    address = reverse("concerns:release", args=[concern.pk, message.pk])
    assert sign_in(Client(), kari).post(address, {"go": "send"}).status_code == 404


def test_saying_it_twice_at_once_is_one_row(intake, inga):
    concern = ConcernFactory(impartial=False)
    for _ in range(2):
        nearness.say_not_near(concern, by=inga, at=AT)
    assert Impartial.objects.count() == 1
    assert [verb for _, verb in verbs(concern)] == ["concern.impartial"]


def test_an_answer_is_no_reading_so_what_is_taken_back_is_erased(intake, inga):
    concern = ConcernFactory(impartial=False)
    nearness.say_not_near(concern, by=inga, at=AT)
    assert mailbox.withdraw(mailbox.find(concern.receipt), at=AT) is True
    assert not Concern.objects.exists()
    assert not Impartial.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/mandag/", "x"])
def test_the_way_back_leads_nowhere_else(unasked, sign_in, inga, elsewhere):
    answered = sign_in(Client(), inga).post(near(unasked), {"go": "no", "neste": elsewhere})
    assert answered.headers["Location"] == page_of(unasked)


def test_the_way_back_leads_to_where_one_was_going(unasked, visit, inga):
    wanted = reverse("casework:assessment", args=[unasked.pk])
    page = visit(inga).get(wanted)
    assert page.path.startswith(near(unasked))
    assert page.press("no").path == wanted


def test_who_cannot_read_it_is_not_asked(unasked, visit, stian):
    outside = UserFactory(name="Olga", roles=["coordinator"])
    assert visit(outside).get(near(unasked)).status == 404
    assert visit(stian).get(near(unasked)).status == 403
    nobody_is_near(unasked)
    assert not Impartial.objects.filter(user=outside).exists()
