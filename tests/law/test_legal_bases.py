"""Legal bases are versions: what was told on one keeps the words it had that day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kominn.core.worktime import NORWAY
from kominn.law import actions, starter
from kominn.law.models import LegalBasis

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 10, 15, tzinfo=NORWAY)


def add(ada, code="other-body", *, valid_from=TODAY, **other):
    words = {
        "name": {"nb": "Til et annet organ"},
        "help": {},
        "statute": "forvaltningsloven § 13 b",
    }
    return actions.add_legal_basis(
        code=code, valid_from=valid_from, **words | other, by=ada, at=NOW
    )


def valid(day):
    return [basis.statute for basis in LegalBasis.objects.valid_on(day)]


def test_a_new_version_ends_the_one_before_on_the_day_it_begins(ada):
    add(ada, statute="den gamle loven § 13 b")
    add(ada, statute="den nye loven § 36", valid_from=TODAY + 90 * DAY)

    assert valid(TODAY + 89 * DAY) == ["den gamle loven § 13 b"]
    assert valid(TODAY + 90 * DAY) == ["den nye loven § 36"]


@pytest.mark.parametrize("earlier", [0, 1, 400])
def test_no_two_versions_of_a_basis_hold_on_one_day(ada, earlier):
    add(ada, valid_from=TODAY + DAY)
    with pytest.raises(actions.NotPossible):
        add(ada, valid_from=TODAY + DAY - earlier * DAY)
    assert LegalBasis.objects.count() == 1


def test_a_version_can_not_begin_before_one_that_was_ended_for_later(ada):
    actions.end_legal_basis(add(ada), on=TODAY + 30 * DAY, by=ada, at=NOW)
    with pytest.raises(actions.NotPossible):
        add(ada, valid_from=TODAY + 29 * DAY)
    add(ada, valid_from=TODAY + 30 * DAY)


def test_one_ended_the_day_it_began_was_never_valid(ada):
    actions.end_legal_basis(add(ada), on=TODAY, by=ada, at=NOW)
    assert valid(TODAY) == []
    add(ada, statute="riktig paragraf")
    assert valid(TODAY) == ["riktig paragraf"]


def test_what_has_ended_is_not_ended_or_signed_off_again(ada, per):
    basis = add(ada)
    actions.end_legal_basis(basis, on=TODAY, by=ada, at=NOW)
    with pytest.raises(actions.NotPossible):
        actions.end_legal_basis(basis, on=TODAY + DAY, by=ada, at=NOW)
    with pytest.raises(actions.NotPossible):
        actions.sign_off_legal_basis(basis, signed_by="Kommuneadvokaten", by=per, at=NOW)


def test_a_basis_is_not_ended_for_days_on_which_something_may_have_been_told(ada):
    basis = add(ada, valid_from=TODAY - 30 * DAY)
    with pytest.raises(actions.NotPossible):
        actions.end_legal_basis(basis, on=TODAY - DAY, by=ada, at=NOW)


def test_an_end_that_is_set_can_come_earlier_but_not_later(ada):
    basis = add(ada)
    actions.end_legal_basis(basis, on=TODAY + 30 * DAY, by=ada, at=NOW)
    with pytest.raises(actions.NotPossible):
        actions.end_legal_basis(basis, on=TODAY + 60 * DAY, by=ada, at=NOW)
    actions.end_legal_basis(basis, on=TODAY + 10 * DAY, by=ada, at=NOW)
    assert valid(TODAY + 10 * DAY) == []


def test_nothing_is_signed_off_by_itself_and_a_new_version_needs_its_own_signature(ada, per):
    first = add(ada)
    assert first.signed_off_on is None
    actions.sign_off_legal_basis(first, signed_by="Kommuneadvokaten", by=per, at=NOW)
    second = add(ada, valid_from=TODAY + DAY)
    assert second.signed_off_on is None
    assert list(LegalBasis.objects.signed_off()) == [first]


@pytest.mark.parametrize("nobody", ["", " ", "Per", "per@lagenvik.example"])
def test_a_lawyer_signs_and_not_whoever_writes_it_down(ada, per, nobody):
    with pytest.raises(actions.NotPossible):
        actions.sign_off_legal_basis(add(ada), signed_by=nobody, by=per, at=NOW)


def test_a_basis_is_signed_off_once(ada, per):
    basis = add(ada)
    actions.sign_off_legal_basis(basis, signed_by="Kommuneadvokaten", by=per, at=NOW)
    with pytest.raises(actions.NotPossible):
        actions.sign_off_legal_basis(basis, signed_by="En annen", by=per, at=NOW)


@pytest.mark.parametrize("code", ["", "Other", "a b", "-a", "æøå", "a--b", "a" * 30 + "/"])
def test_a_code_is_plain(ada, code):
    with pytest.raises(actions.NotPossible):
        add(ada, code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": {"en": "Only English"}},
        {"statute": "  "},
        {"valid_from": TODAY + 10_000 * DAY},
    ],
)
def test_a_basis_without_words_or_with_a_year_mistyped_is_refused(ada, wrong):
    with pytest.raises(actions.NotPossible):
        add(ada, **wrong)


def test_two_versions_without_an_end_can_not_stand_side_by_side(ada):
    basis = add(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalBasis.objects.create(code=basis.code, statute="x", valid_from=TODAY)


# --- To begin with -------------------------------------------------------------------------------


def test_the_bases_to_begin_with_are_there_unsigned_and_only_once(ada):
    assert starter.begin(at=NOW) == len(starter.STARTERS)
    assert starter.begin(at=NOW) == 0
    assert not LegalBasis.objects.signed_off().exists()
    assert LegalBasis.objects.valid_on(TODAY).count() == len(starter.STARTERS)


def test_a_basis_the_city_has_ended_does_not_come_back(ada):
    starter.begin(at=NOW)
    consent = LegalBasis.objects.get(code="consent")
    actions.end_legal_basis(consent, on=TODAY, by=ada, at=NOW)
    assert starter.begin(at=NOW) == 0


def test_each_basis_to_begin_with_is_whole_and_has_its_source():
    for one in starter.STARTERS:
        assert set(one.name) == set(one.help) == {"nb", "nn", "en"}, one.code
        assert one.source_url.startswith("https://")
        assert one.statute
