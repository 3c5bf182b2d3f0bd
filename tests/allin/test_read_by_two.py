"""A team hears from a grown-up only what two grown-ups have read; the promised day waits for none."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.allin.models import Concept
from kominn.allin.states import State
from tests.allin.test_young import html, phone, save, team
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, start
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db

WHY = "Hvem er dette for, og hvorfor nå?"


@pytest.fixture
def odd(db):
    """Odd leads courses too."""
    return UserFactory(name="Odd", roles=["facilitator"])


def written_to(course, phone, browse, sign_in, marit):
    team_phone, made = team(course, phone)
    save(team_phone, made, "hand-in", name="Båtkafeen", was_name="Båtkafeen", idea="en kafé")
    sign_in(browse, marit)
    made.refresh_from_db()
    read = {"verdict": "back", "reason": WHY, "version": made.version}
    browse.post(f"/ungdom/ide/{made.pk}/les/", read)
    return team_phone, made


def read_reply():
    """The reply a page shows that is opened now."""
    return Concept.objects.get().reply_id


def test_a_reason_reaches_the_team_when_a_colleague_has_read_it(
    course, phone, browse, sign_in, marit, odd
):
    team_phone, made = written_to(course, phone, browse, sign_in, marit)
    page = f"/ungdom/ide/{made.pk}/skriv/"
    assert WHY not in html(team_phone.get(page))
    sign_in(browse, odd)
    assert "Båtkafeen" in html(browse.get("/ungdom/kurs/"))
    assert f"/ungdom/ide/{made.pk}/to/" in html(browse.get("/mandag/"))
    assert WHY in html(browse.get(f"/ungdom/ide/{made.pk}/to/"))
    browse.post(f"/ungdom/ide/{made.pk}/to/", {"verdict": "send", "reply": read_reply()})
    assert WHY in html(team_phone.get(page))
    assert Concept.objects.get().state == State.RETURNED


def test_who_wrote_it_can_only_take_it_back(course, phone, browse, sign_in, marit):
    _team_phone, made = written_to(course, phone, browse, sign_in, marit)
    second = f"/ungdom/ide/{made.pk}/to/"
    assert wording("You wrote it yourself: a colleague reads it. Ask one, if it is urgent.") in (
        html(browse.get(second))
    )
    browse.post(second, {"verdict": "send"})
    assert Concept.objects.get().state == State.HANDED_IN
    assert browse.get(f"/ungdom/ide/{made.pk}/les/").status_code == 200, "it is free again"


def test_what_is_stopped_never_reaches_the_team(course, phone, browse, sign_in, marit, odd):
    team_phone, made = written_to(course, phone, browse, sign_in, marit)
    sign_in(browse, odd)
    answer = browse.post(f"/ungdom/ide/{made.pk}/to/", {"verdict": "stop", "why": ""})
    assert wording("Your colleague must be told why.") in html(answer)
    browse.post(
        f"/ungdom/ide/{made.pk}/to/",
        {"verdict": "stop", "why": "For hardt", "reply": read_reply()},
    )
    assert not Concept.objects.get().reply.waits
    page = html(team_phone.get(f"/ungdom/ide/{made.pk}/skriv/"))
    assert WHY not in page
    assert "For hardt" not in page


def test_an_answer_is_read_by_two_who_may_answer(course, browse, sign_in, leif, kari, marit):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    sign_in(browse, leif)
    browse.post(
        f"/ungdom/ide/{made.pk}/svar/",
        {"verdict": "yes", "words": "Ja, fra mai.", "role": "Kultursjefen"},
    )
    assert "Ja, fra mai." not in html(browse.get(f"/ungdom/ide/{made.pk}/"))
    assert Concept.objects.get().state == State.SHOWN, "the clock still runs"
    sign_in(browse, marit)
    assert browse.get(f"/ungdom/ide/{made.pk}/to/").status_code == 404
    sign_in(browse, kari)
    browse.post(f"/ungdom/ide/{made.pk}/to/", {"verdict": "send", "reply": read_reply()})
    assert "Ja, fra mai." in html(browse.get(f"/ungdom/ide/{made.pk}/"))
    assert Concept.objects.get().answered_on == timezone.localdate()


def test_an_idea_is_not_shown_past_what_a_colleague_wrote(
    course, phone, browse, sign_in, marit, odd
):
    from kominn.allin.actions import answering, steps

    _team_phone, made = written_to(course, phone, browse, sign_in, marit)
    with pytest.raises(steps.WrongState):
        answering.show(made, version=made.version, by=odd, at=timezone.now())


def test_an_idea_the_team_took_back_is_not_answered(course, phone, browse, sign_in, marit, odd):
    from kominn.allin.actions import answering, steps, writing

    _team_phone, made = written_to(course, phone, browse, sign_in, marit)
    writing.take_back(made)
    reply = Concept.objects.get().reply_id
    with pytest.raises(steps.WrongState):
        answering.pass_on(made, reply=reply, by=odd, at=timezone.now())
    sign_in(browse, odd)
    assert browse.get(f"/ungdom/ide/{made.pk}/to/").status_code == 404
    assert Concept.objects.get().reply.waits


@pytest.mark.parametrize("verdict", [{"verdict": "send"}, {"verdict": "stop", "why": "For hardt"}])
def test_what_was_written_after_the_second_reader_opened_the_page_is_not_decided_on(
    course, phone, browse, sign_in, marit, odd, verdict
):
    from kominn.allin.actions import answering
    from kominn.participation import replies

    team_phone, made = written_to(course, phone, browse, sign_in, marit)
    sign_in(browse, odd)
    second = f"/ungdom/ide/{made.pk}/to/"
    opened = browse.get(second).context["form"]["reply"].value()
    replies.take_back(Concept.objects.get().reply, by=marit, at=timezone.now())
    answering.send_back(made, "Noe helt annet", version=made.version, by=marit, at=timezone.now())
    for seen in ({"reply": opened}, {}):
        answer = browse.post(second, {**verdict, **seen}, follow=True)
        assert wording("A colleague was faster. Read the page anew.") in html(answer)
        held = Concept.objects.get()
        assert held.state == State.HANDED_IN
        assert held.reply.waits
    assert "Noe helt annet" not in html(team_phone.get(f"/ungdom/ide/{made.pk}/skriv/"))
    anew = browse.get(second).context["form"]["reply"].value()
    browse.post(second, {**verdict, "reply": anew})
    assert not Concept.objects.get().reply.waits


def test_an_idea_the_team_rewrote_after_it_was_read_is_neither_shown_nor_sent_back(
    course, phone, browse, sign_in, marit, odd
):
    from kominn.allin.actions import answering
    from kominn.participation import replies

    team_phone, made = written_to(course, phone, browse, sign_in, marit)
    page = f"/ungdom/ide/{made.pk}/les/"
    replies.take_back(Concept.objects.get().reply, by=marit, at=timezone.now())
    sign_in(browse, odd)
    opened = browse.get(page).context["form"]["version"].value()
    made = answering.send_back(made, WHY, version=made.version, by=marit, at=timezone.now())
    answering.pass_on(made, reply=made.reply_id, by=odd, at=timezone.now())
    was = {"was_name": "Båtkafeen", "name": "Båtkafeen", "was_idea": "en kafé"}
    save(team_phone, made, "hand-in", **was, idea="noe helt annet")
    assert Concept.objects.get().state == State.HANDED_IN
    for verdict in ({"verdict": "show"}, {"verdict": "back", "reason": "Ikke ennå"}):
        for seen in ({"version": opened}, {}):
            answer = browse.post(page, {**verdict, **seen}, follow=True)
            assert wording("Somebody was faster. Read the page anew.") in html(answer)
            held = Concept.objects.get()
            assert held.state == State.HANDED_IN
            assert not held.reply.waits
    anew = browse.get(page).context["form"]["version"].value()
    browse.post(page, {"verdict": "show", "version": anew})
    assert Concept.objects.get().state == State.SHOWN


def test_an_idea_that_was_handed_in_stands_on_the_monday_page(browse, sign_in, marit):
    concept(start(by=marit), name="Nattkafé", state=State.HANDED_IN)
    sign_in(browse, marit)
    assert "Les ideene som lag har levert" in browse.get("/mandag/").content.decode()
