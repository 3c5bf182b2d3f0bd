import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kominn.accounts import actions
from kominn.accounts.models import Appointment, Team, User
from kominn.accounts.roles import ROLES, Right
from kominn.audit.models import Event
from kominn.vault.actions import teams
from kominn.vault.models import TeamKeyWrap
from tests.factories.accounts import TeamFactory, UserFactory, sign_in
from tests.wording import wording

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def end(client, appointment):
    return client.post(f"/ansatte/{appointment.user_id}/rolle/{appointment.pk}/avslutt/")


def test_an_administrator_gives_and_ends_roles(browse, ada, stian):
    sign_in(browse, ada)
    assert browse.get(f"/ansatte/{stian.pk}/").status_code == 200

    browse.post(f"/ansatte/{stian.pk}/rolle/", {"role": "intake"})
    assert User.objects.get(pk=stian.pk).may(Right.READ_CONCERNS)
    browse.post(f"/ansatte/{stian.pk}/rolle/", {"role": "intake"})
    end(browse, Appointment.objects.running().get(user=stian, role="intake"))

    assert not User.objects.get(pk=stian.pk).may(Right.READ_CONCERNS)
    history = browse.get(f"/ansatte/{stian.pk}/").content.decode()
    assert wording("given by %(name)s") % {"name": "Ada"} in history
    verbs = list(Event.objects.about(f"user:{stian.pk}").values_list("verb", flat=True))
    assert verbs.count("person.appointed") == 2
    assert "person.appointment_ended" in verbs


def test_nobody_gives_themselves_a_role(browse, ada):
    sign_in(browse, ada)

    browse.post(f"/ansatte/{ada.pk}/rolle/", {"role": "coordinator"})

    assert not User.objects.get(pk=ada.pk).may(Right.READ_CONCERNS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(user=ada, role="intake", appointed_by=ada, appointed_at=NOW)


def test_somebody_must_always_be_able_to_invite(browse, ada):
    sign_in(browse, ada)

    end(browse, ada.appointments.get())

    assert User.objects.get(pk=ada.pk).may(Right.MANAGE_PEOPLE)
    other = UserFactory(name="Alf", roles=["administrator"])
    end(browse, ada.appointments.get())
    assert list(User.objects.holding(Right.MANAGE_PEOPLE)) == [other]


def test_who_leaves_the_house_loses_roles_keys_and_ways_in(browse, client, ada, kari, intake_team):
    sign_in(browse, ada)
    sign_in(client, kari)
    assert browse.get(f"/ansatte/{kari.pk}/avslutt/").status_code == 200

    browse.post(f"/ansatte/{kari.pk}/avslutt/")

    kari.refresh_from_db()
    assert not kari.active
    assert not kari.has_usable_password()
    assert not TeamKeyWrap.objects.filter(user=kari).exists()
    assert not kari.teams.exists()
    assert not Appointment.objects.running().filter(user=kari).exists()
    assert client.get("/mandag/").status_code == 302
    assert "Kari" not in browse.get("/ansatte/").content.decode()
    assert browse.get(f"/ansatte/{kari.pk}/").status_code == 404


def test_the_last_reader_of_a_team_cannot_leave_the_house(browse, ada, kari, intake_team, inga):
    sign_in(browse, ada)
    browse.post(f"/ansatte/{kari.pk}/avslutt/")

    browse.post(f"/ansatte/{inga.pk}/avslutt/")

    inga.refresh_from_db()
    assert inga.active
    page = browse.get(f"/ansatte/{inga.pk}/").content.decode()
    assert (
        wording(
            "This is the last person who can read for the team. Let a colleague in first, or what is sealed to the team can never be opened again."
        )
        in page
    )


def test_nobody_closes_their_own_account(browse, ada):
    UserFactory(name="Alf", roles=["administrator"])
    sign_in(browse, ada)

    browse.post(f"/ansatte/{ada.pk}/avslutt/")

    ada.refresh_from_db()
    assert ada.active


def test_an_account_is_not_closed_past_its_keys(ada, kari, intake_team):
    with pytest.raises(actions.StillInTeams):
        actions.deactivate(kari, by=ada, at=NOW)


def test_a_team_is_founded_with_one_reader(browse, ada, kari):
    sign_in(browse, ada)
    assert browse.get("/ansatte/team/nytt/").status_code == 200

    told = {"name": "Øst og sør", "purpose": "", "intake": "on", "first_member": kari.pk}
    assert browse.post("/ansatte/team/nytt/", told).url == "/ansatte/team/ost-og-sor/"

    team = Team.objects.get(slug="ost-og-sor")
    assert team.intake
    assert [wrap.user for wrap in TeamKeyWrap.objects.all()] == [kari]
    assert "Kari" in browse.get("/ansatte/team/").content.decode()
    assert browse.post("/ansatte/team/nytt/", told).status_code == 200
    for taken in ("!!!", "Nytt"):  # Its page would be the one where teams are founded.
        assert browse.post("/ansatte/team/nytt/", told | {"name": taken}).status_code == 200


def test_the_form_says_who_takes_in_today_and_ticking_it_moves_that(browse, ada, kari, intake_team):
    sign_in(browse, ada)
    page = browse.get("/en/ansatte/team/nytt/").content.decode()
    assert "Today it comes to Mottak." in page

    told = {"name": "Skolen", "purpose": "", "first_member": kari.pk}
    browse.post("/ansatte/team/nytt/", told)
    assert Team.objects.get(intake=True) == intake_team
    browse.post("/ansatte/team/nytt/", told | {"name": "Ungdom", "intake": "on"})
    assert Team.objects.get(intake=True).name == "Ungdom"


def test_moving_what_comes_in_asks_first_and_leaves_a_mark_on_both_teams(
    browse, ada, kari, inga, intake_team
):
    school = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(school, inga, by=None, at=NOW)
    sign_in(browse, ada)
    assert "It comes to Mottak." in browse.get("/en/ansatte/team/skolen/").content.decode()
    asked = browse.get("/en/ansatte/team/skolen/mottak/").content.decode()
    assert "Today it comes to Mottak." in asked
    assert Team.objects.get(intake=True) == intake_team

    for _twice in range(2):
        browse.post("/en/ansatte/team/skolen/mottak/")

    assert Team.objects.get(intake=True) == school
    page = browse.get("/en/ansatte/team/skolen/").content.decode()
    assert "What is reported comes to this team." in page
    marks = Event.objects.filter(verb__startswith="team.intake").values_list("verb", "target", "by")
    assert list(marks.order_by("number")) == [
        ("team.intake_ended", f"team:{intake_team.pk}", f"user:{ada.pk}"),
        ("team.intake_begun", f"team:{school.pk}", f"user:{ada.pk}"),
    ]


def test_what_comes_in_is_never_moved_to_a_team_that_nobody_reads_for(browse, ada, intake_team):
    TeamFactory(name="Tomt", slug="tomt")
    sign_in(browse, ada)
    assert "/tomt/mottak/" not in browse.get("/ansatte/team/tomt/").content.decode()

    browse.post("/ansatte/team/tomt/mottak/")

    assert Team.objects.get(intake=True) == intake_team


def test_a_team_that_nobody_reads_for_any_longer_says_so_at_once_and_on_its_page(
    browse, ada, kari, inga, intake_team
):
    sign_in(browse, ada)
    alarm = "Nobody reads for this team"
    end(browse, kari.appointments.get())
    page = browse.get("/en/ansatte/team/mottak/").content.decode()
    assert "Does not read now" in page
    assert alarm not in page

    appointment = inga.appointments.get()
    ended = browse.post(
        f"/en/ansatte/{inga.pk}/rolle/{appointment.pk}/avslutt/", follow=True
    ).content.decode()
    assert "Nobody reads for Mottak any longer." in ended
    for address in ("/en/ansatte/team/mottak/", "/en/ansatte/team/"):
        assert alarm in browse.get(address).content.decode()


def test_only_administrators_move_what_comes_in(client, kari, inga, intake_team):
    teams.found_team_keys(TeamFactory(name="Skolen", slug="skolen"), inga, by=None, at=NOW)
    sign_in(client, kari)

    assert client.post("/ansatte/team/skolen/mottak/").status_code == 403
    assert Team.objects.get(intake=True) == intake_team


def test_nobody_who_may_not_read_can_be_a_teams_first_member(browse, ada, leif):
    sign_in(browse, ada)
    told = {"name": "Nord", "purpose": "", "intake": "on", "first_member": ada.pk}

    assert browse.post("/ansatte/team/nytt/", told).status_code == 200
    assert browse.post("/ansatte/team/nytt/", told | {"first_member": leif.pk}).status_code == 200

    assert not Team.objects.filter(name="Nord").exists()


def test_a_coordinator_lets_a_colleague_into_her_team(browse, kari, intake_team):
    mona = UserFactory(name="Mona", roles=["intake"])
    sign_in(browse, kari)
    assert "Mona" in browse.get("/ansatte/team/mottak/").content.decode()

    browse.post("/ansatte/team/mottak/slipp-inn/", {"user": mona.pk})

    assert TeamKeyWrap.objects.filter(user=mona).exists()
    assert mona.teams.get() == intake_team


def test_an_administrator_cannot_let_anyone_into_a_team_not_even_herself(browse, ada, intake_team):
    sign_in(browse, ada)

    assert "slipp-inn" not in browse.get("/ansatte/team/mottak/").content.decode()
    assert browse.post("/ansatte/team/mottak/slipp-inn/", {"user": ada.pk}).status_code == 403
    assert not TeamKeyWrap.objects.filter(user=ada).exists()


def test_a_coordinator_of_another_team_lets_nobody_in(client, intake_team, stian):
    outsider = UserFactory(name="Olga", roles=["coordinator"])
    sign_in(client, outsider)

    assert client.post("/ansatte/team/mottak/slipp-inn/", {"user": outsider.pk}).status_code == 404
    assert client.post("/ansatte/team/mottak/slipp-inn/", {"user": stian.pk}).status_code == 404
    assert (
        client.get(f"/ansatte/team/mottak/{intake_team.members.first().pk}/ut/").status_code == 404
    )


def test_a_member_without_the_key_cannot_let_anyone_in(browse, inga):
    keyless = TeamFactory(name="Nytt", slug="nytt-team")
    chief = UserFactory(name="Olga", roles=["coordinator"])
    keyless.membership_set.create(user=chief, joined_on=NOW.date())
    sign_in(browse, chief)

    browse.post("/ansatte/team/nytt-team/slipp-inn/", {"user": inga.pk})

    assert not inga.teams.exists()
    page = browse.get("/ansatte/team/nytt-team/").content.decode()
    assert (
        wording("Only someone who already reads for this team can let another person in.") in page
    )


def test_a_colleague_leaves_a_team_and_it_gets_a_new_key(browse, ada, kari, inga, intake_team):
    sign_in(browse, ada)
    assert browse.get(f"/ansatte/team/mottak/{kari.pk}/ut/").status_code == 200

    browse.post(f"/ansatte/team/mottak/{kari.pk}/ut/")

    assert [wrap.user for wrap in TeamKeyWrap.objects.filter(team_key__retired_on=None)] == [inga]
    browse.post(f"/ansatte/team/mottak/{inga.pk}/ut/")
    assert inga.teams.exists()


ROOMS = ["", "inviter/", "team/", "team/nytt/", "team/mottak/", "1/", "1/avslutt/"]
OPEN_TO = {"ada": ROOMS, "kari": ["team/", "team/mottak/"]}


@pytest.mark.parametrize("who", ["ada", "kari", "stian", "inga", "leif", "per"])
def test_the_rooms_are_open_to_those_with_the_right(client, request, who, intake_team):
    person = request.getfixturevalue(who)
    sign_in(client, person)

    for room in ROOMS:
        status = client.get(
            f"/ansatte/{room}".replace("1/", f"{intake_team.members.first().pk}/")
        ).status_code
        assert (status == 200) is (room in OPEN_TO.get(who, [])), room


def test_deeds_by_address_ask_for_post(client, ada, stian):
    sign_in(client, ada)
    appointment = stian.appointments.get()

    for page in (
        f"{stian.pk}/rolle/",
        f"{stian.pk}/rolle/{appointment.pk}/avslutt/",
        "invitasjon/1/trekk/",
    ):
        assert client.get(f"/ansatte/{page}").status_code == 405


def test_a_list_of_many_costs_no_more_queries(browse, ada, django_assert_max_num_queries):
    for n in range(12):
        UserFactory(name=f"Person {n}", roles=["employee", "intake"], second_factor=False)
    sign_in(browse, ada)

    with django_assert_max_num_queries(10):
        browse.get("/ansatte/")


def test_rights_are_asked_of_the_database_once(kari, django_assert_num_queries):
    fresh = User.objects.get(pk=kari.pk)

    with django_assert_num_queries(1):
        assert all(fresh.may(right) for right in ROLES["coordinator"].rights)
        assert fresh.rights() == ROLES["coordinator"].rights


def test_a_role_that_left_the_table_gives_nothing(kari):
    Appointment.objects.filter(user=kari).update(role="king")

    assert User.objects.get(pk=kari.pk).rights() == frozenset()


def test_no_role_both_gives_roles_and_reads_concerns():
    for role in ROLES.values():
        assert not {Right.MANAGE_PEOPLE, Right.READ_CONCERNS} <= role.rights
        assert not {Right.SEE_AUDIT, Right.READ_CONCERNS} <= role.rights


def test_addresses_are_one_whatever_the_letters(kari):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="KARI@lagenvik.example", name="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="kari@lagenvik.example", name="Other")


def test_no_choice_of_a_person_begins_with_a_row_of_dashes(browse, client, ada, kari, intake_team):
    sign_in(browse, ada)
    assert "-----" not in browse.get("/ansatte/team/nytt/").content.decode()
    sign_in(client, kari)
    assert "-----" not in client.get("/ansatte/team/mottak/").content.decode()
