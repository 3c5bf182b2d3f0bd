"""The tab “Measures”, what the Monday page says of it, and what the reporter hears."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kominn.casework.models import Disclosure, MeasureOrigin, PersonMeasure
from kominn.casework.panels import panels
from kominn.concerns.actions import handle, mailbox, nearness
from kominn.concerns.models import Concern
from kominn.core.worktime import NORWAY
from kominn.law import starter
from kominn.plan.models import Measure
from kominn.vault.actions import records, teams
from tests.concerns.pages import Visit
from tests.factories.casework import (
    DAY,
    FOLLOWS,
    NEXT,
    begin_help,
    begin_open,
    decided,
    help_written,
    hours,
    look_again,
    tell_others,
)
from tests.factories.concerns import ConcernFactory
from tests.factories.plan import MeasureKindFactory

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl i tiltaket"


def to(name, concern, *parts):
    return reverse(f"casework:{name}", args=[concern.pk, *parts])


def soon():
    return hours_ahead(20)


def hours_ahead(days):
    return hours().working_day_after(timezone.now(), days=days).isoformat()


@pytest.fixture
def person(intake, inga, kari, vera):
    return decided("person_followed", by=kari, second=vera)


@pytest.fixture
def place(intake, inga, kari, vera):
    return decided("place_measure", by=kari, second=vera)


# --- The tab -------------------------------------------------------------------------------------


def test_from_the_decision_to_a_measure_at_the_round_table_page_by_page(place, visit, kari):
    MeasureKindFactory()
    page = visit(kari).get(to("measures", place))
    assert to("begin_open", place) in page.links()
    form = visit(kari).get(to("begin_open", place))
    assert "Mindre enn dette" not in form.html, "nothing that is sealed comes along"
    assert "Det henger noen ved brygga" not in form.html
    page = form.fill(
        to("begin_open", place),
        kind="nabolag",
        title="Voksne på Torget",
        aim="Noen å snakke med.",
        review_on=soon(),
    )
    measure = Measure.objects.get()
    assert page.path == to("measures", place)
    assert "Voksne på Torget" in page.main
    assert MeasureOrigin.objects.get().measure == measure
    assert "Voksne på Torget" in visit(kari).get(reverse("concerns:concern", args=[place.pk])).main


def test_what_is_wrong_in_the_form_is_said_and_nothing_typed_is_lost(place, visit, kari):
    MeasureKindFactory()
    form = visit(kari).get(to("begin_open", place))
    page = form.fill(
        to("begin_open", place),
        kind="nabolag",
        title="Lys",
        aim="Ring 90 12 34 56",
        review_on=soon(),
    )
    assert page.status == 200
    assert page.value("title") == "Lys"
    assert not Measure.objects.exists()


def test_help_begins_is_reviewed_handed_over_and_stopped_page_by_page(
    person, visit, kari, inga, vera
):
    MeasureKindFactory(for_a_person=True)
    begun = {
        "kind": "mentor",
        "aim": SECRET,
        "who": "Mor",
        "consent_on": timezone.localdate().isoformat(),
        "scope": "Mentor",
        "owner": str(inga.pk),
        "review_on": soon(),
    }
    form = visit(kari).get(to("begin_help", person))
    again = form.fill(to("begin_help", person), **(begun | {"who": ""}))
    assert again.value("aim") == SECRET, "a consent has a person"
    page = again.fill(to("begin_help", person), who="Mor")
    made = PersonMeasure.objects.get()
    assert SECRET in page.main
    assert made.owner == inga

    review = to("review_help", person, made.pk)
    page = (
        visit(inga)
        .get(review)
        .fill(review, verdict="step_up", words="Kommer oftere.", review_on=soon())
    )
    assert "Kommer oftere." in page.main
    over = to("hand_help_over", person, made.pk)
    page = visit(inga).get(over).fill(over, owner=str(vera.pk))
    assert PersonMeasure.objects.get().owner == vera
    page = visit(vera).get(to("measures", person))
    page = page.fill(to("consent_taken_back", person, made.pk))
    assert PersonMeasure.objects.get().state == "no_consent"
    assert Concern.objects.get(pk=person.pk).state == "held"


def test_the_day_two_decided_on_stands_in_the_form(person, visit, kari):
    decided_on = hours().working_day_after(timezone.now(), days=12)
    Concern.objects.filter(pk=person.pk).update(due_on=decided_on)
    MeasureKindFactory(for_a_person=True)
    form = visit(kari).get(to("begin_help", person))
    assert form.value("review_on") == decided_on.isoformat()


def test_a_day_further_off_than_a_measure_may_wait_is_not_preset(person, visit, kari):
    Concern.objects.filter(pk=person.pk).update(due_on=timezone.localdate() + 90 * DAY)
    form = visit(kari).get(to("begin_help", person))
    assert dt.date.fromisoformat(form.value("review_on")) < timezone.localdate() + 56 * DAY


def test_the_form_leads_to_the_page_where_they_are_told_before_anybody_says_yes(
    intake, inga, kari, vera, visit
):
    informed = {"informed": "soon", "informed_on": "2026-03-20"}
    person = decided("person_followed", by=kari, second=vera, informed=informed)
    form = visit(kari).get(to("begin_help", person))
    assert "Den det gjelder må få vite det og si ja først." in form.main
    assert to("person", person) in form.links()
    assert "har fått vite det og har sagt ja" in visit(kari).get(to("assessment", person)).main


def test_a_yes_is_no_answer_to_what_lets_us_do_it_without_one(person, visit, kari):
    starter.begin(at=FOLLOWS)
    form = visit(kari).get(to("begin_help", person))
    codes = {
        one.get("value").partition("@")[0]
        for one in form.root.findall(".//*[@id='id_basis']/option")
    }
    assert "within-the-body" in codes
    assert "consent" not in codes
    assert "Den det gjelder må få vite det" not in form.main


def test_two_reviewing_at_once_the_second_reads_the_first_and_keeps_what_was_typed(
    person, visit, kari, inga
):
    made = begin_help(person, by=kari, owner=inga)
    review = to("review_help", person, made.pk)
    form = visit(kari).get(review)
    look_again(made, by=inga, text="Inga var først.", next_on=NEXT)
    page = form.fill(review, verdict="close", words="Karis ord.")
    assert page.status == 200
    assert "Inga var først." in page.main
    assert page.value("words") == "Karis ord."
    page.fill(review)
    assert PersonMeasure.objects.get().state == "finished"


def test_who_cannot_read_the_concern_finds_none_of_it(person, visit, kari, inga, leif):
    made = begin_help(person, by=kari, owner=inga, written=help_written(aim=SECRET))
    given = tell_others(person, by=kari)
    records.set_aside(person.pk, inga)
    for address in (
        to("measures", person),
        to("review_help", person, made.pk),
        to("hand_help_over", person, made.pk),
        to("disclose", person),
        to("disclosure", person, given.pk),
    ):
        assert visit(inga).get(address).status == 404
        assert visit(leif).get(address).status == 403


def test_a_measure_of_another_concern_is_not_found_under_this_one(person, place, visit, kari):
    made = begin_help(person, by=kari)
    given = tell_others(person, by=kari)
    assert visit(kari).get(to("review_help", place, made.pk)).status == 404
    assert visit(kari).get(to("disclosure", place, given.pk)).status == 404


def test_what_is_told_by_a_duty_is_written_down_by_who_tells_it_and_printed(intake, visit, inga):
    concern = ConcernFactory()
    starter.begin(at=FOLLOWS)
    form = visit(inga).get(to("disclose", concern))
    page = form.fill(
        to("disclose", concern),
        basis=f"duty-to-notify@{starter.BVL.isoformat()}",
        recipient="Barnevernvakta",
        text=SECRET,
        note="Ringt.",
    )
    assert page.path == to("disclosure", concern, Disclosure.objects.get().pk)
    assert SECRET in page.main
    assert "Barnevernvakta" in visit(inga).get(to("measures", concern)).main


def test_on_another_basis_the_page_says_that_two_decide_first(intake, visit, kari):
    concern = ConcernFactory(held_by=kari)
    starter.begin(at=FOLLOWS)
    form = visit(kari).get(to("disclose", concern))
    page = form.fill(
        to("disclose", concern),
        basis=f"consent@{starter.FVL.isoformat()}",
        recipient="Skolen",
        text="At han er alene.",
    )
    assert page.status == 200
    assert page.value("text").strip() == "At han er alene."
    assert not Disclosure.objects.exists()


def test_what_two_decided_to_tell_stands_in_the_form_already(intake, visit, kari, vera):
    concern = decided("referred", by=kari, second=vera)
    form = visit(kari).get(to("disclose", concern))
    assert form.value("recipient") == "Helsesykepleier på skolen"


def test_what_is_decided_is_not_said_to_run_before_it_has_begun(person, visit, kari):
    """The pages say what the Monday page says."""
    desk, inbox = reverse("concerns:concern", args=[person.pk]), reverse("concerns:inbox")
    pages = (desk, inbox, to("measures", person), to("assessment", person))
    for address in pages:
        main = visit(kari).get(address).main
        assert "Avgjort, ikke startet" in main, address
        assert "Tiltak er i gang" not in main, address
    begin_help(person, by=kari)
    for address in pages:
        assert "Tiltak er i gang" in visit(kari).get(address).main, address


def test_a_measure_at_the_round_table_runs_too(place, visit, kari):
    begin_open(place, by=kari)
    assert "Tiltak er i gang" in visit(kari).get(reverse("concerns:inbox")).main


# --- The end -------------------------------------------------------------------------------------


def test_while_a_measure_runs_for_the_person_its_link_stands_where_one_would_finish(
    person, visit, kari
):
    made = begin_help(person, by=kari)
    desk = reverse("concerns:concern", args=[person.pk])
    page = visit(kari).get(desk)
    assert f"{to('measures', person)}#help-{made.pk}" in page.links()
    assert not page.asks("words")
    look_again(made, by=kari, verdict="close")
    assert visit(kari).get(desk).asks("words")


@pytest.mark.parametrize("go", ["preview", "send"])
def test_a_finish_that_is_refused_gives_back_every_word(person, visit, kari, go):
    """The measure began in another window while the closing words were written."""
    desk, close = (reverse(f"concerns:{one}", args=[person.pk]) for one in ("concern", "close"))
    form = visit(kari).get(desk)
    begin_help(person, by=kari)
    words = "Takk.\nNoen følger med nå."
    page = form.fill(close, go=go, reason="helped", words=words, note="Husk å ringe.")
    assert "Et tiltak for personen er fortsatt i gang" in page.main
    assert words in "".join(page.root.find(".//pre[@class='unsent']").itertext())
    assert page.value("note").strip() == "Husk å ringe."
    assert Concern.objects.get(pk=person.pk).state == "followed"


def test_closing_words_come_back_when_a_colleague_has_taken_the_baton(person, visit, kari, inga):
    desk, close = (reverse(f"concerns:{one}", args=[person.pk]) for one in ("concern", "close"))
    form = visit(kari).get(desk)
    handle.take(person, by=inga, at=FOLLOWS)
    page = form.fill(close, go="preview", reason="helped", words="Takk for at du sa fra.")
    assert "Takk for at du sa fra." in page.main


# --- The reporter --------------------------------------------------------------------------------


@pytest.fixture
def enter(browse):
    def enter(concern):
        digits = {"code": concern.receipt.digits}
        return Visit(browse).post(reverse("concerns:mailbox"), digits)

    return enter


def test_of_a_place_the_reporter_reads_what_everybody_may_read(place, enter, kari):
    today = timezone.now().astimezone(NORWAY)
    told = {"public_words": "Det er tent lys på kaia.", "told_public": True}
    began = {"starts_on": FOLLOWS.date(), "review_on": NEXT}
    begin_open(place, by=kari, **told, **began)
    assert today.date() > FOLLOWS.date()
    page = enter(place)
    assert "Det er tent lys på kaia." in page.main
    assert "Voksne på Torget" not in page.main, "neither title nor aim"


def test_what_is_not_told_in_public_is_not_told_to_the_reporter(place, enter, kari):
    begin_open(place, by=kari, public_words="Ikke ennå.", told_public=False)
    assert "Ikke ennå." not in enter(place).main


def test_of_a_person_the_reporter_reads_only_where_it_stands(person, enter, kari):
    begin_help(person, by=kari, written=help_written(aim=SECRET))
    page = enter(person)
    assert SECRET not in page.html
    assert "Mentor" not in page.html
    assert 'id="done"' not in page.html


# --- The Monday page -----------------------------------------------------------------------------


def square(user, slug, today):
    user.forget_rights()
    return {one.slug: one for one in panels(user, today)}.get(slug)


def test_what_is_decided_waits_on_the_holder_s_monday_page_until_it_begins(person, kari, vera):
    assert square(kari, "begin", FOLLOWS.date())
    assert not square(vera, "begin", FOLLOWS.date())
    begin_help(person, by=kari)
    assert not square(kari, "begin", FOLLOWS.date())


def test_a_review_stands_on_its_owner_s_monday_page_and_is_late_the_day_after(person, kari, inga):
    begin_help(person, by=kari, owner=inga)
    assert not square(inga, "help", NEXT - 8 * DAY)
    assert not square(inga, "help", NEXT).late
    assert square(inga, "help", NEXT + DAY).late
    assert not square(kari, "help", NEXT)


def test_an_owner_who_left_stands_on_the_holder_s_monday_page(person, intake, kari, inga, vera):
    begin_help(person, by=kari, owner=vera)
    assert not square(kari, "help-lost", NEXT)
    teams.remove(intake, vera, by=kari, at=FOLLOWS)
    assert square(kari, "help-lost", NEXT).count == 1
    assert not square(inga, "help-lost", NEXT)


def test_where_the_holder_left_too_every_reader_who_can_take_it_is_told(
    person, intake, kari, inga, vera
):
    begin_help(person, by=kari, owner=kari)
    teams.remove(intake, kari, by=inga, at=FOLLOWS)
    assert square(inga, "help-lost", NEXT).count == 1


def test_what_was_taken_back_and_nobody_holds_leads_to_its_end(person, visit, kari, inga):
    made = begin_help(person, by=kari)
    handle.read(person, by=kari, at=FOLLOWS)
    nearness.say_near(person, hours=hours(), by=kari, at=FOLLOWS)
    mailbox.withdraw(mailbox.find(person.receipt), at=FOLLOWS)

    (line,) = square(inga, "help-lost", NEXT).lines
    assert line.url == to("review_help", person, made.pk)
    page = visit(inga).get(to("measures", person))
    assert line.url in page.links()
    assert to("hand_help_over", person, made.pk) not in page.links()
    page = visit(inga).get(line.url)
    page.fill(line.url, verdict="close", words="Melderen trakk den.", ends_as="stopped")
    assert not square(inga, "help-lost", NEXT)


def test_the_monday_page_asks_a_fixed_number_of_questions(person, intake, kari, vera):
    def queries():
        kari.forget_rights()
        with CaptureQueriesContext(connection) as captured:
            panels(kari, NEXT)
        return len(captured.captured_queries)

    begin_help(person, by=kari)
    few = queries()
    for number in range(4):
        begin_help(person, by=kari, written=help_written(aim=f"Mål {number}"))
    assert queries() == few


def test_the_tab_asks_a_fixed_number_of_questions_but_for_reviews(person, visit, kari):
    begin_help(person, by=kari, review_on=dt.date(2026, 4, 8))
    assert visit(kari).get(to("measures", person)).status == 200
