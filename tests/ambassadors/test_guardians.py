"""A name is kept while a guardian says yes, and not a moment longer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.ambassadors.actions import consents, passports
from kominn.ambassadors.models import Consent, Covers, Passport
from kominn.audit.models import Event
from tests.factories.ambassadors import passport

pytestmark = pytest.mark.django_db
ME = "/ungdom/ambassador/her/meg/"


@pytest.fixture
def nora(phone, marit):
    """Nora is thirteen; her guardian has said yes on paper, and she has given her name."""
    held, code = passport(age=13)
    consents.record_paper(
        held,
        [Covers.NAME, Covers.STORY],
        Consent.How.PAPER,
        said_on=timezone.localdate(),
        by=marit,
        at=timezone.now(),
    )
    assert phone(code).post(ME, {"first_name": "Nora", "email": "n@example.org"}).status_code == 302
    held.refresh_from_db()
    assert held.first_name == "Nora"
    return held


def test_a_guardian_s_yes_by_link_counts_when_a_grown_up_has_recorded_it(phone, desk):
    held, _code = passport(age=13)
    token = consents.link_for(held)
    page = phone().get(f"/ungdom/ambassador/foresatt/{token}/").content.decode()
    assert held.number not in page
    phone().post(f"/ungdom/ambassador/foresatt/{token}/", {"say": "yes", "covers": ["name"]})
    said = held.consents.get()
    assert not passports.name_allowed(held, today=timezone.localdate())
    desk.post(f"/ambassadorer/ja/{said.pk}/")
    assert passports.name_allowed(held, today=timezone.localdate())
    assert not passports.story_allowed(held, today=timezone.localdate())


def test_a_guardian_takes_it_back_the_day_before_print_and_the_name_is_gone_at_once(phone, nora):
    token = consents.link_for(nora)
    phone().post(f"/ungdom/ambassador/foresatt/{token}/", {"say": "no"})
    nora.refresh_from_db()
    assert (nora.first_name, nora.email) == ("", "")
    assert not nora.consents.filter(withdrawn_on=None).exists()
    assert not passports.name_allowed(nora, today=timezone.localdate())


def test_a_grown_up_takes_it_back_for_a_guardian_who_rings(desk, nora):
    desk.post(f"/ambassadorer/pass/{nora.pk}/trekk/")
    nora.refresh_from_db()
    assert nora.first_name == ""
    assert Event.objects.filter(verb="consent.withdrawn", target=f"passport:{nora.pk}").exists()


def test_one_who_is_old_enough_keeps_the_name_whatever_a_guardian_takes_back(phone, marit):
    held, code = passport(age=16)
    phone(code).post(ME, {"first_name": "Ali", "email": ""})
    consents.withdraw(held, today=timezone.localdate())
    held.refresh_from_db()
    assert held.first_name == "Ali"


def test_a_child_s_passport_goes_with_the_yes_it_stood_on(marit):
    today = timezone.localdate()
    held, _code = passports.give(
        born=today.year - 11 - today.year % 2,
        area=None,
        gender="unsaid",
        by=marit,
        at=timezone.now(),
    )
    consents.withdraw(held, today=today)
    assert not Passport.objects.exists()


def test_the_city_s_own_ages_count(marit, desk):
    held, _code = passport(age=16)
    today = timezone.localdate()
    assert passports.name_allowed(held, today=today)
    desk.post(
        "/ambassadorer/regler/",
        {
            "part": "rules",
            "passport_from": 13,
            "name_from": 18,
            "story_from": 18,
            "term_months": 12,
        },
    )
    assert not passports.name_allowed(held, today=today)


@pytest.mark.parametrize("ages", [(12, 15, 18), (13, 12, 18), (13, 18, 15)])
def test_no_city_sets_an_age_below_the_law_s(desk, ages):
    before = passports.rules()
    sent = dict(zip(("passport_from", "name_from", "story_from"), ages, strict=True))
    answer = desk.post("/ambassadorer/regler/", {"part": "rules", "term_months": 12} | sent)
    assert answer.status_code == 200
    after = passports.rules()
    assert (after.passport_from, after.name_from, after.story_from) == (
        before.passport_from,
        before.name_from,
        before.story_from,
    )


def test_who_the_guardian_is_stands_nowhere():
    fields = {field.name for field in Consent._meta.fields}
    assert fields == {"id", "passport", "covers", "how", "said_on", "recorded_by", "withdrawn_on"}


def test_nobody_is_older_than_the_youngest_of_the_band_may_be():
    from kominn.ambassadors import ages

    assert ages.surely(2010, dt.date(2026, 11, 23)) == 14
    assert ages.at_most(2010, dt.date(2026, 11, 23)) == 16
