"""Nobody reads the other's assessment before both are in: not by the page, not by the row, not by
the key of the concern, not by a copy of the whole database."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kominn.casework import content
from kominn.casework.actions import assess
from kominn.casework.models import Assessment, Decision
from kominn.casework.states import AssessmentState
from kominn.concerns.actions import mailbox, nearness
from kominn.concerns.models import Concern
from kominn.vault.actions import records, teams
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.keypairs import wrap
from kominn.vault.models import MemberWrap, TeamKey, Wrap
from kominn.vault.refusals import NoWrap
from tests.factories.casework import (
    ANSWER_BY,
    AT,
    DAY,
    answer,
    asked,
    hand_in,
    hours,
    propose,
    shared,
    written,
)
from tests.factories.concerns import ConcernFactory

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl i vurderingen"


@pytest.fixture
def half(inga, kari, vera):
    """Vera and Inga were asked by Kari; Vera's is in."""
    concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"], facts=SECRET)
    return concern, rows


def url(name, concern, **parts):
    return reverse(f"casework:{name}", args=[concern.pk, *parts.values()])


# --- By the page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inga", "kari", "arne"])
def test_no_page_shows_the_other_s_before_both_are_in(request, half, visit, who):
    concern, _rows = half
    browser = visit(request.getfixturevalue(who))
    for name in ("assessment", "own"):
        page = browser.get(url(name, concern))
        assert page.status in (200, 404)
        assert SECRET not in page.html
    assert SECRET not in browser.get(reverse("concerns:concern", args=[concern.pk])).html
    assert SECRET not in browser.get("/mandag/").html


def test_what_is_posted_in_the_other_s_name_changes_nothing(half, sign_in, inga):
    concern, rows = half
    before = bytes(Assessment.objects.get(pk=rows["vera"].pk).content)
    address = url("add_thought", concern, assessment=rows["vera"].pk)
    answered = sign_in(Client(), inga).post(address, {"text": "Hei", "token": uuid.uuid4()})
    assert answered.status_code == 404
    assert bytes(Assessment.objects.get(pk=rows["vera"].pk).content) == before


def test_the_other_s_is_not_among_what_one_may_see(half, inga, kari, vera):
    _concern, rows = half
    for reader in (inga, kari):
        assert rows["vera"] not in Assessment.objects.visible_to(reader)
    assert rows["vera"] in Assessment.objects.visible_to(vera)
    assert set(Assessment.objects.known_to(kari)) == set(rows.values())


# --- By the row and the keys ---------------------------------------------------------------------


def test_the_concern_s_key_does_not_open_what_is_handed_in(half, inga):
    concern, rows = half
    row = Assessment.objects.get(pk=rows["vera"].pk)
    with pytest.raises(CannotOpen):
        content.open_assessment(row, records.data_key_for(concern.pk, inga))


def test_nobody_but_its_assessor_has_a_key_to_it(half, inga, kari, vera):
    _concern, rows = half
    own = rows["vera"].pk
    for other in (inga, kari):
        with pytest.raises(NoWrap):
            records.data_key_for(own, other)
    assert records.own_key_for(own, vera)
    assert not Wrap.objects.filter(record=own).exists()
    assert [one.user for one in MemberWrap.objects.filter(record=own)] == [vera]


def test_a_wrap_put_into_another_s_name_opens_nothing(half, inga, vera):
    """Whoever writes in the database may copy the row; it is sealed to its member."""
    _concern, rows = half
    stolen = MemberWrap.objects.get(record=rows["vera"].pk)
    MemberWrap.objects.create(record=stolen.record, user=inga, wrapped=bytes(stolen.wrapped))
    with pytest.raises(CannotOpen):
        records.data_key_for(rows["vera"].pk, inga)


def test_a_row_marked_as_shared_by_hand_shows_nothing(half, visit, inga):
    """Whoever writes in the database may say that both are in; the key says otherwise."""
    concern, rows = half
    Assessment.objects.filter(pk=rows["vera"].pk).update(state=AssessmentState.SHARED)
    page = visit(inga).get(url("assessment", concern))
    assert page.status == 200
    assert SECRET not in page.html


def test_another_s_row_under_one_s_own_name_opens_nothing(half, visit, inga, vera):
    """Two rows with their assessors exchanged."""
    concern, rows = half
    Assessment.objects.filter(pk=rows["inga"].pk).update(state=AssessmentState.LEFT)
    Assessment.objects.filter(pk=rows["vera"].pk).update(assessor=inga, state=AssessmentState.ASKED)
    page = visit(inga).get(url("own", concern))
    assert page.status == 404
    assert SECRET not in page.html


def test_the_other_s_ciphertext_in_one_s_own_row_opens_nothing(half, visit, inga):
    concern, rows = half
    stolen = Assessment.objects.get(pk=rows["vera"].pk).content
    Assessment.objects.filter(pk=rows["inga"].pk).update(content=stolen)
    page = visit(inga).get(url("own", concern))
    assert page.status == 200
    assert SECRET not in page.html


@pytest.mark.parametrize("own_is_left", [True, False])
def test_nothing_is_written_under_a_key_that_somebody_put_beside_one_s_own(half, inga, own_is_left):
    """A team's public key stands in the clear: whoever writes in the database can seal a key of
    their own to it, for any number. Under that key they would read each word while it is written.
    """
    _concern, rows = half
    key, team_key, own = records.new_data_key(), TeamKey.objects.get(), rows["inga"].pk
    use = ("record", str(team_key.team_id), str(team_key.epoch), own.hex)
    forged = wrap(key, to=team_key.public, meant_for=use)
    Wrap.objects.create(record=own, team_key=team_key, wrapped=forged)
    if own_is_left:
        assess.keep(rows["inga"], written(facts=SECRET), by=inga, at=AT)
    else:
        MemberWrap.objects.filter(record=own).delete()
        with pytest.raises(NoWrap):
            assess.keep(rows["inga"], written(facts=SECRET), by=inga, at=AT)

    row = Assessment.objects.get(pk=own)
    assert bool(row.content) is own_is_left
    if own_is_left:
        with pytest.raises(CannotOpen):
            content.open_assessment(row, key)


def test_another_outcome_written_over_what_was_proposed_is_answered_by_nobody(
    intake, visit, inga, kari, vera
):
    """The outcome stands in the clear, to be counted; the second yes is to what was proposed."""
    concern = shared(vera, inga, by=kari)
    decision = propose(concern, "group_measure", by=kari)
    Decision.objects.filter(pk=decision.pk).update(outcome="police")

    with pytest.raises(CannotOpen):
        answer(decision, by=inga)
    page = visit(inga).get(url("assessment", concern))

    assert page.status == 200
    assert Decision.objects.get().state == "proposed"


def test_a_copy_of_the_database_holds_no_word_of_it(half, kari, inga):
    concern, rows = half
    hand_in(rows["inga"], facts=SECRET)
    assert Assessment.objects.filter(concern=concern, state="shared").count() == 2
    assert SECRET.encode() not in _dump()


def test_no_moment_of_a_writing_stands_in_the_clear(half):
    """Days only: the exact time of a thought is sealed with it."""
    kinds = {field.get_internal_type() for m in (Assessment, Decision) for field in m._meta.fields}
    assert "DateTimeField" not in kinds
    assert "TextField" not in kinds


def _dump():
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    found += (
                        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    )
    return found


# --- By losing the key ---------------------------------------------------------------------------


def test_who_left_the_team_opens_their_own_no_more(half, intake, visit, vera, kari):
    concern, _rows = half
    browser = visit(vera)
    teams.remove(intake, vera, by=kari, at=AT + DAY)
    for name in ("assessment", "own"):
        assert browser.get(url(name, concern)).status == 404
    assert not Assessment.objects.visible_to(vera).exists()


def test_who_was_set_aside_finds_nothing_and_can_write_nothing(half, visit, inga):
    concern, rows = half
    browser = visit(inga)
    records.set_aside(concern.pk, inga)
    assert browser.get(url("own", concern)).status == 404
    with pytest.raises(NoWrap):
        hand_in(rows["inga"])
    assert Assessment.objects.get(pk=rows["inga"].pk).state == AssessmentState.ASKED


def test_who_was_set_aside_after_handing_in_does_not_count_as_one_of_two(half, inga, vera):
    concern, rows = half
    records.set_aside(concern.pk, vera)
    assert hand_in(rows["inga"]) is False
    assert Assessment.objects.get(pk=rows["vera"].pk).state == AssessmentState.IN
    assert rows["vera"] in Assessment.objects.left_behind()


def test_who_lost_the_right_to_assess_does_not_count_as_one_of_two(half, vera):
    from django.utils import timezone

    from kominn.accounts import actions as accounts
    from tests.factories.accounts import UserFactory

    _concern, rows = half
    accounts.end_appointment(vera.appointments.get(), by=UserFactory(name="Ada"), at=timezone.now())
    assert hand_in(rows["inga"]) is False
    assert rows["vera"] in Assessment.objects.left_behind()


# --- After both are in ---------------------------------------------------------------------------


def test_every_reader_reads_both_and_the_own_keys_are_gone(intake, visit, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    rows = Assessment.objects.filter(concern=concern)
    assert {one.state for one in rows} == {AssessmentState.SHARED}
    assert not MemberWrap.objects.filter(record__in=[one.pk for one in rows]).exists()
    page = visit(kari).get(url("assessment", concern))
    assert page.html.count("Læreren så det på mandag.") == 2


def test_what_was_handed_in_can_t_be_changed(intake, inga, kari, vera):
    _concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    for deed in (assess.keep, assess.hand_in):
        extra = {"hours": hours()} if deed is assess.hand_in else {}
        with pytest.raises(assess.NotOpen):
            deed(rows["vera"], written(facts="Omskrevet"), by=vera, at=AT + DAY, **extra)


def test_the_other_s_key_does_not_write_in_mine(intake, inga, kari, vera):
    _concern, rows = asked(vera, inga, by=kari)
    with pytest.raises(NoWrap):
        assess.keep(rows["vera"], written(), by=inga, at=AT)


def test_casework_of_another_team_does_not_exist(intake, visit, inga, kari, vera):
    from tests.factories.accounts import TeamFactory, UserFactory

    concern = shared(vera, inga, by=kari)
    olga = UserFactory(name="Olga", roles=["coordinator"])
    teams.found_team_keys(TeamFactory(name="Andre"), olga, by=None, at=AT)
    assert visit(olga).get(url("assessment", concern)).status == 404
    assert not Assessment.objects.known_to(olga).exists()
    assert not Decision.objects.visible_to(olga).exists()
    assert Concern.objects.count() == 1


def test_what_an_assessor_opened_was_read_and_is_not_erased_unread(intake, inga, kari, vera):
    """The page of one's own assessment shows what was told."""
    made = ConcernFactory(held_by=kari)
    own, _other = assess.ask(made, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    assess.read_own(own, by=own.assessor, at=AT)
    nearness.say_near(made, hours=hours(), by=kari, at=AT)
    assert mailbox.withdraw(mailbox.find(made.receipt), at=AT) is False
