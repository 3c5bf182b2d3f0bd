"""A school gets through, a flood is slowed, nobody is refused: with the limits a city starts with.

Nothing here uses JavaScript but where a test solves the puzzle as the browser would.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import re
import time

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.concerns import pacing
from kominn.concerns.models import Concern
from kominn.core.jobs import run_due
from tests.factories.concerns import TUESDAY, ConcernFactory

pytestmark = pytest.mark.django_db
SCHOOL, HOME = "192.0.2.10", "198.51.100.7"
FORM, MAILBOX = "/en/meld/", "/en/kvittering/"
STATE = re.compile(r'name="state" value="([^"]+)"')
TURN = re.compile(r'name="turn" value="([^"]+)"')
WAIT = re.compile(r'data-wait="(\d+)" data-puzzle="([^"]+)"')
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
FLOOD = "Det kommer inn uvanlig mange meldinger"


def pupil(address=SCHOOL):
    return Client(REMOTE_ADDR=address)


def tell(client, words="Noe er galt bak skolen."):
    """All on one page, and sent: the answer to the post."""
    page = client.get(FORM).content.decode()
    return client.post(
        FORM,
        {
            "state": STATE.search(page)[1],
            "whole": "1",
            "step": "start",
            "go": "send",
            "seen": words,
            "role": "young",
        },
    ).content.decode()


def send_again(client, page, **more):
    """The button of the page that asks to wait."""
    posted = {"state": STATE.search(page)[1], "go": "send", "proof": ""} | more
    return client.post(FORM, posted).content.decode()


def is_receipt(page):
    return "receipt-digits" in page


def wait_on(page):
    """Seconds to wait and the puzzle, as the page has them for its script."""
    found = WAIT.search(page)
    return int(found[1]), found[2]


def solved(puzzle):
    return next(str(n) for n in range(10**7) if pacing.solves(puzzle, str(n)))


def turn(rf, address, at):
    return pacing.turn_to_send(rf.post(FORM, REMOTE_ADDR=address), at=at)


def seconds(turn, at):
    return 0 if turn is None else turn.seconds_left("", at=at)


def told(at):
    """Who gets a letter about the flood when what is due is done."""
    run_due(at=at)
    letters = [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]
    DBTaskResult.objects.all().delete()
    return sorted(letter["to"] for letter in letters if letter["subject"] == FLOOD)


def use_up(pace, address, *, seconds_left=0.0):
    """The place has used its hour, and its next turn comes in so many seconds."""
    now = timezone.now().timestamp()
    each = 3600 / pace.per_hour
    place = pacing.places.place(address, now=now)
    for _ in range(pace.per_hour):
        pace.take(place, now=now - each + seconds_left)


# --- A school ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_hundred_pupils_behind_one_address_all_get_a_receipt_at_once(intake):
    answers = [tell(pupil(), words=f"Fra elev nummer {n}.") for n in range(200)]

    assert all(is_receipt(answer) for answer in answers)
    assert Concern.objects.count() == 200


@pytest.mark.parametrize("seed", range(5))
def test_whenever_in_the_hour_they_come_no_pupil_waits_for_a_minute(intake, rf, seed):
    chance = random.Random(seed)
    # All of them when the bell has rung, on top of forty who came before.
    times = [chance.uniform(0, 2400) for _ in range(40)] + [
        chance.gauss(2700, 90) for _ in range(200)
    ]
    waits = []
    for after in sorted(times):
        at = TUESDAY + after * SECOND
        waits.append(seconds(turn(rf, f"192.0.2.{chance.randrange(1, 255)}", at), at))

    assert max(waits) <= 60


# --- A flood -----------------------------------------------------------------------------------


def test_a_flood_is_slowed_and_never_refused(intake, rf):
    waits = [seconds(turn(rf, SCHOOL, TUESDAY), TUESDAY) for _ in range(3000)]

    assert waits[:250] == [0] * 250
    assert all(wait > 0 for wait in waits[250:])
    assert waits == sorted(waits)
    assert waits[-1] <= pacing.MOST_WAIT_TO_SEND


def test_a_flood_from_one_place_is_over_when_it_is_over(intake, rf):
    for _ in range(20_000):
        turn(rf, SCHOOL, TUESDAY)
    later = TUESDAY + (pacing.MOST_WAIT_TO_SEND + 30) * SECOND

    assert turn(rf, SCHOOL, later) is None


def test_a_flood_from_one_place_leaves_the_others_be(intake, rf):
    for _ in range(800):
        turn(rf, SCHOOL, TUESDAY)

    assert turn(rf, HOME, TUESDAY) is None


def test_a_flood_from_everywhere_slows_everyone(intake, rf):
    for n in range(1000):
        assert turn(rf, f"10.{n // 250}.{n % 250}.1", TUESDAY) is None

    assert 0 < seconds(turn(rf, HOME, TUESDAY), TUESDAY) <= 60


def test_beyond_the_budget_the_page_asks_to_wait_and_keeps_what_was_written(intake):
    use_up(pacing.reports_by_place, SCHOOL, seconds_left=14.0)
    client = pupil()
    slow = tell(client)
    wait, _ = wait_on(slow)

    assert 10 <= wait <= 60
    assert "Nothing you wrote is lost." in slow
    assert not is_receipt(slow)
    assert not Concern.objects.exists()

    still = send_again(client, slow)
    assert wait_on(still)[0] <= wait
    assert not Concern.objects.exists()


def test_when_the_wait_has_passed_the_same_page_is_sent(intake):
    client = pupil()
    client.get(FORM)  # The first page is slow to draw, and the wait below is short.
    use_up(pacing.reports_by_place, SCHOOL, seconds_left=1.5)
    slow = tell(client)
    assert wait_on(slow)[0] in (1, 2)

    time.sleep(wait_on(slow)[0])
    assert is_receipt(send_again(client, slow))
    assert Concern.objects.count() == 1


def test_a_solved_puzzle_is_sent_at_once(intake):
    use_up(pacing.reports_by_place, SCHOOL, seconds_left=14.0)
    client = pupil()
    slow = tell(client)
    wait, puzzle = wait_on(slow)

    assert wait >= 10
    assert is_receipt(send_again(client, slow, proof=solved(puzzle)))


def test_a_puzzle_opens_its_own_page_only(intake):
    use_up(pacing.reports_by_place, SCHOOL, seconds_left=14.0)
    client = pupil()
    first, second = tell(client), tell(client, words="Noe annet er også galt.")
    proof = solved(wait_on(first)[1])

    assert not is_receipt(send_again(client, second, proof=proof))
    assert is_receipt(send_again(client, first, proof=proof))


@pytest.mark.parametrize("proof", ["", "0", "x" * 41, "\u0000", "١٢٣", "-1"])
def test_what_does_not_solve_the_puzzle_does_not_open(proof):
    waiting = pacing.Turn(TUESDAY.timestamp() + 30, "a puzzle")

    assert waiting.seconds_left(proof, at=TUESDAY) == 30
    assert waiting.seconds_left(proof, at=TUESDAY + 29.5 * SECOND) == 1
    assert waiting.seconds_left(proof, at=TUESDAY + 30 * SECOND) == 0


def test_those_who_read_are_told_of_a_flood_once_an_hour(intake, inga, kari, rf):
    readers = sorted([inga.email, kari.email])
    hour = TUESDAY.replace(minute=0, second=0, microsecond=0)
    for _ in range(400):
        turn(rf, SCHOOL, hour + 10 * SECOND)
    assert told(hour + 60 * SECOND) == readers

    for minutes in (6, 20, 55):
        turn(rf, SCHOOL, hour + minutes * 60 * SECOND)
        assert told(hour + (minutes + 1) * 60 * SECOND) == []

    for _ in range(400):
        turn(rf, SCHOOL, hour + HOUR + 10 * SECOND)
    assert told(hour + HOUR + 6 * 60 * SECOND) == readers


def test_no_letter_is_sent_about_an_ordinary_day(intake, rf):
    for _ in range(200):
        turn(rf, SCHOOL, TUESDAY)

    assert told(TUESDAY + HOUR) == []


# --- Wrong codes -------------------------------------------------------------------------------


def open_code(client, code):
    return client.post(MAILBOX, {"code": code, "go": "open"}).content.decode()


def open_again(client, page, proof=""):
    posted = {"turn": TURN.search(page)[1], "proof": proof, "go": "open"}
    return client.post(MAILBOX, posted).content.decode()


def test_however_many_codes_were_wrong_none_waits_for_more_than_a_minute(rf):
    asked = rf.post(MAILBOX, REMOTE_ADDR=SCHOOL)
    for n in range(5000):
        waiting = pacing.turn_to_read(asked, at=TUESDAY)
        assert seconds(waiting, TUESDAY) <= pacing.MOST_WAIT_TO_READ <= 60
        assert (waiting is None) == (n < 20)
        pacing.count_wrong_code(asked, at=TUESDAY)


def test_the_right_code_opens_after_its_turn_without_javascript(intake):
    concern = ConcernFactory()
    client = pupil()
    for _ in range(25):
        open_code(client, "1234")
    # As if those had come a while ago, so that this test need not wait for a minute.
    pacing.wrong_codes.buckets.clear()
    use_up(pacing.wrong_codes, SCHOOL, seconds_left=1.5)
    page = open_code(client, concern.receipt.digits)
    assert wait_on(page)[0] in (1, 2)

    time.sleep(wait_on(page)[0])
    assert STATE.search(open_again(client, page))


def test_the_right_code_opens_at_once_when_the_puzzle_is_solved(intake):
    concern = ConcernFactory()
    client = pupil()
    for _ in range(21):
        page = open_code(client, "1234")
    page = open_code(client, concern.receipt.digits)
    wait, puzzle = wait_on(page)

    assert 0 < wait <= 60
    assert STATE.search(open_again(client, page, proof=solved(puzzle)))


def test_someone_elsewhere_opens_theirs_without_waiting(intake):
    concern = ConcernFactory()
    attacker = pupil()
    for _ in range(40):
        open_code(attacker, "1234")

    assert STATE.search(open_code(pupil(HOME), concern.receipt.digits))


def test_a_turn_once_given_is_not_made_longer_by_others(intake):
    use_up(pacing.reports_by_place, SCHOOL, seconds_left=14.0)
    client = pupil()
    slow = tell(client)
    place = pacing.places.place(SCHOOL, now=timezone.now().timestamp())
    for _ in range(500):
        pacing.reports_by_place.take(place, now=timezone.now().timestamp())

    assert wait_on(send_again(client, slow))[0] <= wait_on(slow)[0]
    assert math.ceil(3600 / pacing.reports_by_place.per_hour) >= wait_on(slow)[0]
