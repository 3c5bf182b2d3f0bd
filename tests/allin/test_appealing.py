"""A team whose idea was sent back, or got a no, asks the youth council from its card."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from kominn.allin import appealing, pictures, team_card
from kominn.allin.actions import answering, steps, writing
from kominn.allin.models import Appeal, Concept
from kominn.allin.states import State
from kominn.audit.models import Event
from kominn.participation.calling import call_grown_up
from kominn.participation.reasons import CouncilSays
from kominn.participation.states import AppealState
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept
from tests.wording import wording

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
ASK = wording("Ask the youth council")


@pytest.fixture
def council(db):
    return UserFactory(name="Ungdomsrådet", roles=["youth_council"])


def told_no(course, leif, kari):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    made = answering.answer(made, State.NO, "For dyrt.", role="Veisjefen", by=leif, at=NOW)
    return answering.pass_on(made, reply=made.reply_id, by=kari, at=NOW)


def sent_back(course, marit, kari):
    made = concept(course, name="Nattbuss", state=State.HANDED_IN)
    made = answering.send_back(made, "Hvem?", version=made.version, by=marit, at=NOW)
    return answering.pass_on(made, reply=made.reply_id, by=kari, at=NOW)


def html(answer):
    return answer.content.decode()


def asked(made):
    appealing.ask(made, today=TODAY)
    return Appeal.objects.get()


# --- Attacks first -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [one for one in State if one not in (State.RETURNED, State.NO)])
def test_only_a_no_or_what_was_sent_back_is_appealed(course, browse, state):
    made = concept(course, name="Nattbuss", state=state)
    card = f"/ungdom/kort/{team_card.first_card(made)}/"
    assert ASK not in html(browse.get(card))
    browse.post(card)
    assert not Appeal.objects.exists()


def test_a_decision_is_appealed_once_and_judged_once(course, leif, kari, council):
    made = told_no(course, leif, kari)
    appeal = asked(made)
    with pytest.raises(steps.WrongState):
        appealing.ask(made, today=TODAY)
    appealing.judge(appeal, CouncilSays.FAIR, by=council, at=NOW)
    for again in (
        lambda: appealing.judge(appeal, CouncilSays.CHANCE, by=council, at=NOW),
        lambda: appealing.ask(made, today=TODAY),
    ):
        with pytest.raises(steps.WrongState):
            again()
    assert Concept.objects.get().state == State.NO


def test_what_the_team_changed_since_is_not_shown_by_the_council(course, marit, kari, council):
    made = sent_back(course, marit, kari)
    appeal = asked(made)
    writing.rewrite(made, was=made.texts, now={**made.texts, "idea": "Ring Kaia"}, today=TODAY)
    assert not Appeal.objects.to_judge().exists()
    with pytest.raises(steps.WrongState):
        appealing.judge(appeal, CouncilSays.CHANCE, by=council, at=NOW)
    assert Concept.objects.get().state == State.RETURNED


def test_what_somebody_is_called_about_is_not_read_by_the_council(course, marit, kari):
    made = sent_back(course, marit, kari)
    asked(made)
    with transaction.atomic():
        made.call = call_grown_up(course.room, where=course.name, adult=marit, today=TODAY)
    made.save()
    assert not Appeal.objects.to_judge().exists()


def test_pictures_nobody_let_through_are_not_shown_by_the_council(course, marit, kari):
    made = sent_back(course, marit, kari)
    asked(made)
    made.pictures.create(place=1, large=b"x", small=b"x")
    assert not Appeal.objects.to_judge().exists()
    assert appealing.appeal_of(made) is None


def test_a_picture_taken_off_an_idea_that_got_a_no_takes_no_appeal_away(
    course, leif, kari, council
):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    first, second = (made.pictures.create(place=n, large=b"x", small=b"x") for n in (1, 2))
    made = answering.answer(made, State.NO, "For dyrt.", role="Veisjefen", by=leif, at=NOW)
    made = answering.pass_on(made, reply=made.reply_id, by=kari, at=NOW)
    pictures.remove(made, first.pk)
    made.refresh_from_db()
    appeal = asked(made)
    pictures.remove(made, second.pk)
    assert list(Appeal.objects.to_judge()) == [appeal]
    appeal.refresh_from_db()
    appealing.judge(appeal, CouncilSays.FAIR, by=council, at=NOW)


@pytest.mark.parametrize("decided", [told_no, sent_back])
def test_a_colleague_alone_does_not_show_what_the_council_may(course, marit, leif, kari, decided):
    made = decided(course, leif, kari)
    with pytest.raises(steps.WrongState):
        answering.show(made, version=made.version, by=marit, at=NOW)


def test_one_who_may_not_judge_judges_nothing(course, leif, kari, browse, sign_in):
    appeal = asked(told_no(course, leif, kari))
    answer = sign_in(browse, kari).post(f"/ungdom/anker/ide/{appeal.pk}/", {"says": "chance"})
    assert answer.status_code == 403
    assert Concept.objects.get().state == State.NO


# --- The way -------------------------------------------------------------------------------------


def test_from_the_card_to_the_council_and_back(course, leif, kari, council, browse, sign_in):
    made = told_no(course, leif, kari)
    Concept.objects.update(handed_in_on=TODAY - dt.timedelta(days=40))
    card = f"/ungdom/kort/{team_card.first_card(made)}/"
    assert ASK in html(browse.get(card))
    browse.post(card)
    assert wording("The youth council looks at it.") in html(browse.get(card))
    assert not Event.objects.filter(verb="concept.judged").exists()
    sign_in(browse, council)
    assert "/ungdom/anker/" in html(browse.get("/mandag/"))
    desk = html(browse.get("/ungdom/anker/"))
    for words in ("Nattbuss", "For dyrt."):
        assert words in desk
    browse.post(f"/ungdom/anker/ide/{made.reply_id}/", {"says": ""})
    assert Appeal.objects.get().state == AppealState.ASKED, "a reason is asked for"
    browse.post(f"/ungdom/anker/ide/{made.reply_id}/", {"says": "unfit"})
    told = html(browse.get(card))
    assert wording("Look at it again: the reason does not fit the idea.") in told
    held = Concept.objects.get()
    assert (held.state, held.answer, held.handed_in_on) == (State.SHOWN, "", TODAY)
    story = html(browse.get(f"/ungdom/ide/{made.pk}/"))
    assert "For dyrt." in story, "what was answered first is still told"
    assert Event.objects.filter(verb="concept.judged", target=f"concept:{made.pk}").count() == 1


def test_a_new_decision_can_be_appealed_anew(course, marit, kari, council):
    made = sent_back(course, marit, kari)
    appealing.judge(asked(made), CouncilSays.FAIR, by=council, at=NOW)
    made = writing.hand_in(made, today=TODAY)
    made = answering.send_back(made, "Hvor?", version=made.version, by=marit, at=NOW)
    made = answering.pass_on(made, reply=made.reply_id, by=kari, at=NOW)
    assert appealing.appeal_of(made).state == AppealState.MAY
