"""A concern that was closed to somebody: whoever can still open it lets one colleague more in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from kominn.accounts import actions as accounts
from kominn.accounts.models import Membership
from kominn.audit.models import Event
from kominn.concerns import few
from kominn.concerns.actions import handle, joining, let_in, nearness
from kominn.concerns.actions.let_in import CannotLetIn
from kominn.concerns.models import Concern, Impartial
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, finish, setting

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl ved brygga"
AT = TUESDAY + DAY


def page_of(concern, name="let_in"):
    return reverse(f"concerns:{name}", args=[concern.pk])


def close_to(colleague, concern):
    nearness.say_near(concern, hours=setting().hours, by=colleague, at=AT)
    return concern


def sees(user, concern):
    return Concern.objects.visible_to(user).filter(pk=concern.pk).exists()


def letters():
    return [one.args_kwargs["kwargs"] for one in DBTaskResult.objects.order_by("enqueued_at")]


def verbs(concern):
    return [(one.by, one.verb) for one in Event.objects.about(f"concern:{concern.pk}")]


@pytest.fixture
def alone(intake, inga, kari):
    """Closed to Kari, so that Inga alone can open it."""
    return close_to(kari, ConcernFactory(seen=SECRET))


def newcomer(name, team, by):
    came = UserFactory(name=name, roles=["intake"])
    teams.admit(team, came, by=by, at=timezone.now())
    return came


@pytest.fixture
def dag(intake, inga):
    """Dag came to the team today; he reads new concerns."""
    return newcomer("Dag", intake, inga)


# --- One concern -------------------------------------------------------------------------------


def test_who_is_left_alone_lets_a_colleague_in(alone, dag, visit, inga):
    assert not sees(dag, alone)
    page = visit(inga).get(page_of(alone, "concern"))
    assert "You alone can open this" in page.main
    assert any(link.endswith(page_of(alone)) for link in page.links())

    page = visit(inga).get(page_of(alone)).fill(page_of(alone), colleague=dag.pk)

    assert page.path == page_of(alone, "concern")
    assert "Dag" in page.text
    assert not any(link.endswith(page_of(alone)) for link in page.links())
    asked = visit(dag).get(page_of(alone, "concern"))
    assert SECRET not in asked.html, "he is asked first whether he stands near"
    assert SECRET in asked.press("no").html


def test_nothing_that_was_told_stands_on_the_page(alone, dag, visit, inga):
    assert SECRET not in visit(inga).get(page_of(alone)).html
    assert (f"user:{inga.pk}", "concern.read") not in verbs(alone)


def test_it_stands_in_the_trail_with_who_was_let_in(alone, dag, inga):
    let_in.let_in(alone, dag, by=inga, at=AT)
    event = Event.objects.about(f"concern:{alone.pk}").get(verb="concern.let_in")
    assert (event.by, event.detail) == (f"user:{inga.pk}", {"user": str(dag.pk)})


def test_the_letter_says_nothing_of_what_it_is_about(alone, dag, inga):
    DBTaskResult.objects.all().delete()
    let_in.let_in(alone, dag, by=inga, at=AT)
    (letter,) = letters()
    assert letter["to"] == dag.email
    for told in (SECRET, alone.short, str(alone.pk), "Inga", "Kari"):
        assert told not in letter["subject"] + letter["body"]


def test_pressed_twice_is_one_deed_and_one_letter(alone, dag, inga):
    DBTaskResult.objects.all().delete()
    assert let_in.let_in(alone, dag, by=inga, at=AT) == 1
    assert let_in.let_in(alone, dag, by=inga, at=AT) == 0
    assert len(letters()) == 1
    assert verbs(alone).count((f"user:{inga.pk}", "concern.let_in")) == 1


def test_who_it_was_closed_to_is_not_among_those_to_choose_and_is_refused(
    alone, dag, sign_in, visit, inga, kari
):
    page = visit(inga).get(page_of(alone))
    options = [one.get("value") for one in page.root.iter("option")]
    assert options == ["", str(dag.pk)]
    answered = sign_in(Client(), inga).post(page_of(alone), {"colleague": kari.pk})
    assert answered.status_code == 200
    with pytest.raises(CannotLetIn):
        let_in.let_in(alone, kari, by=inga, at=AT)
    assert not sees(kari, alone)


def test_nobody_lets_in_oneself(alone, dag, inga):
    with pytest.raises(CannotLetIn):
        let_in.let_in(alone, inga, by=inga, at=AT)
    for by in (dag,):
        with pytest.raises(NoWrap):
            let_in.let_in(alone, dag, by=by, at=AT)


def test_only_one_of_the_team_who_may_read_is_let_in(alone, intake, inga, stian, ada):
    outside = UserFactory(name="Olga", roles=["coordinator"])
    teams.found_team_keys(TeamFactory(name="Andre"), outside, by=None, at=AT)
    unable = UserFactory(name="Nils", roles=["employee"])
    teams.admit(intake, unable, by=inga, at=AT)
    left = UserFactory(name="Tor", roles=["intake"])
    teams.admit(intake, left, by=inga, at=AT)
    left.active = False
    left.save()
    for colleague in (outside, unable, left, stian, ada):
        with pytest.raises(CannotLetIn):
            let_in.let_in(alone, colleague, by=inga, at=AT)
        with pytest.raises(NoWrap):
            records.data_key_for(alone.pk, colleague)


def test_who_it_was_closed_to_cannot_open_the_page_of_letting_in(alone, dag, visit, kari, stian):
    assert visit(kari).get(page_of(alone)).status == 404
    assert visit(dag).get(page_of(alone)).status == 404
    assert visit(stian).get(page_of(alone)).status == 403


def test_who_has_not_said_whether_they_are_near_is_asked_first(alone, dag, visit, inga):
    Impartial.objects.all().delete()
    assert visit(inga).get(page_of(alone)).path.startswith(page_of(alone, "near"))


def test_where_the_team_has_nobody_it_says_what_to_do(alone, visit, inga, kari):
    page = visit(inga).get(page_of(alone))
    assert "The team has nobody to let in" in page.main
    assert "Ask your coordinator" in page.main
    other = close_to(inga, ConcernFactory())
    page = visit(kari).get(page_of(other))
    assert reverse("teams") in page.links()


def test_what_the_teams_key_opens_needs_nobody_let_in(intake, visit, inga):
    concern = ConcernFactory()
    page = visit(inga).get(page_of(concern, "concern"))
    assert not any("slipp-inn" in link for link in page.links())
    assert "Everyone who reads for the team" in visit(inga).get(page_of(concern)).main


def test_who_was_let_in_may_say_that_they_stand_near(alone, dag, inga):
    let_in.let_in(alone, dag, by=inga, at=AT)
    close_to(dag, alone)
    assert not sees(dag, alone)
    with pytest.raises(CannotLetIn):
        let_in.let_in(alone, dag, by=inga, at=AT)


def test_what_is_finished_is_let_in_to_too(alone, dag, inga):
    """A second look needs a second pair of eyes."""
    handle.take(alone, by=inga, at=AT)
    finish(alone, by=inga, at=AT)
    assert let_in.let_in(alone, dag, by=inga, at=AT) == 1
    assert sees(dag, alone)


# --- Told by several ---------------------------------------------------------------------------


def told_by_three(inga):
    main = ConcernFactory(held_by=inga)
    others = [ConcernFactory(), ConcernFactory()]
    joining.join(main, [one.pk for one in others], by=inga, at=AT)
    return [main, *others]


@pytest.mark.parametrize("which", [0, 1])
def test_letting_in_to_one_reaches_all_that_tell_the_same(dag, visit, inga, kari, which):
    """Closing closed them all."""
    family = told_by_three(inga)
    close_to(kari, family[which])
    teams.remove(family[0].team, dag, by=inga, at=AT)
    teams.admit(family[0].team, dag, by=inga, at=timezone.now())
    assert not any(sees(dag, one) for one in family)
    DBTaskResult.objects.all().delete()
    page = visit(inga).get(page_of(family[which]))
    assert "It reaches 2 more that tell the same and were closed too." in page.main
    page = page.fill(page_of(family[which]), colleague=dag.pk)
    assert "Dag can open it now with those that tell the same" in page.text
    assert all(sees(dag, one) for one in family)
    assert len(letters()) == 1
    assert Event.objects.filter(verb="concern.let_in").count() == 3
    assert not any(sees(kari, one) for one in family)


def test_letting_in_reaches_none_that_was_closed_to_the_colleague_before_they_were_joined(
    dag, intake, inga, kari
):
    eva = newcomer("Eva", intake, inga)
    main, closed_to_eva, other = told_by_three(inga)
    joining.take_out(closed_to_eva, hours=setting().hours, by=inga, at=AT)
    close_to(eva, closed_to_eva)
    joining.join(main, [closed_to_eva.pk], by=inga, at=AT)
    new = newcomer("Nina", intake, inga)
    assert let_in.let_in(main, new, by=inga, at=AT) == 3
    teams.remove(intake, eva, by=inga, at=AT)
    teams.admit(intake, eva, by=inga, at=timezone.now())
    for one in (main, closed_to_eva, other):
        with pytest.raises(CannotLetIn):
            let_in.let_in(one, eva, by=inga, at=AT)
        assert not sees(eva, one)


# --- On the Monday page ------------------------------------------------------------------------


def squares(user, at=None):
    found = few.panels(user, at or timezone.localdate())
    return {one.slug: one for one in found if one.lines}


def texts(square):
    return [f"{one.text} {one.note}" for one in square.lines]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_whoever_alone_can_open_it_is_told(alone, visit, inga, kari, ada, leif):
    (line,) = squares(inga)["few"].lines
    assert (line.text, line.url) == (
        "1 concern opens to you alone",
        reverse("concerns:alone"),
    )
    assert squares(inga)["few"].todo[0].text == (
        "Let a colleague in to 1 concern: you alone can open it"
    )
    assert alone.short in visit(inga).get(line.url).main
    assert alone.short not in visit(kari).get(line.url).main
    for numbers in (squares(kari)["few-numbers"], squares(ada)["few-numbers"]):
        assert texts(numbers) == ["Mottak one colleague alone can open 1 concern"]
        assert all(alone.short not in text for text in texts(numbers))
    assert "few" not in squares(kari)
    assert squares(leif) == {}


def test_it_goes_away_when_a_colleague_is_let_in(alone, dag, inga, ada):
    let_in.let_in(alone, dag, by=inga, at=AT)
    assert squares(inga) == squares(dag) == squares(ada) == {}


def test_one_whose_role_has_ended_counts_as_nobody(alone, dag, inga, kari, ada):
    let_in.let_in(alone, dag, by=inga, at=AT)
    accounts.end_appointment(inga.appointments.get(), by=ada, at=timezone.now())
    assert texts(squares(dag)["few"]) == ["1 concern opens to you alone let a colleague in"]
    accounts.end_appointment(dag.appointments.get(), by=ada, at=timezone.now())
    square = squares(ada)["few-numbers"]
    assert square.late
    assert texts(square) == [
        "Mottak nobody can open 1 concern: give the role back to one who had it"
    ]
    assert squares(dag) == {}


def test_who_ends_the_last_readers_role_is_told_at_once(alone, dag, visit, inga, ada):
    address = reverse("end_appointment", args=[inga.pk, inga.appointments.get().pk])
    page = visit(ada).get(reverse("person", args=[inga.pk])).fill(address)
    assert "Nobody can open 1 concern of Mottak" in page.text


def test_a_coordinator_sees_numbers_of_their_own_teams_and_not_their_own_concerns(
    intake, inga, kari
):
    close_to(inga, ConcernFactory())
    assert set(squares(kari)) == {"few"}, "she is the one to do it"
    outside = UserFactory(name="Olga", roles=["coordinator"])
    teams.found_team_keys(TeamFactory(name="Andre"), outside, by=None, at=AT)
    assert squares(outside) == {}


def test_what_is_over_waits_for_nobody(alone, inga, ada):
    handle.take(alone, by=inga, at=AT)
    finish(alone, by=inga, at=AT)
    assert squares(inga) == squares(ada) == {}


def test_what_is_worked_on_under_another_counts(alone, inga):
    main = ConcernFactory(held_by=inga)
    joining.join(main, [alone.pk], by=inga, at=AT)
    assert "few" in squares(inga)


def test_an_assessment_of_ones_own_is_not_counted(intake, inga, kari, ada):
    """It is sealed to its writer alone, until both are in."""
    records.wrap_for_member(ConcernFactory().pk, inga, records.new_data_key())
    assert squares(inga) == squares(ada) == {}


# --- Somebody comes to the team ----------------------------------------------------------------


def several(inga, kari, number=3):
    return [close_to(kari, ConcernFactory()) for _turn in range(number)]


def test_who_lets_somebody_in_to_the_team_is_asked_about_the_rest(intake, visit, inga, kari):
    """Kari has the right to let in to the team; of these she can open two, and Inga one."""
    mine = [close_to(inga, ConcernFactory()) for _turn in range(2)]
    hers = close_to(kari, ConcernFactory())
    dag = UserFactory(name="Dag", roles=["intake"])
    page = visit(kari).get(reverse("team", args=["mottak"]))
    page = page.fill(reverse("admit_to_team", args=["mottak"]), user=dag.pk)
    assert page.path.endswith(reverse("concerns:let_in_to_several", args=[dag.pk]))
    assert all(one.short in page.main for one in mine)
    assert hers.short not in page.main
    page = page.press("all")
    assert "Dag can open 2 concerns more" in page.text
    assert all(sees(dag, one) for one in mine)
    assert not sees(dag, hers)


def test_where_nothing_is_closed_the_way_goes_back_to_the_team(intake, visit, kari):
    dag = UserFactory(name="Dag", roles=["intake"])
    page = visit(kari).get(reverse("team", args=["mottak"]))
    page = page.fill(reverse("admit_to_team", args=["mottak"]), user=dag.pk)
    assert page.path.endswith(reverse("team", args=["mottak"]))


def test_a_colleague_who_can_open_them_is_asked_on_the_monday_page_for_two_weeks(
    intake, inga, kari
):
    several(inga, kari)
    dag = UserFactory(name="Dag", roles=["intake"])
    teams.admit(intake, dag, by=kari, at=timezone.now())
    today = timezone.localdate()
    lines = squares(inga)["few"].lines
    assert (lines[-1].text, lines[-1].note) == (
        "Dag has come to the team",
        "let in to 3 concerns?",
    )
    assert lines[-1].url == reverse("concerns:let_in_to_several", args=[dag.pk])
    assert "few" not in squares(kari)
    later = today + dt.timedelta(days=15)
    assert len(squares(inga, later)["few"].lines) == 1


def test_one_by_one_or_together(intake, visit, inga, kari):
    first, *others = several(inga, kari)
    dag = newcomer("Dag", intake, inga)
    address = reverse("concerns:let_in_to_several", args=[dag.pk])
    DBTaskResult.objects.all().delete()
    visit(inga).get(address).press("chosen", chosen=[str(first.pk)])
    assert sees(dag, first)
    assert not any(sees(dag, one) for one in others)
    page = visit(inga).get(address)
    assert first.short not in page.main
    page.press("all")
    assert all(sees(dag, one) for one in others)
    assert len(letters()) == 2, "a letter each time, not one for each concern"
    assert Event.objects.filter(verb="concern.let_in").count() == 3


def test_who_ticks_none_is_told(intake, visit, inga, kari):
    (one,) = several(inga, kari, 1)
    dag = newcomer("Dag", intake, inga)
    page = visit(inga).get(reverse("concerns:let_in_to_several", args=[dag.pk]))
    assert "Tick at least one." in page.press("chosen").text
    assert not sees(dag, one)


@pytest.mark.parametrize("chosen", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_nonsense_ticked_is_nothing(intake, sign_in, inga, kari, chosen):
    several(inga, kari, 1)
    dag = newcomer("Dag", intake, inga)
    address = reverse("concerns:let_in_to_several", args=[dag.pk])
    assert sign_in(Client(), inga).post(address, {"chosen": chosen}).status_code == 302
    assert not Event.objects.filter(verb="concern.let_in").exists()


def test_nobody_is_let_in_by_a_post_to_what_the_poster_cannot_open(intake, sign_in, inga, kari):
    theirs = several(inga, kari)
    dag, eva = newcomer("Dag", intake, inga), newcomer("Eva", intake, inga)
    address = reverse("concerns:let_in_to_several", args=[eva.pk])
    sign_in(Client(), dag).post(address, {"chosen": [str(one.pk) for one in theirs]})
    sign_in(Client(), dag).post(address, {"go": "all"})
    assert not any(sees(eva, one) for one in theirs)


def test_what_was_closed_to_the_newcomer_is_not_among_them(intake, visit, inga, kari, dag):
    """They have been here before, and said then that they stand near."""
    one = ConcernFactory()
    close_to(dag, one)
    close_to(kari, one)
    teams.remove(intake, dag, by=inga, at=AT)
    teams.admit(intake, dag, by=inga, at=timezone.now())
    assert Membership.objects.filter(user=dag).exists()
    assert texts(squares(inga)["few"]) == ["1 concern opens to you alone let a colleague in"]
    page = visit(inga).get(reverse("concerns:let_in_to_several", args=[dag.pk]))
    assert one.short not in page.main


def test_what_one_has_not_said_to_stand_near_to_none_of_is_asked_about_first(
    intake, visit, inga, kari
):
    """Whoever lets others in has been asked themself."""
    one = close_to(kari, ConcernFactory())
    dag = newcomer("Dag", intake, inga)
    Impartial.objects.all().delete()
    page = visit(inga).get(reverse("concerns:let_in_to_several", args=[dag.pk]))
    assert one.short not in page.main


@pytest.mark.parametrize("which", ["oneself", "outside", "cannot read", "nobody"])
def test_only_a_colleague_who_reads_in_the_same_team_has_such_a_page(
    intake, visit, inga, stian, which
):
    outside = UserFactory(name="Olga", roles=["coordinator"])
    found = {"oneself": inga.pk, "outside": outside.pk, "cannot read": stian.pk, "nobody": 0}
    assert visit(inga).get(f"/innboks/slipp-inn/{found[which]}/").status == 404


# --- Somebody leaves ---------------------------------------------------------------------------


def test_who_alone_can_open_something_cannot_leave_until_a_colleague_is_let_in(
    alone, dag, visit, intake, inga, kari
):
    address = reverse("leave_team", args=["mottak", inga.pk])
    page = visit(kari).get(address).fill(address)
    assert "1 concern opens to this person alone" in page.text
    let_in.let_in(alone, dag, by=inga, at=AT)
    visit(kari).get(address).fill(address)
    assert not Membership.objects.filter(user=inga).exists()
    assert sees(dag, alone)
    with pytest.raises(NoWrap):
        records.data_key_for(alone.pk, inga)
