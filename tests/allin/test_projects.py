"""From a yes to something real: team, mentor, a little money, steps, a look at what is safe, an end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kominn.allin import growing, mentoring
from kominn.allin.actions.steps import WrongState
from kominn.allin.models import Concept, Project, Proposed
from kominn.allin.states import PUBLIC, State
from kominn.audit.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, said
from tests.wording import wording

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)


@pytest.fixture
def leif(db):
    return UserFactory(name="Leif", roles=["leader"])


@pytest.fixture
def idea(course):
    return concept(course, name="Båtkafé", state=State.YES)


@pytest.fixture
def project(idea, marit, leif):
    return growing.begin(idea, mentor=marit, people=5, grant_ore=500_00, by=leif, at=NOW)


def html(answer):
    return answer.content.decode()


def safe(project, by):
    growing.find_safe(project, by=by, at=NOW)
    return project


def page(browse, project):
    return html(browse.get(f"/ungdom/ide/{project.pk}/"))


# --- Bad input first -------------------------------------------------------------------------


@pytest.mark.parametrize("state", [s for s in State if s not in (State.YES, State.RETURNED)])
def test_only_a_yes_becomes_a_project(course, marit, leif, state):
    other = concept(course, name="Nei", state=state)
    with pytest.raises(WrongState):
        growing.begin(other, mentor=marit, people=3, grant_ore=0, by=leif, at=NOW)
    assert not Project.objects.exists()


@pytest.mark.parametrize("ore", [-1, growing.MOST_GRANT + 1])
def test_a_grant_is_neither_below_nothing_nor_millions(idea, marit, leif, ore):
    with pytest.raises(growing.TooMuch):
        growing.begin(idea, mentor=marit, people=3, grant_ore=ore, by=leif, at=NOW)
    assert Concept.objects.get().state == State.YES


def test_before_an_adult_has_looked_nothing_is_spent_done_or_finished(project, marit):
    growing.add_milestone(project, said("Lån båten", by=marit), due_on=TODAY, at=NOW)
    step = project.milestones.get()
    for deed in (
        lambda: growing.spend(project, 100, said("Kaffe", by=marit), on=TODAY, at=NOW),
        lambda: growing.reach(step, by=marit, at=NOW),
        lambda: growing.end(project, State.FINISHED, said("Alt.", by=marit), at=NOW),
    ):
        with pytest.raises(growing.NotSafeYet):
            deed()


def test_one_point_left_out_is_not_safe(project, marit, browse, sign_in):
    address = f"/ungdom/ide/{project.pk}/prosjekt/"
    ticked = {"find_safe-points": ["adult", "consent", "place", "include"], "go": "find_safe"}
    answer = sign_in(browse, marit).post(address, ticked)
    assert wording("It is safe when every point is ticked.") in html(answer)
    ticked["find_safe-points"].append("privacy")
    browse.post(address, ticked)
    project.refresh_from_db()
    assert project.safe_by == marit


def test_no_øre_more_than_the_grant_is_spent(project, marit):
    safe(project, marit)
    growing.spend(project, 499_99, said("Bord", by=marit), on=TODAY, at=NOW)
    with pytest.raises(growing.TooMuch):
        growing.spend(project, 2, said("Spiker", by=marit), on=TODAY, at=NOW)
    growing.spend(project, 1, said("Spiker", by=marit), on=TODAY, at=NOW)
    assert growing.spent(project) == 500_00


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_is_spent_tomorrow_or_before_it_began(project, marit, days):
    safe(project, marit)
    with pytest.raises(growing.DayWrong):
        growing.spend(project, 100, said("Kaffe", by=marit), on=TODAY + days * DAY, at=NOW)


def test_a_project_that_ended_changes_no_more_and_cannot_end_twice(project, marit):
    safe(project, marit)
    growing.end(project, State.STOPPED, said("Båten lakk.", by=marit), at=NOW)
    for deed in (
        lambda: growing.end(project, State.FINISHED, said("Likevel.", by=marit), at=NOW),
        lambda: growing.add_milestone(project, said("Ny båt", by=marit), due_on=TODAY, at=NOW),
    ):
        with pytest.raises(WrongState):
            deed()


def test_the_database_itself_asks_what_was_learned(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(ended_on=TODAY)


def test_a_facilitator_helps_but_does_not_give_the_city_s_money_away(idea, marit, browse, sign_in):
    browser = sign_in(browse, marit)
    asked = {"begin-mentor": marit.pk, "begin-people": 4, "begin-grant_ore": "1000", "go": "begin"}
    assert browser.post(f"/ungdom/ide/{idea.pk}/prosjekt/", asked).status_code == 403
    assert not Project.objects.exists()


def test_a_mentor_is_a_colleague_who_may(idea, leif, browse, sign_in):
    stian = UserFactory(name="Stian", roles=["employee"])
    asked = {"begin-mentor": stian.pk, "begin-people": 4, "begin-grant_ore": "0", "go": "begin"}
    answer = sign_in(browse, leif).post(f"/ungdom/ide/{idea.pk}/prosjekt/", asked)
    assert answer.status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("typed", ["gratis", "-1", "1.250", "1e3", "½", "٥", "99,999", "2 000 000"])
def test_what_is_no_amount_is_no_grant(idea, leif, marit, browse, sign_in, typed):
    asked = {"begin-mentor": marit.pk, "begin-people": 4, "begin-grant_ore": typed, "go": "begin"}
    answer = sign_in(browse, leif).post(f"/ungdom/ide/{idea.pk}/prosjekt/", asked)
    assert answer.status_code == 422
    assert not Project.objects.exists()


def test_another_project_s_step_is_not_reached_from_here(
    course, project, marit, leif, browse, sign_in
):
    other = concept(course, name="Nattkafé", state=State.YES)
    theirs = growing.begin(other, mentor=marit, people=2, grant_ore=0, by=leif, at=NOW)
    safe(theirs, marit)
    growing.add_milestone(theirs, said("Lås opp", by=marit), due_on=TODAY, at=NOW)
    step = theirs.milestones.get()
    sign_in(browse, marit).post(
        f"/ungdom/ide/{project.pk}/prosjekt/", {"reach-pk": step.pk, "go": "reach"}
    )
    step.refresh_from_db()
    assert step.reached_on is None


# --- The way ---------------------------------------------------------------------------------


def test_a_yes_if_says_what_is_missing_until_it_is_in_place(course, leif, kari, browse, sign_in):
    idea = concept(course, name="Kafé", state=State.YES_IF)
    browser = sign_in(browse, leif)
    address = f"/ungdom/ide/{idea.pk}/prosjekt/"
    browser.post(address, {"name_missing-what": "Havna sier ja", "go": "name_missing"})
    mentoring.pass_on(Proposed.objects.get(), by=kari, at=NOW)
    told = page(browse, idea)
    assert wording("This is still missing") in told
    assert "Havna sier ja" in told
    one = idea.missing.get()
    browser.post(address, {"meet_missing-pk": one.pk, "go": "meet_missing"})
    told = page(browse, idea)
    assert wording("This is still missing") not in told
    assert wording("This is in place now") in told


def test_anyone_reads_the_whole_way_and_no_name(project, leif, marit, browse):
    safe(project, marit)
    growing.add_milestone(project, said("Lån båten", by=marit), due_on=TODAY, at=NOW)
    growing.add_milestone(project, said("Åpne døra", by=marit), due_on=TODAY + DAY, at=NOW)
    growing.reach(project.milestones.get(what="Lån båten"), by=marit, at=NOW)
    growing.spend(project, 49_90, said("Kaffe", by=marit), on=TODAY, at=NOW)
    told = page(browse, project)
    for words in ("Lån båten", "Åpne døra", "Kaffe", "49,90", "450,10", "Det vil vi."):
        assert words in told
    assert marit.name not in told
    assert leif.name not in told


@pytest.mark.parametrize("then", [State.FINISHED, State.PASSED_ON, State.STOPPED])
def test_it_ends_with_what_was_learned_and_stays_public(project, marit, browse, then):
    safe(project, marit)
    growing.end(project, then, said("Folk kom da vi bar ut stoler.", by=marit), at=NOW)
    told = page(browse, project)
    assert "Folk kom da vi bar ut stoler." in told
    assert str(then.label) in told
    assert then in PUBLIC


def test_a_project_joins_a_measure_that_is_told_in_public(project, leif, browse):
    from tests.factories.concerns import small_city
    from tests.factories.plan import begin

    small_city()
    measure = begin(by=leif, title="Kvelder på brygga")
    growing.join_to(project, measure, by=leif, at=NOW)
    assert "Kvelder på brygga" not in page(browse, project), "it is not told in public"
    type(measure).objects.update(told_public=True, public_words="Åpent.")
    assert "Kvelder på brygga" in page(browse, project)


def test_each_deed_leaves_a_trace_without_words(project, marit):
    safe(project, marit)
    growing.spend(project, 100, said("Kaffe", by=marit), on=TODAY, at=NOW)
    verbs = set(Event.objects.filter(target=f"concept:{project.pk}").values_list("verb", flat=True))
    assert verbs == {"project.begun", "project.found_safe", "project.spent"}
    assert not Event.objects.filter(detail__icontains="Kaffe").exists()


def test_a_long_story_asks_the_database_no_more_than_a_short_one(
    project, marit, browse, django_assert_num_queries
):
    safe(project, marit)
    browse.get(f"/ungdom/ide/{project.pk}/")
    for number in range(20):
        growing.add_milestone(project, said(f"Steg {number}", by=marit), due_on=TODAY, at=NOW)
        growing.spend(project, 100, said(f"Kaffe {number}", by=marit), on=TODAY, at=NOW)
    for place in range(3):
        project.concept.pictures.create(place=place, large=b"large", small=b"small")
    with django_assert_num_queries(7):  # the idea, four of its story, names, pictures
        browse.get(f"/ungdom/ide/{project.pk}/")


def test_it_stands_on_the_monday_page_of_whoever_stands_beside_it(
    project, marit, leif, browse, sign_in
):
    from tests.factories.concerns import small_city

    small_city()
    assert f"/ungdom/ide/{project.pk}/prosjekt/" in html(sign_in(browse, marit).get("/mandag/"))
    assert f"/ungdom/ide/{project.pk}/prosjekt/" not in html(sign_in(browse, leif).get("/mandag/"))
