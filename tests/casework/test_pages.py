"""The tab, one's own page and the levels, walked as a browser without JavaScript walks them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from kominn.audit.models import Event
from kominn.casework.actions import assess
from kominn.casework.models import Assessment, Decision, Level
from kominn.concerns.actions import handle, mailbox
from kominn.concerns.models import Concern
from kominn.core.worktime import NORWAY
from kominn.law import starter
from kominn.vault.actions import teams
from tests.factories.casework import WORDS, hand_in, hours
from tests.factories.concerns import DAY, ConcernFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.now().astimezone(NORWAY)


@pytest.fixture
def concern(intake, kari, vera, arne, today):
    return ConcernFactory(held_by=kari, at=today - 3 * DAY)


def tab(concern):
    return reverse("casework:assessment", args=[concern.pk])


def own(concern):
    return reverse("casework:own", args=[concern.pk])


def to(name, concern, *parts):
    return reverse(f"casework:{name}", args=[concern.pk, *parts])


def ask_two(page, concern, *people):
    day = page.value("answer_by")
    token = page.form_to(to("ask", concern))
    body = "&".join([*(f"assessors={one.pk}" for one in people), f"answer_by={day}"])
    csrf = next(
        e.get("value") for e in token.iter("input") if e.get("name") == "csrfmiddlewaretoken"
    )
    return page.visit.send(
        "POST",
        to("ask", concern),
        f"{body}&csrfmiddlewaretoken={csrf}".encode(),
        "application/x-www-form-urlencoded",
    )


def in_two_weeks():
    hours_now = hours()
    return hours_now.working_day_after(timezone.now(), days=10)


def whole(today):
    return WORDS | {
        "informed": "told",
        "informed_on": today.date().isoformat(),
        "level": "1",
        "outcome": "group_measure",
    }


def proposal(outcome="group_measure", **changes):
    return {
        "outcome": outcome,
        "reasons": "Mindre hjelper ikke.",
        "review_on": in_two_weeks().isoformat(),
        "voice": "Det går bra.",
        "best_interest": "En voksen.",
    } | changes


def test_from_two_asked_to_decided_page_by_page(concern, visit, kari, vera, inga, today):
    page = visit(kari).get(tab(concern))
    page = ask_two(page, concern, vera, inga)
    assert "Vera" in page.main
    assert "Kanarifugl" not in page.main

    for person in (vera, inga):
        page = visit(person).get(own(concern))
        page = page.press("keep", facts="Kladd")
        assert page.value("facts") == "Kladd"
        page = page.press("hand_in", **whole(today))
        assert page.path == tab(concern)

    page = visit(kari).get(tab(concern))
    assert page.main.count("Læreren så det på mandag.") == 2
    page = page.fill(to("propose", concern), **proposal())
    decision = Decision.objects.get()
    page = visit(vera).get(tab(concern))
    page = page.press("yes", words="Enig.")
    decision.refresh_from_db()
    assert decision.state == "decided"
    assert Concern.objects.get().state == "followed"
    assert "Enig." in page.main


def test_what_is_missing_is_said_and_nothing_typed_is_lost(concern, visit, kari, vera, inga, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    page = visit(vera).get(own(concern))
    page = page.press("hand_in", **(whole(today) | {"facts": "", "voice": ""}))
    assert page.status == 200
    assert page.value("help") == WORDS["help"]
    assert Assessment.objects.filter(state="in").count() == 0
    page = page.press("keep")
    assert page.value("help") == WORDS["help"]


def test_an_exception_from_telling_needs_its_reason(concern, visit, kari, vera, inga, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    page = visit(vera).get(own(concern))
    page = page.press("hand_in", **(whole(today) | {"informed": "exception"}))
    assert Assessment.objects.filter(state="in").count() == 0
    page.press("hand_in", informed_why="Fare for barnet.")
    assert Assessment.objects.filter(state="in").count() == 1


def test_what_was_taken_back_meanwhile_refuses_and_keeps_the_text(
    concern, visit, kari, vera, inga, today
):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    page = visit(vera).get(own(concern))
    mailbox.withdraw(mailbox.find(concern.receipt), at=today)
    page = page.press("hand_in", **whole(today))
    assert page.status == 200
    assert page.value("facts") == WORDS["facts"]
    assert page.alerts()


def test_a_round_ended_meanwhile_refuses_and_keeps_the_proposal(
    concern, visit, kari, vera, inga, today
):
    both(concern, kari, vera, inga, today)
    page = visit(kari).get(tab(concern))
    assess.call_off(concern, hours=hours(), by=kari, at=today)
    answered = page.fill(to("propose", concern), **proposal())
    assert answered.status == 200
    assert answered.alerts()
    assert proposal()["reasons"] in answered.main
    assert not Decision.objects.exists()


def test_who_lost_the_baton_meanwhile_reads_what_they_wrote_to_copy_it(
    concern, visit, kari, vera, inga, today
):
    """There is no form for it any more, so no link may lead to one of its fields."""
    both(concern, kari, vera, inga, today)
    page = visit(kari).get(tab(concern))
    handle.take(concern, by=inga, at=today)

    answered = page.fill(to("propose", concern), **(proposal() | {"voice": ""}))

    assert answered.status == 200
    assert proposal()["reasons"] in answered.main
    assert not Decision.objects.exists()


def both(concern, holder, *people_and_today):
    *people, at = people_and_today
    for row in assess.ask(
        concern, people, answer_by=in_two_weeks(), hours=hours(), by=holder, at=at
    ):
        hand_in(row, at=at)


def test_a_decision_without_its_basis_says_so_and_keeps_the_rest(
    concern, visit, kari, vera, inga, today
):
    both(concern, kari, vera, inga, today)
    page = visit(kari).get(tab(concern))
    starter.begin(at=today)
    page = visit(kari).get(tab(concern))
    page = page.fill(to("propose", concern), **proposal("referred"))
    assert page.status == 200
    assert page.value("reasons") == "Mindre hjelper ikke."
    assert not Decision.objects.exists()
    page.fill(
        to("propose", concern),
        basis=f"consent@{starter.FVL.isoformat()}",
        recipient="Helsestasjonen",
        told="At han sitter alene.",
    )
    assert Decision.objects.get().outcome == "referred"


def test_all_who_look_read_who_is_to_answer_and_then_who_did(
    concern, visit, kari, vera, inga, today
):
    both(concern, kari, vera, inga, today)
    assert "Kari har stafetten og foreslår hva vi skal gjøre." in visit(vera).get(tab(concern)).main
    page = visit(kari).get(tab(concern)).fill(to("propose", concern), **proposal())
    assert "Inga eller Vera, som vurderte, sier ja eller nei." in page.main
    visit(vera).get(tab(concern)).press("yes", words="Enig.")
    page = visit(kari).get(tab(concern))
    assert "Kari foreslo det, Vera sa ja" in page.main
    assert "Det Vera svarte" in page.main


def test_one_of_the_two_who_proposes_waits_for_the_other_by_name(
    concern, visit, kari, vera, inga, today
):
    both(concern, kari, vera, kari, today)
    page = visit(kari).get(tab(concern)).fill(to("propose", concern), **proposal())
    assert "Vera, som vurderte, sier ja eller nei." in page.main


def test_who_does_not_hold_it_finds_the_way_to_the_baton(concern, visit, inga, vera):
    desk = reverse("concerns:concern", args=[concern.pk])
    page = visit(inga).get(tab(concern))
    assert "Snakk med Kari, eller ta stafetten på siden til bekymringen" in page.main
    assert page.links().count(desk) == 2, "the tab, and the way on"
    assert "Snakk med Kari" not in visit(vera).get(tab(concern)).main, "she holds nothing"


def test_a_no_without_words_asks_for_them(concern, visit, kari, vera, inga, today):
    both(concern, kari, vera, inga, today)
    visit(kari).get(tab(concern)).fill(to("propose", concern), **proposal())
    page = visit(vera).get(tab(concern)).press("no", words="")
    assert Decision.objects.get().state == "proposed"
    page.press("no", words="En gruppe er nok.")
    assert Decision.objects.get().state == "refused"


def test_the_one_who_proposed_is_offered_no_yes(concern, visit, kari, vera, inga, today):
    both(concern, kari, kari, vera, today)
    page = visit(kari).get(tab(concern)).fill(to("propose", concern), **proposal())
    assert not [e for e in page.root.iter("button") if e.get("value") in ("yes", "no")]
    assert not [
        e
        for e in visit(inga).get(tab(concern)).root.iter("button")
        if e.get("value") in ("yes", "no")
    ]


def test_what_is_opened_stands_in_the_trail_and_what_is_not_does_not(
    concern, visit, kari, vera, inga, today
):
    def seen():
        about = Event.objects.about(f"concern:{concern.pk}")
        return [(one.by, one.verb) for one in about if one.verb.startswith("assessment.")]

    visit(inga).get(tab(concern))
    assert seen() == []
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    visit(vera).get(own(concern))
    assert seen()[-1] == (f"user:{vera.pk}", "assessment.opened")
    visit(kari).get(tab(concern))
    assert seen()[-1] == (f"user:{vera.pk}", "assessment.opened")
    for row in Assessment.objects.all():
        hand_in(row, at=today)
    visit(kari).get(tab(concern))
    assert seen()[-1] == (f"user:{kari.pk}", "assessment.read")


def test_the_page_of_one_s_own_names_its_only_reader(concern, visit, kari, vera, inga, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    page = visit(vera).get(own(concern))
    seal = next(e for e in page.root.iter("aside"))
    names = "".join(seal.itertext())
    assert "Vera" in names
    assert "Kari" not in names


def test_who_is_not_asked_has_no_page_of_their_own(concern, visit, kari, vera, inga, arne, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    assert visit(arne).get(own(concern)).status == 404


def test_a_damaged_one_shows_a_sentence_and_not_a_fault(concern, visit, kari, vera, inga, today):
    both(concern, kari, vera, inga, today)
    row = Assessment.objects.filter(assessor=vera)
    row.update(content=b"x" * 100)
    page = visit(kari).get(tab(concern))
    assert page.status == 200
    assert WORDS["facts"] in page.main


def test_a_draft_that_can_t_be_opened_can_be_written_anew(concern, visit, kari, vera, inga, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    Assessment.objects.filter(assessor=vera).update(content=b"x" * 100)
    page = visit(vera).get(own(concern))
    assert page.status == 200
    page = page.press("keep", facts="Nytt")
    assert page.value("facts") == "Nytt"


def test_somebody_is_asked_instead_on_the_page(
    concern, visit, kari, vera, inga, arne, today, intake
):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    teams.remove(intake, vera, by=kari, at=today)
    gone = Assessment.objects.get(assessor=vera)
    page = visit(kari).get(tab(concern))
    page = page.fill(to("ask_another", concern, gone.pk), assessor=str(arne.pk))
    assert Assessment.objects.of_round(concern, 1).count() == 2
    assert "Arne" in page.main


@pytest.mark.parametrize("sent", ["", "x" * 40, "00000000-0000-0000-0000-000000000000"])
def test_nonsense_in_the_address_does_not_exist(concern, visit, kari, sent):
    assert visit(kari).get(f"{tab(concern)}{sent}/").status == 404


# --- Levels --------------------------------------------------------------------------------------


def test_the_ladder_stands_from_the_first_day_and_the_city_words_it(db, visit, kari, inga):
    page = visit(inga).get("/nivaer/")
    assert page.main.count("tjeneste") >= 2
    page = visit(kari).get("/nivaer/2/")
    page = page.fill("/nivaer/2/", name_nb="Vi to", meaning_nb="To etater.")
    assert "Vi to" in page.main
    assert Level.objects.count() == 4
    assert visit(inga).get("/nivaer/2/").status == 403
    assert visit(kari).get("/nivaer/9/").status == 404
    assert Event.objects.about("level:2").count() == 1


def test_an_old_assessment_keeps_the_words_of_its_day(concern, visit, kari, vera, inga, today):
    assess.ask(concern, [vera, inga], answer_by=in_two_weeks(), hours=hours(), by=kari, at=today)
    visit(vera).get(own(concern)).press("hand_in", **whole(today))
    visit(kari).get("/nivaer/1/").fill("/nivaer/1/", name_nb="Noe helt annet")
    visit(inga).get(own(concern)).press("hand_in", **whole(today))
    page = visit(kari).get(tab(concern))
    assert "1 – I egen tjeneste" in page.main
    assert "1 – Noe helt annet" in page.main
