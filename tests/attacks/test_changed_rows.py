"""Someone writes in the database what nobody did: `audit verify` names the row, and fails.

The trail itself is left whole. Each city is first built by its own deeds, and agrees with it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from kominn.accounts import actions as accounts
from kominn.accounts.models import Appointment, Team, User
from kominn.audit.actions import record
from kominn.audit.comparison import Disagreement, compare, look_over
from kominn.audit.models import Event
from kominn.casework.actions import assess
from kominn.casework.models import Assessment, Decision
from kominn.concerns.actions import handle, joining, let_in, mailbox, nearness
from kominn.concerns.actions.erase import erase
from kominn.concerns.models import Concern
from kominn.law import actions as law
from kominn.law import retention, starter
from kominn.law.models import Approval, LegalBasis, RecordClass
from kominn.vault.actions import teams
from kominn.vault.models import MemberWrap, SetAside, TeamKey
from tests.audit.attacker import without_triggers
from tests.factories.accounts import UserFactory
from tests.factories.casework import AT, answer, ask_two, decided, hours, propose, shared
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    CityFactory,
    ConcernFactory,
    add,
    again,
    finish,
    setting,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
YEAR = dt.timedelta(days=365)


def sql(statement, *values):
    """Someone with all rights in the database; constraints hold for them, too."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def verified():
    """What `./kominn audit verify` says where all is well."""
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert "The tables say what the trail says." in out.getvalue()
    return out.getvalue()


def caught(*words):
    """It fails, and one of its lines says all of this."""
    with pytest.raises(CommandError) as failed:
        call_command("audit_verify", stdout=StringIO())
    assert failed.value.returncode != 0
    lines = str(failed.value).splitlines()
    assert lines[0] == "The trail is whole, but the tables say something else:"
    assert any(all(word in line for word in words) for line in lines[1:]), lines


@pytest.fixture
def people(ada, per, kari, inga):
    """They came by invitations, as everyone does: the factory makes their rows without."""
    for one in User.objects.all():
        accounts.note("person.joined", one, at=NOW)
    return {"ada": ada, "per": per, "kari": kari, "inga": inga}


@pytest.fixture
def team(people):
    made = accounts.found_team(
        slug="inn", name="Inn", purpose="", intake=True, by=people["ada"], at=NOW
    )
    teams.found_team_keys(made, people["inga"], by=None, at=NOW)
    teams.admit(made, people["kari"], by=people["inga"], at=NOW)
    return made


# --- Approvals and what is signed off ----------------------------------------------------------


@pytest.fixture
def approval(people):
    made = law.record_approval(
        kind="dpia", decided_by="Kommunedirektøren", decided_on=TODAY, valid_until=TODAY + YEAR,
        reference="Sak 26/1", by=people["ada"], at=NOW,
    )  # fmt: skip
    verified()
    return made


def test_an_approval_that_nobody_recorded_is_found(approval, ada):
    sql(
        "INSERT INTO law_approval (kind, decided_by, decided_on, valid_until, reference,"
        " recorded_by_id, recorded_on) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        "legal_basis", "Rådmannen", TODAY, TODAY + YEAR, "Sak 26/2", ada.pk, TODAY,
    )  # fmt: skip
    forged = Approval.objects.latest("pk")
    caught(f"approval:{forged.pk} ", "no entry says that anybody recorded it")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("valid_until", TODAY + 3 * YEAR, "the last day"),
        ("kind", "legal_basis", "the kind"),
        ("decided_by", "Noen andre", "who decided it"),
        ("decided_on", TODAY - YEAR, "when"),
        ("reference", "Sak 99/9", "where that can be found"),
        ("recorded_on", TODAY + dt.timedelta(days=1), "the day it was recorded"),
    ],
)
def test_an_approval_that_says_something_else_is_found(approval, column, value, said):
    sql(f"UPDATE law_approval SET {column} = %s", value)
    caught(f"approval:{approval.pk} ", said)


def test_an_approval_recorded_in_another_name_is_found(approval, per):
    sql("UPDATE law_approval SET recorded_by_id = %s", per.pk)
    caught(f"approval:{approval.pk} ", f"user:{per.pk}", "who recorded it")


def test_an_ended_approval_brought_to_life_is_found(approval, ada):
    law.end_approval(approval, by=ada, at=NOW)
    verified()
    sql("UPDATE law_approval SET ended_on = NULL, ended_by_id = NULL")
    caught(f"approval:{approval.pk} ", "the day it ended nothing")


def test_an_approval_that_is_gone_is_found(approval):
    sql("DELETE FROM law_approval")
    caught(f"approval:{approval.pk} ", "is gone")


@pytest.fixture
def rule(people):
    law.change_rule(
        "advice", rule="delete_on_date", keep_months=6, why="Fordi.", by=people["ada"], at=NOW
    )
    law.sign_off("advice", seen=retention.rule_for("advice").mark, by=people["per"], at=NOW)
    verified()
    return RecordClass.objects.get()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("rule = 'delete_at_once', keep_months = NULL", "the rule delete_at_once"),
        ("keep_months = 1", "months to keep it"),
        ("why = 'Bare slett.'", "why something is kept so long"),
    ],
)
def test_a_signed_rule_that_was_changed_is_found(rule, change, said):
    sql(f"UPDATE law_recordclass SET {change}")
    caught("record_class:advice ", said)


def test_a_rule_that_nobody_wrote_or_signed_is_found(rule, per):
    sql(
        "INSERT INTO law_recordclass (slug, rule, why, signed_off_by_id, signed_off_on)"
        " VALUES ('passed_on', 'delete_at_once', 'Fordi', %s, %s)",
        per.pk, TODAY,
    )  # fmt: skip
    caught("record_class:passed_on ", "no entry says")


def test_a_sign_off_put_back_is_found(rule, per):
    law.withdraw_sign_off("advice", by=per, at=NOW)
    verified()
    sql("UPDATE law_recordclass SET signed_off_by_id = %s, signed_off_on = %s", per.pk, TODAY)
    caught("record_class:advice ", "is signed off here")


def test_a_sign_off_in_another_name_is_found(rule, kari):
    sql("UPDATE law_recordclass SET signed_off_by_id = %s", kari.pk)
    caught("record_class:advice ", "who signed it off", f"user:{kari.pk}")


@pytest.fixture
def basis(people):
    starter.begin(at=NOW)
    made = LegalBasis.objects.get(code="consent")
    law.sign_off_legal_basis(made, signed_by="Advokaten", by=people["ada"], at=NOW)
    verified()
    return made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("statute = 'straffeloven § 1'", "the words of a legal basis"),
        ("valid_to = '2031-01-01'", "no entry ended it"),
        ("signed_off_by = 'Noen andre'", "which lawyer signed it off"),
        ("signed_off_by = '', signed_off_on = NULL", "as the day it was signed off nothing"),
    ],
)
def test_a_legal_basis_that_says_something_else_is_found(basis, change, said):
    sql(f"UPDATE law_legalbasis SET {change} WHERE id = %s", basis.pk)
    caught(f"legal_basis:{basis.pk} ", said)


def test_a_basis_that_no_lawyer_signed_off_is_found(basis):
    other = LegalBasis.objects.exclude(pk=basis.pk).first()
    sql(
        "UPDATE law_legalbasis SET signed_off_by = 'Advokaten', signed_off_on = %s WHERE id = %s",
        TODAY, other.pk,
    )  # fmt: skip
    caught(f"legal_basis:{other.pk} ", "is signed off here")


def test_a_version_that_follows_another_agrees(basis, ada):
    law.add_legal_basis(
        code="consent", name={"nb": "Samtykke"}, help={}, statute="ny lov § 2",
        valid_from=TODAY + YEAR, by=ada, at=NOW,
    )  # fmt: skip
    law.end_legal_basis(basis, on=TODAY, by=ada, at=NOW)
    verified()


# --- People and roles --------------------------------------------------------------------------


def test_a_role_that_nobody_gave_is_found(people, inga, ada):
    verified()
    sql(
        "INSERT INTO accounts_appointment (user_id, role, appointed_by_id, appointed_at)"
        " VALUES (%s, 'administrator', %s, %s)",
        inga.pk, ada.pk, NOW,
    )  # fmt: skip
    caught(f"user:{inga.pk} ", "role administrator, which no entry gave")


def test_a_role_changed_for_another_is_found(people, inga):
    sql("UPDATE accounts_appointment SET role = 'administrator' WHERE user_id = %s", inga.pk)
    caught(f"user:{inga.pk} ", "role administrator, which no entry gave")
    caught(f"user:{inga.pk} ", "role intake", "no row of it is left")


def test_an_ended_role_that_runs_again_is_found(people, inga, ada):
    accounts.end_appointment(Appointment.objects.get(user=inga), by=ada, at=NOW)
    verified()
    sql("UPDATE accounts_appointment SET ended_at = NULL, ended_by_id = NULL")
    caught(f"user:{inga.pk} ", "still holds the role intake")


def test_a_role_ended_by_nobody_is_found(people, inga, ada):
    sql(
        "UPDATE accounts_appointment SET ended_at = appointed_at, ended_by_id = %s"
        " WHERE user_id = %s",
        ada.pk, inga.pk,
    )  # fmt: skip
    caught(f"user:{inga.pk} ", "holds the role intake no longer here")


def test_a_role_given_in_another_name_is_found(people, inga, ada):
    sql("UPDATE accounts_appointment SET appointed_by_id = %s WHERE user_id = %s", ada.pk, inga.pk)
    caught(f"user:{inga.pk} ", f"user:{ada.pk}", "says system")


def test_a_role_given_and_taken_twice_agrees(people, inga, ada):
    for _time in range(2):
        accounts.end_appointment(
            Appointment.objects.running().get(user=inga), by=ada, at=timezone.now()
        )
        accounts.appoint(inga, "intake", by=ada, at=timezone.now())
    verified()


def test_a_closed_account_opened_again_is_found(people, inga, ada):
    accounts.deactivate(inga, by=ada, at=NOW)
    verified()
    sql("UPDATE accounts_user SET active = %s WHERE id = %s", True, inga.pk)
    caught(f"user:{inga.pk} ", "has an open account")


def test_a_person_whom_nobody_invited_is_found(people):
    mole = UserFactory(name="Muldvarp")
    caught(f"user:{mole.pk} ", "no entry says that they joined")


def test_a_person_who_is_gone_is_found(people):
    stranger = accounts.accept_invitation(
        accounts.invite("ny@x.example", roles=[], language="nb", by=None, at=NOW),
        name="Ny", password="fjord-larvikitt-bok-37", at=NOW,
    )  # fmt: skip
    verified()
    pk = stranger.pk
    stranger.delete()
    caught(f"user:{pk} ", "is gone")


# --- Teams and their keys ----------------------------------------------------------------------


def test_a_member_whom_nobody_let_in_is_found(team, ada):
    verified()
    sql(
        "INSERT INTO accounts_membership (team_id, user_id, joined_on) VALUES (%s, %s, %s)",
        team.pk, ada.pk, TODAY,
    )  # fmt: skip
    caught(f"team:{team.pk} ", f"user:{ada.pk} as a member, whom no entry let in")


def test_a_member_whom_nobody_took_out_is_found(team, kari):
    sql("DELETE FROM accounts_membership WHERE user_id = %s", kari.pk)
    caught(f"team:{team.pk} ", f"has not user:{kari.pk} as a member")


def test_a_leaver_brought_back_is_found(team, kari, ada):
    teams.remove(team, kari, by=ada, at=NOW)
    verified()
    sql(
        "INSERT INTO accounts_membership (team_id, user_id, joined_on) VALUES (%s, %s, %s)",
        team.pk, kari.pk, TODAY,
    )  # fmt: skip
    caught(f"team:{team.pk} ", f"user:{kari.pk}", "took out")


def test_a_key_for_somebody_whom_nobody_let_in_is_found(team, ada):
    sql(
        "INSERT INTO vault_teamkeywrap (team_key_id, user_id, wrapped) VALUES (%s, %s, %s)",
        TeamKey.objects.get().pk, ada.pk, b"x",
    )  # fmt: skip
    caught(f"team:{team.pk} ", f"a key for user:{ada.pk}, whom no entry let in")


def test_a_key_taken_from_a_member_is_found(team, kari):
    sql("DELETE FROM vault_teamkeywrap WHERE user_id = %s", kari.pk)
    caught(f"team:{team.pk} ", f"no key now for user:{kari.pk}")


def test_an_epoch_that_nobody_began_is_found(team):
    sql("UPDATE vault_teamkey SET retired_on = %s", TODAY)
    sql(
        "INSERT INTO vault_teamkey (team_id, epoch, public, mark, made_on)"
        " VALUES (%s, 2, %s, %s, %s)",
        team.pk, b"x", b"y", TODAY,
    )  # fmt: skip
    caught(f"team:{team.pk} ", "has had 2 keys here, but by the trail 1")


def test_an_older_epoch_put_in_use_again_is_found(team, kari, ada):
    """Who left holds that key in a copy of their own."""
    teams.remove(team, kari, by=ada, at=NOW)
    sql("UPDATE vault_teamkey SET retired_on = %s WHERE epoch = 2", TODAY)
    sql("UPDATE vault_teamkey SET retired_on = NULL WHERE epoch = 1")
    caught(f"team:{team.pk} ", "has not its latest key")


def test_another_team_that_takes_in_is_found(team, ada):
    other = accounts.found_team(slug="b", name="B", purpose="", intake=False, by=ada, at=NOW)
    verified()
    sql("UPDATE accounts_team SET intake = %s WHERE id = %s", False, team.pk)
    sql("UPDATE accounts_team SET intake = %s WHERE id = %s", True, other.pk)
    caught(f"team:{other.pk} ", "no entry says that it should")
    caught(f"team:{team.pk} ", "takes in nothing here")


def test_a_team_that_nobody_made_is_found(people):
    made = Team.objects.create(slug="x", name="X")
    caught(f"team:{made.pk} ", "no entry made it")


# --- What nobody can tell ----------------------------------------------------------------------


def test_what_older_entries_do_not_say_is_counted_and_no_disagreement(approval, rule):
    """As an earlier KomINN wrote them; whoever takes the mark away breaks the trail's own."""
    from kominn.audit.marks import PURPOSE, mark_of, mark_of_head
    from kominn.audit.models import Head
    from kominn.core.serverkey import server_keys

    key, before = server_keys().subkey(PURPOSE), bytes(32)
    with without_triggers():
        for entry in Event.objects.order_by("number"):
            entry.detail.pop("mark", None)
            entry.before = before
            entry.mac = before = mark_of(entry, key)
            entry.save()
        head = Head.objects.get(chain="colleagues")
        head.last = before
        head.mac = mark_of_head(head, key)
        head.save()
    said = verified()
    assert "who decided it, when, or where that can be found (1 times)" in said
    assert "why something is kept so long (1 times)" in said


def test_a_mark_tells_nothing_of_what_it_vouches_for(approval):
    entry = Event.objects.get(verb="approval.recorded")
    assert set(entry.detail) == {"kind", "until", "mark"}
    assert len(entry.detail["mark"]) == 32
    assert "Kommunedirektøren" not in str(entry.detail)


def test_a_broken_trail_is_told_first_and_nothing_is_compared(approval):
    sql("UPDATE law_approval SET reference = 'x'")
    with without_triggers():
        sql("UPDATE audit_event SET \"by\" = 'user:999' WHERE number = 1")
    with pytest.raises(CommandError, match="not whole") as failed:
        call_command("audit_verify", stdout=StringIO())
    assert "approval:" not in str(failed.value)


def test_the_tables_are_left_alone_where_they_are_of_an_older_kominn(approval):
    sql("UPDATE law_approval SET reference = 'x'")
    out = StringIO()
    call_command("audit_verify", trail_only=True, stdout=out)
    assert "The tables say" not in out.getvalue()


def test_however_much_is_wrong_some_is_said_and_the_rest_counted(people, monkeypatch):
    from kominn.audit.management.commands import audit_verify

    Team.objects.bulk_create(Team(slug=f"t{n}", name="T") for n in range(12))
    monkeypatch.setattr(audit_verify, "MOST_SAID", 5)
    caught("And 7 more.")
    assert sum(isinstance(one, Disagreement) for one in compare()) == 12


def test_a_deed_done_between_two_questions_is_no_false_alarm(people):
    """The entries are read, a team is made meanwhile, and then the rows."""
    times = []

    def look(rows, deeds):
        times.append(dict(deeds))
        if len(times) == 1:
            yield Disagreement("team:1", "was made just now")

    accounts.found_team(slug="t", name="T", purpose="", intake=False, by=None, at=NOW)
    assert list(look_over(Team.objects.all(), "team", ["team.made"], look)) == []
    assert len(times) == 2


def test_rows_are_read_in_batches(people, monkeypatch):
    """Whatever stands in a later batch is found all the same."""
    from kominn.audit import comparison

    monkeypatch.setattr(comparison, "BATCH", 2)
    for number in range(5):
        accounts.found_team(slug=f"t{number}", name="T", purpose="", intake=False, by=None, at=NOW)
    verified()
    gone = Team.objects.latest("pk")
    pk = gone.pk
    gone.delete()
    caught(f"team:{pk} ", "is gone")


# --- Concerns: how they stand, how they ended, and to whom they are closed ---------------------


@pytest.fixture
def vera(db):
    return UserFactory(name="Vera", roles=["assessor"])


@pytest.fixture
def reading(vera, people, team):
    """Inga, Kari and Vera read what comes in."""
    accounts.note("person.joined", vera, at=NOW)
    teams.admit(team, vera, by=people["inga"], at=NOW)
    CityFactory()
    return team


def about(concern, *words):
    caught(f"concern:{concern.pk} ", *words)


def set_on(concern, change, *values):
    number = Concern._meta.pk.get_db_prep_value(concern.pk, connection)
    sql(f"UPDATE concerns_concern SET {change} WHERE id = %s", *values, number)


def test_a_closing_that_nobody_did_is_found(reading, inga):
    concern = ConcernFactory(held_by=inga)
    verified()
    set_on(
        concern,
        "state = 'closed', close_reason = 'spam', record_class = 'spam', finished_on = %s",
        TODAY,
    )
    about(concern, "“closed”")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("close_reason = 'no_ground'", "the reason why"),
        ("record_class = 'spam'", "the class spam"),
        ("finished_on = '2020-01-01'", "the day it was finished 2020-01-01"),
        ("state = 'received', holder_id = NULL, close_reason = '', finished_on = NULL", "received"),
        ("state = 'held', finished_on = NULL", "held"),
        ("state = 'withdrawn'", "no entry says that its reporter did"),
    ],
)
def test_a_closing_that_was_changed_is_found(reading, inga, change, said):
    """A day long ago, or a class of spam, would have it erased tonight."""
    concern = ConcernFactory(closed_by=inga)
    verified()
    set_on(concern, change)
    about(concern, said)


def test_what_its_reporter_opened_again_and_somebody_closes_silently_is_found(reading, inga):
    concern = ConcernFactory(closed_by=inga)
    add(concern, at=TUESDAY + 9 * DAY)
    verified()
    set_on(
        concern,
        "state = 'closed', close_reason = 'helped', record_class = 'advice', finished_on = %s",
        (TUESDAY + 2 * DAY).date(),
    )
    about(concern, "“closed”")


def test_what_was_taken_back_and_is_worked_on_again_is_found(reading, inga):
    concern = ConcernFactory(held_by=inga, read_by=inga, withdrawn=True)
    verified()
    set_on(concern, "state = 'held', finished_on = NULL, holder_id = %s", inga.pk)
    about(concern, "has as its state held")


@pytest.mark.parametrize(
    ("change", "said"),
    [("finished_on = '2020-01-06'", "week it ended"), ("record_class = 'spam'", "the class spam")],
)
def test_how_what_was_taken_back_is_kept_is_held_against_the_trail(reading, inga, change, said):
    concern = ConcernFactory(held_by=inga, read_by=inga, withdrawn=True)
    set_on(concern, change)
    about(concern, said)


def test_a_concern_that_is_gone_is_found(reading, inga):
    concern = ConcernFactory(closed_by=inga)
    verified()
    number = Concern._meta.pk.get_db_prep_value(concern.pk, connection)
    sql("DELETE FROM concerns_impartial WHERE concern_id = %s", number)
    sql("DELETE FROM concerns_secondlook WHERE concern_id = %s", number)
    sql("DELETE FROM concerns_concern WHERE id = %s", number)
    about(concern, "is gone, and no entry says that it was erased")


def test_a_concern_that_nobody_told_is_found(reading, inga):
    concern = ConcernFactory()
    with without_triggers():
        sql("DELETE FROM audit_reporterevent")
        sql("DELETE FROM audit_head WHERE chain = 'reporters'")
    about(concern, "no entry says that anybody told it")


def test_an_entry_of_what_no_row_could_be_is_found_too(people):
    with transaction.atomic():
        record("concern.registered", "concern:1", by="system", at=NOW)
        record("team.made", "team:x", by="system", at=NOW)
    caught("concern:1 ", "is gone")
    caught("team:x ", "is gone")


def test_an_erased_concern_put_back_is_found(reading, inga):
    concern = ConcernFactory(closed_by=inga)
    with transaction.atomic():
        record("concern.erased", f"concern:{concern.pk}", by="system", at=NOW)
    about(concern, "was erased by the trail, and stands here")


def test_that_a_concern_was_closed_to_somebody_cannot_be_undone_unseen(reading, inga, kari):
    concern = ConcernFactory()
    nearness.say_near(concern, hours=setting().hours, by=kari, at=TUESDAY)
    verified()
    sql("DELETE FROM vault_setaside")
    about(concern, f"is not closed to user:{kari.pk}")


def test_a_concern_closed_to_somebody_who_never_said_so_is_found(reading, inga, kari):
    concern = ConcernFactory()
    SetAside.objects.create(record=concern.pk, user=kari)
    about(concern, f"is closed to user:{kari.pk}, and no entry")


def test_what_is_closed_and_is_no_concern_here_is_found(reading, kari):
    number = uuid.uuid4()
    SetAside.objects.create(record=number, user=kari)
    caught(f"concern:{number} ", "is not here")


@pytest.fixture
def few(reading, inga, kari, vera):
    """Closed to Kari; Vera, who came to the team afterwards, was let in to it by Inga."""
    teams.remove(reading, vera, by=inga, at=NOW)
    concern = ConcernFactory()
    nearness.say_near(concern, hours=setting().hours, by=kari, at=TUESDAY)
    teams.admit(reading, vera, by=inga, at=NOW)
    let_in.let_in(concern, vera, by=inga, at=TUESDAY)
    verified()
    return concern


def test_somebody_let_in_and_locked_out_again_is_found(few, vera):
    sql("DELETE FROM vault_memberwrap WHERE user_id = %s", vera.pk)
    about(few, f"is not sealed to user:{vera.pk}")


def test_who_was_let_in_and_left_the_team_agrees(few, reading, vera, inga):
    teams.remove(reading, vera, by=inga, at=NOW)
    verified()


def test_a_key_to_a_concern_for_somebody_whom_nobody_let_in_is_found(reading, vera):
    concern = ConcernFactory()
    MemberWrap.objects.create(record=concern.pk, user=vera, team=reading, wrapped=b"x")
    about(concern, f"is sealed to user:{vera.pk} alone")


# --- Two assess and two decide -----------------------------------------------------------------


@pytest.fixture
def decision(reading, kari, vera):
    concern = shared(kari, vera, by=kari)
    made = propose(concern, "police", by=kari)
    answer(made, by=vera)
    verified()
    return Decision.objects.get()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("outcome = 'no_ground'", "decision “no_ground” (“decided”) that no entry tells of"),
        ("state = 'refused', decided_on = NULL", "of a decision as its state refused"),
        ("state = 'lapsed'", "of a decision as its state lapsed"),
        ("decided_on = '2026-01-01'", "of a decision as the day 2026-01-01"),
        ("round = 2", "a decision “police” (“decided”) that no entry tells of"),
    ],
)
def test_a_decision_that_was_changed_is_found(decision, change, said):
    sql(f"UPDATE casework_decision SET {change}")
    about(decision.concern, said)


def test_a_second_yes_in_another_name_is_found(decision, inga):
    sql("UPDATE casework_decision SET seconded_by_id = %s", inga.pk)
    about(decision.concern, "who said the second yes or no", f"user:{inga.pk}")


def test_a_proposal_in_another_name_is_found(decision, inga):
    sql("UPDATE casework_decision SET decided_by_id = %s", inga.pk)
    about(decision.concern, "who proposed it", f"user:{inga.pk}")


def test_a_decision_that_is_gone_is_found(decision):
    sql("DELETE FROM casework_decision")
    about(decision.concern, "has not the decision of which entry")


def test_a_yes_that_nobody_said_is_found(reading, kari, vera):
    made = propose(shared(kari, vera, by=kari), by=kari)
    verified()
    sql(
        "UPDATE casework_decision SET state = 'decided', seconded_by_id = %s, decided_on = %s",
        vera.pk, TODAY,
    )  # fmt: skip
    about(made.concern, "of a decision as its state decided")
    about(made.concern, "says nothing")


def test_two_decisions_that_change_places_are_found(reading, kari, vera):
    """The one refused becomes the one decided: states, names and days are all still there."""
    concern = shared(kari, vera, by=kari)
    answer(propose(concern, "police", by=kari), by=vera, yes=False)
    answer(propose(concern, "group_measure", by=kari), by=vera)
    verified()
    police, group = Decision.objects.get(outcome="police"), Decision.objects.get(state="decided")
    swap = "UPDATE casework_decision SET state = %s, decided_on = %s WHERE outcome = %s"
    sql(swap, "refused", None, group.outcome)
    sql(swap, "decided", group.decided_on, police.outcome)
    about(concern, "of a decision as its state decided")


@pytest.mark.parametrize("change", ["state = 'asked', content = %s", "assessor_id = %s"])
def test_an_assessment_that_was_changed_is_found(decision, inga, change):
    value = b"" if "state" in change else inga.pk
    first = Assessment.objects.order_by("pk").first()
    number = Assessment._meta.pk.get_db_prep_value(first.pk, connection)
    sql(f"UPDATE casework_assessment SET {change} WHERE id = %s", value, number)
    about(decision.concern, "as one of two who assess it", "and no entry says so")
    about(decision.concern, "has not", f"{first.assessor_id} as one of two")


# --- What is built by its own deeds agrees -----------------------------------------------------


def test_what_is_joined_erased_handed_over_and_left_agrees(reading, kari, inga, vera, ada):
    hours = setting().hours
    main, under, third = [ConcernFactory() for _ in range(3)]
    joining.join(main, [under.pk, third.pk], by=kari, at=TUESDAY)
    verified()
    joining.finish_for_all(main, reason="not_ours", words="", token=uuid.uuid4(), by=kari, at=NOW)
    add(under, at=NOW)
    verified()
    joining.join(main, [], by=inga, at=NOW)
    handle.take(again(main), by=inga, at=NOW)
    joining.take_out(again(third), hours=hours, by=inga, at=NOW)
    handle.read(again(under), by=inga, at=NOW)
    handle.read(again(main), by=inga, at=NOW)
    joining.finish_for_all(
        again(main), reason="spam", words="", token=uuid.uuid4(), by=inga, at=NOW
    )
    verified()
    with transaction.atomic():
        gone = again(main)
        erase(gone, at=NOW)
        record("concern.erased", f"concern:{gone.pk}", by="system", at=NOW)
    assert again(under).state == "closed"
    verified()
    sql("UPDATE concerns_concern SET close_reason = 'helped' WHERE state = 'closed'")
    about(under, "the reason why")


def test_what_goes_on_without_the_first_agrees(reading, kari, inga):
    """The one they stood under is taken back, finished or not, read or not."""
    for read_by, closed in [(None, False), (kari, False), (kari, True)]:
        main, under = ConcernFactory(read_by=read_by), ConcernFactory()
        joining.join(main, [under.pk], by=kari, at=TUESDAY)
        if closed:
            joining.finish_for_all(
                main, reason="helped", words="", token=uuid.uuid4(), by=kari, at=TUESDAY
            )
        mailbox.withdraw(mailbox.find(main.receipt), at=TUESDAY + 8 * DAY)
        verified()
        set_on(under, "state = 'received', holder_id = NULL, finished_on = NULL")
        about(under, "“received”")
        Concern.objects.filter(pk=under.pk).delete()
        with transaction.atomic():
            record("concern.erased", f"concern:{under.pk}", by="system", at=NOW)


# --- What ended with another, the class while it runs, and rounds ------------------------------


def finished_together(kari):
    main, under = ConcernFactory(), ConcernFactory()
    joining.join(main, [under.pk], by=kari, at=TUESDAY)
    joining.finish_for_all(main, reason="helped", words="", token=uuid.uuid4(), by=kari, at=NOW)
    return again(main), under


def test_the_day_of_what_ended_with_another_is_held_against_the_trail(reading, kari):
    """A day long ago would have it erased tonight."""
    main, under = finished_together(kari)
    with transaction.atomic():
        erase(main, at=NOW)
        record("concern.erased", f"concern:{main.pk}", by="system", at=NOW)
    verified()
    set_on(under, "finished_on = '2001-01-01'")
    about(under, "2001-01-01")


def test_the_day_of_what_leads_now_is_held_against_the_trail(reading, kari):
    main, under = ConcernFactory(read_by=kari), ConcernFactory()
    joining.join(main, [under.pk], by=kari, at=TUESDAY)
    joining.finish_for_all(main, reason="helped", words="", token=uuid.uuid4(), by=kari, at=TUESDAY)
    mailbox.withdraw(mailbox.find(main.receipt), at=TUESDAY + 8 * DAY)
    verified()
    set_on(under, "finished_on = '2001-01-01'")
    about(under, "2001-01-01")


def test_the_class_of_what_is_still_worked_on_is_held_against_the_trail(reading, kari, inga):
    """Lowered before it is finished, its own closing then vouches for the lower class."""
    concern = decided("person_followed", by=kari, second=inga)
    assert concern.record_class == "person_followed"
    verified()
    set_on(concern, "record_class = ''")
    about(concern, "class")


def test_lowered_while_open_it_is_finished_as_less_and_the_trail_agrees(reading, kari, inga):
    concern = decided("person_followed", by=kari, second=inga)
    set_on(concern, "record_class = ''")
    finish(again(concern), by=kari, reason="no_ground", at=NOW)
    assert again(concern).record_class == "no_ground"
    about(concern, "class")


def test_old_assessments_brought_into_a_new_round_are_found(reading, kari, inga):
    concern = shared(inga, kari, by=kari)
    assess.call_off(concern, hours=hours(), by=kari, at=AT + 2 * DAY)
    ask_two(again(concern), inga, kari, by=kari, at=AT + 2 * DAY)
    verified()
    sql("UPDATE casework_assessment SET round = 7 - round")
    # Nobody has handed in anything in the round that runs; now it can be decided.
    answer(propose(again(concern), "police", by=kari), by=inga)
    about(concern, "as one of two who assess it")
