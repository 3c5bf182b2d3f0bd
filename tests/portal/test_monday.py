"""The Monday page tells each of the cast what must be done today, and nobody more than is theirs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from kominn.accounts import actions as accounts
from kominn.accounts.models import Team
from kominn.concerns.actions import handle, mailbox
from kominn.concerns.models import Concern
from kominn.core import panels
from kominn.law.models import Approval
from kominn.vault.actions import records, teams
from tests.concerns.pages import Visit
from tests.factories.accounts import TeamFactory, UserFactory, sign_in
from tests.factories.concerns import ConcernFactory, add, again, small_city, write
from tests.page_checker import CheckedClient

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def city(settings, tmp_path):
    settings.SEALED_FILES = tmp_path / "sealed"
    return small_city()


def monday(user):
    return Visit(sign_in(CheckedClient(), user)).get("/en/mandag/")


def square(page, slug):
    """The text of one square, or nothing."""
    for section in page.root.iter("section"):
        if section.get("aria-labelledby") == f"panel-{slug}":
            return " ".join("".join(section.itertext()).split())
    return ""


def to_do(page, which="today"):
    for section in page.root.iter("section"):
        if section.get("aria-labelledby") == which:
            return [" ".join("".join(one.itertext()).split()) for one in section.iter("li")]
    return []


def due(concern, days):
    day = timezone.localdate() + days * DAY
    Concern.objects.filter(pk=concern.pk).update(due_on=day)
    return concern


def lose_their_roles(*people):
    for person in people:
        person.appointments.update(ended_at=timezone.now() + DAY, ended_by=person)


# --- Readers -----------------------------------------------------------------------------------


def test_an_empty_day_says_so(intake_team, inga):
    page = monday(inga)
    assert to_do(page) == []
    assert "Nothing" in page.main


def test_what_has_its_day_later_stands_apart_from_what_must_be_done_today(intake_team, inga):
    due(ConcernFactory(), 3)
    page = monday(inga)
    assert to_do(page) == []
    assert "Nothing must be done today." in page.main
    assert to_do(page, "soon") == ["See to it that 1 new one is taken (in 3 days)"]

    due(ConcernFactory(held_by=inga), 0)
    due(ConcernFactory(), -1)
    page = monday(inga)
    assert [one[:13] for one in to_do(page)] == ["Do the next t", "See to it tha"]
    assert to_do(page, "soon") == []


def test_a_square_that_is_late_is_never_beside_words_that_nothing_must_be_done(ada):
    Approval.objects.all().delete()
    page = monday(ada)
    assert "Nothing must be done today." not in page.main
    assert any(one.startswith("Record what law asks for") for one in to_do(page))


def test_a_domain_that_names_no_deed_of_its_own_is_named_by_its_title():
    late = panels.Panel("law", "Law", "shield", late=True)
    assert late.must == [panels.Todo("Law", late=True)]


def test_a_message_to_a_child_that_waits_for_another_reader_comes_first(intake_team, inga, kari):
    late = due(ConcernFactory(held_by=inga), -3)
    pupil = due(ConcernFactory(young=True, held_by=kari), 2)
    write(pupil, by=kari)

    page = monday(inga)
    assert to_do(page)[0].startswith("Read 1 message for a colleague")
    assert pupil.short in square(page, "second")
    assert late.short in square(page, "mine")
    assert f"/en/innboks/{pupil.pk}/#talk" in page.links()
    assert "Nothing must be done" not in page.main
    assert all("message" not in one for one in to_do(monday(kari)))
    assert "A colleague reads your message first" in square(monday(kari), "mine")


def test_a_concern_stands_in_one_square_only(intake_team, inga, kari):
    """Each of these would fit in two: late and new, late and mine, late and second reader."""
    found = [
        due(ConcernFactory(danger="yes"), -2),
        due(ConcernFactory(held_by=inga), -2),
        due(ConcernFactory(held_by=kari), -2),
        due(ConcernFactory(young=True, held_by=kari), -2),
    ]
    write(found[-1], by=kari)
    handed_over = ConcernFactory(young=True, held_by=kari)
    write(handed_over, by=kari)
    handle.take(again(handed_over), by=inga, at=timezone.now())
    add(found[1])

    page = monday(inga).main
    for concern in [*found, handed_over]:
        assert page.count(concern.short) == 1


def test_what_is_late_tells_whose_it_is_and_for_how_long(intake_team, inga, kari):
    due(ConcernFactory(held_by=kari), -3)

    assert "Kari · 3 days overdue" in square(monday(inga), "late")
    assert square(monday(kari), "late") == ""
    assert "3 days overdue" in square(monday(kari), "mine")


def test_danger_is_marked_and_stands_before_an_older_deadline(intake_team, inga):
    old, grave = due(ConcernFactory(), -5), due(ConcernFactory(danger="yes"), 1)
    perhaps = due(ConcernFactory(danger="unsure"), 2)

    page = monday(inga)
    new = square(page, "new")
    assert new.index(grave.short) < new.index(perhaps.short) < new.index(old.short)
    assert "In danger now" in new
    assert "Perhaps in danger" in new
    assert to_do(page)[0].startswith("Look at 2 new ones first: somebody may be in danger now")


def test_what_the_reporter_wrote_is_marked_until_the_holder_has_read_it(intake_team, inga, kari):
    concern = ConcernFactory(held_by=inga)
    add(concern)
    mark = "New from the reporter"

    assert mark in square(monday(inga), "mine")
    assert "Read what 1 reporter has written to you (today)" in to_do(monday(inga))
    visit = Visit(sign_in(Client(), inga))
    assert mark in visit.get("/en/innboks/").main
    visit.get(f"/en/innboks/{concern.pk}/")
    assert mark not in monday(inga).main
    assert mark not in visit.get("/en/innboks/").main


def test_what_was_taken_back_stays_until_whoever_held_it_has_opened_it(intake_team, inga, kari):
    concern = ConcernFactory(held_by=inga)
    mailbox.withdraw(mailbox.find(concern.receipt), at=timezone.now())

    assert concern.short in square(monday(inga), "back")
    assert square(monday(kari), "back") == ""
    visit = Visit(sign_in(Client(), inga))
    assert visit.get(f"/en/innboks/{concern.pk}/").status == 200
    assert square(monday(inga), "back") == ""


def test_a_waiting_message_of_what_was_taken_back_waits_for_nobody(intake_team, inga, kari):
    concern = ConcernFactory(young=True, held_by=kari)
    write(concern, by=kari)
    mailbox.withdraw(mailbox.find(concern.receipt), at=timezone.now())

    assert to_do(monday(inga)) == []
    assert concern.short in square(monday(kari), "back")


def test_the_inbox_marks_danger(intake_team, inga, kari):
    ConcernFactory(danger="yes")
    ConcernFactory(danger="yes", closed_by=kari)
    visit = Visit(sign_in(CheckedClient(), inga))

    assert visit.get("/en/innboks/").main.count("In danger now") == 1
    assert "In danger now" not in visit.get("/en/innboks/?vis=ferdige").main


def test_many_are_counted_up_to_a_hundred(intake_team, inga, monkeypatch):
    monkeypatch.setattr(panels, "MOST", 2)
    monkeypatch.setattr("kominn.concerns.panels.MOST", 2)
    for _ in range(4):
        ConcernFactory()

    page = monday(inga)
    assert "2+" in square(page, "new")
    assert to_do(page)[-1].startswith("See to it that 2+ new ones are taken")


# --- Those who lead and watch ------------------------------------------------------------------


def test_a_leader_sees_numbers_and_never_a_concern(intake_team, inga, kari, leif):
    school = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(school, inga, by=None, at=timezone.now())
    concerns = [
        due(ConcernFactory(danger="yes"), 2),
        due(ConcernFactory(held_by=inga), -4),
        due(ConcernFactory(young=True, held_by=kari), -1),
        ConcernFactory(closed_by=kari),
    ]
    write(concerns[2], by=kari)

    page = monday(leif)
    numbers = square(page, "numbers")
    assert "Mottak 1 not taken · 2 being handled · 2 colleagues share the work" in numbers
    assert "2 late, the longest by 4 days" in numbers
    assert "1 message waits for a second reader" in numbers
    assert "Skolen Nothing is open." in numbers
    first, second = to_do(page)
    assert first == "Ask Mottak what they need: 2 are over their deadline Now"
    assert second.startswith("Mottak: nobody is on duty, ")
    for concern in concerns:
        assert concern.short not in page.html
        assert str(concern.pk) not in page.html
    assert not re.search(r"danger now|Inga|Kari", page.main)


def test_the_auditor_sees_how_often_and_not_who(intake_team, inga, per):
    concern = ConcernFactory(at=timezone.now())
    for _ in range(2):
        handle.read(concern, by=inga, at=timezone.now())
    handle.read_names(concern, why="Barnevernet spør.", by=inga, at=timezone.now())
    handle.read_names(concern, why="x", by=inga, at=timezone.now() - 8 * DAY)

    trail = square(monday(per), "trail")
    assert "Read the concern 2 times" in trail
    assert "Opened the box with names 1 time" in trail
    assert concern.short not in trail
    assert "Inga" not in trail


def test_who_only_registers_is_not_shown_what_is_others(intake_team, stian, inga):
    due(ConcernFactory(held_by=inga), -4)

    assert to_do(monday(stian)) == []


@pytest.mark.parametrize("who", ["ada", "kari", "leif"])
def test_a_colleague_locked_out_is_shown_to_those_who_can_help(request, intake_team, inga, who):
    helper = request.getfixturevalue(who)
    accounts.ask_for_reset(inga.email, at=timezone.now())

    assert "Inga" in square(monday(helper), "factors")
    accounts.approve_reset(inga.factor_resets.get(), by=helper, at=timezone.now())
    assert square(monday(helper), "factors") == ""


# --- Nobody reads ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "leif", "olga"])
def test_a_team_that_nobody_reads_for_is_an_alarm(request, intake_team, inga, kari, who):
    olga = UserFactory(name="Olga", roles=["coordinator"])
    person = olga if who == "olga" else request.getfixturevalue(who)
    assert square(monday(person), "unread") == ""
    lose_their_roles(inga, kari)

    page = monday(person)
    assert "Mottak the form is closed to everyone" in square(page, "unread")
    assert to_do(page)[0].startswith("Nobody reads for Mottak, so nobody can report")
    assert ("/en/ansatte/team/mottak/" in page.links()) is (who != "leif")


def test_what_lies_unread_in_another_team_is_an_alarm_too(intake_team, inga, kari, ada):
    olga = UserFactory(name="Olga", roles=["coordinator"])
    school = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(school, olga, by=None, at=timezone.now())
    lose_their_roles(olga)
    assert square(monday(ada), "unread") == ""

    accounts.move_intake(school, by=ada, at=timezone.now())
    accounts.move_intake(intake_team, by=ada, at=timezone.now())
    records.wrap_for_team(ConcernFactory().pk, school, records.new_data_key())
    assert "Skolen what it has lies unread" in square(monday(ada), "unread")


# --- A new city --------------------------------------------------------------------------------


def steps(user):
    page = monday(user)
    for section in page.root.iter("section"):
        if section.get("aria-labelledby") == "panel-first":
            return [" ".join("".join(one.itertext()).split()) for one in section.iter("li")]
    return []


def test_the_first_administrator_is_led_from_step_to_step_until_all_is_done(ada, settings):
    settings.SERVER_KEY_KIND, settings.INTERPRETER_ADDRESS = "real", ""
    first = steps(ada)
    assert [one.split(" ")[0] for one in first] == ["Invite", "Found", "Invite", "Give", "Check"]
    assert to_do(monday(ada))[:1] == ["Invite a coordinator, who reads and lets others in"]
    assert "when the coordinator has come" in first[1]

    accounts.invite(
        "ny@lagenvik.example", roles=["coordinator"], language="nb", by=ada, at=timezone.now()
    )
    assert "an invitation waits for an answer" in steps(ada)[0]

    kari = UserFactory(name="Kari", roles=["coordinator"])
    assert steps(ada)[0].startswith("Found the team that reads")
    assert "/en/ansatte/team/nytt/" in monday(ada).links()

    team = TeamFactory(name="Mottak", slug="mottak", intake=True)
    teams.found_team_keys(team, kari, by=ada, at=timezone.now())
    assert steps(ada)[0].startswith("See that one more reads for Mottak")

    inga = UserFactory(name="Inga", roles=["intake"])
    teams.admit(team, inga, by=kari, at=timezone.now())
    assert steps(ada)[0].startswith("Invite one more administrator")

    UserFactory(name="Alf", roles=["administrator"])
    assert steps(ada)[0].startswith("Give the address of the interpreting service")
    settings.INTERPRETER_ADDRESS = "tolk@example.org"
    assert steps(ada) == []


def test_the_first_steps_are_for_administrators(kari, inga, leif):
    assert not Team.objects.exists()
    for person in (kari, inga, leif):
        assert steps(person) == []


# --- How often it asks -------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inga", "kari", "leif", "ada", "per"])
def test_the_page_asks_as_much_however_much_there_is(
    request, intake_team, inga, kari, who, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(Client(), request.getfixturevalue(who))
    everything(inga, kari)
    client.get("/mandag/")
    with CaptureQueriesContext(connection) as few:
        client.get("/mandag/")
    for _ in range(3):
        everything(inga, kari)
    with django_assert_num_queries(len(few)):
        client.get("/mandag/")


def everything(inga, kari):
    for holder in (inga, kari):
        due(ConcernFactory(held_by=holder), -2)
        concern = ConcernFactory(young=True, held_by=holder)
        write(concern, by=holder)
        add(concern)
        taken_back = ConcernFactory(held_by=holder)
        mailbox.withdraw(mailbox.find(taken_back.receipt), at=timezone.now())
    ConcernFactory(danger="yes")
