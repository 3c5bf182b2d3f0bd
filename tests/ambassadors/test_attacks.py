"""What somebody tries who wants another's passport, hours without coming, or a name nobody allowed."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.utils import timezone

from kominn.ambassadors import pacing
from kominn.ambassadors.access import COOKIE
from kominn.ambassadors.actions import consents, passports
from kominn.ambassadors.actions.problems import TooYoung
from kominn.ambassadors.models import Attendance, Covers, Deed, Gender, Passport
from kominn.vault.receipts import Receipt
from tests.factories import ambassadors
from tests.factories.ambassadors import passport

pytestmark = pytest.mark.django_db
HOME = "/ungdom/ambassador/her/"
OPEN = "/ungdom/ambassador/apne/"


def changed(code):
    """The same passport's number with other secret digits, and a check that fits."""
    return Receipt(code.locator, str((int(code.secret) + 1) % 10**24).zfill(24))


def test_a_guessed_code_opens_nothing(phone):
    _held, code = passport()
    browser = phone()
    answer = browser.post(OPEN, {"digits": changed(code).digits})
    assert answer.status_code == 200
    assert COOKIE not in browser.cookies
    assert phone(changed(code)).get(HOME).status_code == 302


def test_only_a_press_opens_a_passport_never_a_link(phone):
    _held, code = passport()
    browser = phone()
    answer = browser.get(f"{OPEN}{code.digits}/")
    assert answer.status_code == 200
    assert COOKIE not in browser.cookies
    assert browser.post(OPEN, {"digits": code.digits}).status_code == 302
    assert browser.get(HOME).status_code == 200


def test_guessers_of_passports_are_slowed(phone, monkeypatch):
    _held, code = passport()
    browser = phone()
    for _try in range(pacing.WRONG_BY_PLACE + 1):
        browser.post(OPEN, {"digits": changed(code).digits})
    assert browser.post(OPEN, {"digits": code.digits}).status_code == 429


def test_the_database_holds_no_digits_that_open_a_passport(phone):
    held, code = passport()
    held.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("select * from ambassadors_passport")
        row = cursor.fetchone()
    kept = b"|".join(
        bytes(str(cell), "utf8") if not isinstance(cell, bytes | memoryview) else bytes(cell)
        for cell in row
    )
    assert code.secret.encode() not in kept
    assert code.locator.encode() in kept


def test_nobody_reaches_what_stands_in_another_s_passport(phone, marit):
    mine, my_code = passport()
    other, other_code = passport()
    theirs = Deed.objects.create(
        passport=other, kind=Deed.Kind.RAN, done_on=timezone.localdate(), minutes=60
    )
    browser = phone(my_code)
    assert browser.post(f"{HOME}gjort/{theirs.pk}/bort/").status_code == 404
    assert Deed.objects.filter(pk=theirs.pk).exists()
    assert json.loads(browser.get(f"{HOME}alt.json").content)["number"] == mine.number
    assert json.loads(phone(other_code).get(f"{HOME}alt.json").content)["number"] == other.number


def test_a_new_code_shuts_out_whoever_saw_the_old_one(phone):
    _held, code = passport()
    thief, owner = phone(code), phone(code)
    assert thief.get(HOME).status_code == 200
    assert owner.post(f"{HOME}ny-kode/").status_code == 200
    assert thief.get(HOME).status_code == 302
    assert owner.get(HOME).status_code == 200


@pytest.mark.parametrize("ago", [dt.timedelta(hours=3), -dt.timedelta(hours=1)])
def test_the_code_counts_neither_after_the_gathering_nor_before(phone, marit, ago):
    held, code = passport()
    met = ambassadors.gathering(by=marit, ago=ago, long=dt.timedelta(hours=2))
    answer = phone(code).post(f"{HOME}oppmote/", {"code": met.code})
    assert answer.status_code == 200
    assert not Attendance.objects.filter(passport=held).exists()


def test_guessers_of_the_wall_are_slowed_each_on_their_own(phone, marit, gathering):
    _held, code = passport()
    wrong = "999999" if gathering.code != "999999" else "999998"
    guesser = phone(code)
    for _try in range(pacing.WRONG_BY_PASSPORT + 1):
        guesser.post(f"{HOME}oppmote/", {"code": wrong})
    assert guesser.post(f"{HOME}oppmote/", {"code": gathering.code}).status_code == 429
    _other, other_code = passport()
    assert phone(other_code).post(f"{HOME}oppmote/", {"code": gathering.code}).status_code == 302


def test_two_gatherings_never_share_a_code(marit):
    codes = {ambassadors.gathering(by=marit).code for _time in range(20)}
    assert len(codes) == 20


def test_twice_at_one_gathering_is_once(phone, gathering):
    held, code = passport()
    for _time in range(2):
        phone(code).post(f"{HOME}oppmote/", {"code": gathering.code})
    assert held.attendances.count() == 1


def test_no_passport_begins_without_a_gathering(phone):
    years = str(ambassadors.band(16))
    answer = phone().post(
        "/ungdom/ambassador/begynn/",
        {"code": "123456", "born": years, "gender": "unsaid", "old_enough": "on"},
    )
    assert answer.status_code == 200
    assert not Passport.objects.exists()


def test_a_child_s_tick_does_not_make_it_older():
    with pytest.raises(TooYoung):
        passports.begin(
            born=timezone.localdate().year - 10,
            area=None,
            gender=Gender.UNSAID,
            old_enough=True,
            today=timezone.localdate(),
        )


def test_a_name_under_the_age_is_not_kept_however_it_is_sent(phone):
    held, code = passport(age=13)
    answer = phone(code).post(f"{HOME}meg/", {"first_name": "Nora", "email": ""})
    assert answer.status_code == 200
    held.refresh_from_db()
    assert held.first_name == ""


def test_a_child_that_opens_its_guardian_s_link_itself_gets_no_name_by_it(phone):
    held, code = passport(age=13)
    token = consents.link_for(held)
    phone().post(f"/ungdom/ambassador/foresatt/{token}/", {"say": "yes", "covers": ["name"]})
    phone(code).post(f"{HOME}meg/", {"first_name": "Nora", "email": ""})
    held.refresh_from_db()
    assert held.consents.get().recorded_by is None
    assert held.first_name == ""


def test_a_yes_to_a_passport_cannot_be_sent_over_the_link(phone):
    held, _code = passport(age=13)
    token = consents.link_for(held)
    phone().post(f"/ungdom/ambassador/foresatt/{token}/", {"say": "yes", "covers": ["passport"]})
    assert not held.consents.filter(covers=Covers.PASSPORT).exists()


def test_a_guessed_link_of_a_guardian_leads_nowhere(phone):
    assert phone().get("/ungdom/ambassador/foresatt/abc/").status_code == 404


def test_what_is_signed_cannot_be_taken_away_or_signed_twice(phone, marit):
    held, code = passport()
    ambassadors.trained(held, by=marit, signed=1)
    deed = held.deeds.get()
    phone(code).post(f"{HOME}gjort/{deed.pk}/bort/")
    assert held.deeds.filter(pk=deed.pk).exists()


def test_no_step_is_taken_that_nobody_has_earned(desk, phone, marit):
    held, code = passport()
    phone(code).post(f"{HOME}klar/")
    Passport.objects.filter(pk=held.pk).update(asks_for="trainer")
    desk.post(f"/ambassadorer/pass/{held.pk}/steg/", {"go": "step"})
    held.refresh_from_db()
    assert held.step == "participant"
