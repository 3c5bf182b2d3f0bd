"""No named person is taken in before both approvals are recorded, whichever way the names come."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kominn.concerns import conversation
from kominn.concerns.actions.receive import NamesNotTaken, receive
from kominn.concerns.models import Concern
from kominn.concerns.told import Told
from kominn.core import serverkey
from kominn.law import actions as law
from kominn.law.models import Approval
from kominn.vault.actions import records
from kominn.vault.receipts import parse
from tests.concerns.pages import digits_of, go_to, send, to_review
from tests.factories.concerns import DAY, TUESDAY, setting, tell
from tests.factories.law import approve

pytestmark = pytest.mark.django_db

SEEN = "Det henger noen ved brygga hver kveld."
NAMES = "Ola Nordmann, 9. trinn"
TITLE = "Vi kan ikke ta imot navn her ennå"


def end_all():
    """As on the day after both ran out. Pages remember for a minute what they asked."""
    Approval.objects.all().update(valid_until=dt.date(2020, 1, 3))
    cache.clear()


def begin():
    approve()
    cache.clear()


@pytest.fixture
def off(intake):
    end_all()


def told(*, names="", at=TUESDAY, **answers):
    return Told({"seen": SEEN} | answers, names, "nb", at, "web")


def keep(report, *, seed=None, at=TUESDAY):
    return receive(report, seed=seed or secrets.token_bytes(32), setting=setting(at=at), at=at)


# --- The deed itself refuses ---------------------------------------------------------------------


@pytest.mark.parametrize("named", [{"names": NAMES}, {"about": "known"}, {"names": " x "}])
def test_the_deed_takes_no_named_person_and_keeps_nothing_of_it(off, named):
    with pytest.raises(NamesNotTaken):
        keep(told(**named))
    assert not Concern.objects.exists()


@pytest.mark.parametrize("about", ["", "unnamed", "group", "place", "online", "rumour"])
def test_what_names_nobody_is_taken_as_ever(off, about):
    keep(told(about=about))
    assert Concern.objects.count() == 1


def test_one_of_the_two_approvals_is_not_enough(off):
    approve(Approval.Kind.DPIA)
    with pytest.raises(NamesNotTaken):
        keep(told(names=NAMES))


def test_an_approval_that_begins_tomorrow_does_not_count_today(off):
    approve(decided_on=TUESDAY.date() + DAY, recorded_on=TUESDAY.date() + DAY)
    with pytest.raises(NamesNotTaken):
        keep(told(names=NAMES))
    keep(told(names=NAMES, at=TUESDAY + DAY), at=TUESDAY + DAY)


def test_an_ended_approval_does_not_count_though_the_clock_is_set_back(intake, ada):
    law.end_approval(Approval.objects.first(), by=ada, at=TUESDAY)
    for at in (TUESDAY, TUESDAY - 30 * DAY, TUESDAY + 30 * DAY):
        with pytest.raises(NamesNotTaken):
            keep(told(names=NAMES, at=at), at=at)


def test_with_the_clock_set_back_to_before_the_approvals_nothing_is_taken(off):
    approve(decided_on=TUESDAY.date() - 9 * DAY, recorded_on=TUESDAY.date())
    at = TUESDAY - 2 * DAY
    with pytest.raises(NamesNotTaken):
        keep(told(names=NAMES, at=at), at=at)


def test_a_colleague_can_not_register_a_named_person_either(off, stian):
    with pytest.raises(NamesNotTaken):
        tell(names=NAMES, told_by=f"user:{stian.pk}", channel="phone")


def test_in_the_demo_named_persons_are_taken_without_approvals(demo_key, intake):
    end_all()
    keep(told(names=NAMES, about="known"))


# --- The same form once more ---------------------------------------------------------------------


def test_a_form_kept_while_law_allowed_it_still_gets_its_receipt_when_sent_again(intake):
    seed = secrets.token_bytes(32)
    first = keep(told(names=NAMES, about="known"), seed=seed)
    end_all()
    again = keep(told(names=NAMES, about="known"), seed=seed)
    assert (again.again, again.receipt.digits) == (True, first.receipt.digits)


@pytest.mark.parametrize("named", [{"names": "Kari Nordmann"}, {"about": "known"}])
def test_a_form_sent_again_brings_no_new_name_in_by_the_back_door(off, named):
    seed = secrets.token_bytes(32)
    first = keep(told(about="group"), seed=seed)
    with pytest.raises(NamesNotTaken):
        keep(told(**{"about": "group"} | named), seed=seed)
    concern = Concern.objects.get(pk=first.concern_id)
    assert not concern.messages.exists()


def test_more_names_to_a_report_that_had_some_are_refused_too(intake):
    seed = secrets.token_bytes(32)
    keep(told(names=NAMES, about="known"), seed=seed)
    end_all()
    with pytest.raises(NamesNotTaken):
        keep(told(names="Kari Nordmann", about="known"), seed=seed)


def test_nobody_is_asked_about_law_where_nobody_is_named(intake):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        keep(told(about="place"))
    assert not [q for q in asked.captured_queries if "law_approval" in q["sql"]]


# --- The form ------------------------------------------------------------------------------------


def test_the_form_has_no_box_for_names_and_does_not_offer_a_person_known(off, reporter):
    about = go_to(reporter.get("/meld/"), "about")
    assert 'value="known"' not in about.html
    assert 'value="group"' in about.html
    assert "Gjelder det en du kjenner?" in about.main
    files = go_to(about, "files", seen=SEEN)
    assert files.heading == "Filer"
    assert not files.asks("names")


def test_the_form_on_one_page_has_no_box_for_names_either(off, reporter):
    page = reporter.get("/meld/").press("whole")
    assert not page.asks("names")
    assert 'value="known"' not in page.html
    assert digits_of(page.press("send", seen=SEEN))


def test_with_the_approvals_the_form_asks_as_ever(intake, reporter):
    about = go_to(reporter.get("/meld/"), "about")
    assert 'value="known"' in about.html
    assert go_to(about, "names", seen=SEEN).heading == "Navn og filer"


def test_a_worry_that_names_nobody_goes_through(off, reporter):
    assert digits_of(send(reporter.get("/meld/"), about="group"))


@pytest.mark.parametrize("about", ["known", ""])
@pytest.mark.parametrize("names", [NAMES, ""])
def test_names_posted_straight_to_the_form_are_not_taken(off, reporter, about, names):
    if not (about or names):
        return
    page = reporter.get("/meld/").press("whole")
    data = {"state": page.value("state"), "whole": "1", "step": "start", "go": "send"}
    stopped = reporter.post("/meld/", data | {"seen": SEEN, "about": about, "names": names})
    assert stopped.heading == TITLE
    assert not Concern.objects.exists()


def test_a_step_posted_straight_with_names_is_stopped_at_once(off, reporter):
    state = reporter.get("/meld/").value("state")
    stopped = reporter.post("/meld/", {"state": state, "step": "names", "names": NAMES})
    assert stopped.heading == TITLE
    assert NAMES in stopped.main


def test_a_hint_is_not_moved_to_a_box_that_is_not_there(off, reporter):
    review = to_review(reporter.get("/meld/"), seen="Jeg så at Ola Nordmann sto der.")
    assert 'value="move:all"' not in review.html
    assert 'value="move:0"' not in review.html
    data = {"state": review.value("state"), "seen": "Jeg så at Ola Nordmann sto der."}
    again = reporter.post("/meld/", data | {"go": "move:all"})
    assert again.value("seen") == "Jeg så at Ola Nordmann sto der."
    assert not again.asks("names")


# --- Opened before the law ran out, sent after ---------------------------------------------------


def opened_before(reporter, **more):
    review = to_review(reporter.get("/meld/"), names=NAMES, about="known", **more)
    end_all()
    return review


def test_a_form_sent_after_the_approval_ran_out_loses_nothing_and_says_whom_to_call(
    intake, reporter
):
    stopped = opened_before(reporter, worry="At noen blir skadet.").press("send")
    assert stopped.heading == TITLE
    for written in (SEEN, NAMES, "At noen blir skadet."):
        assert written in stopped.main
    assert "116 111" in stopped.main
    assert "33 00 00 00" in stopped.main
    assert not Concern.objects.exists()


def test_when_the_approval_is_renewed_the_same_page_sends_it_all(intake, reporter):
    stopped = opened_before(reporter).press("send")
    begin()
    digits = digits_of(stopped.press("send"))
    concern = Concern.objects.get()
    assert parse(digits).locator == concern.locator


def test_without_the_names_the_rest_goes_through(intake, reporter, inga):
    review = opened_before(reporter).press("send").press("unname:")
    assert NAMES not in review.main
    assert SEEN in review.main
    assert digits_of(review.press("send"))
    concern = Concern.objects.get()
    key = records.data_key_for(concern.pk, inga)
    assert conversation.open_names(concern, key) == ""
    assert conversation.open_told(concern, key).answers["seen"] == SEEN


def test_one_who_stands_at_the_names_may_change_them_and_go_on(intake, reporter):
    names = go_to(reporter.get("/meld/"), "names", seen=SEEN)
    end_all()
    stopped = names.press("next", names=NAMES)
    assert stopped.heading == TITLE
    box = stopped.press("edit:names")
    assert box.value("names") == NAMES
    assert box.press("next", names="").asks("reply")


def test_one_who_stands_at_whom_it_is_about_goes_on_without(intake, reporter):
    about = go_to(reporter.get("/meld/"), "about")
    end_all()
    stopped = about.press("next", about="known")
    assert stopped.heading == TITLE
    asked = stopped.press("unname:about")
    assert asked.asks("about")
    assert 'value="known"' not in asked.html


def test_the_names_are_never_dropped_without_a_word_on_the_way_back(intake, reporter):
    names = go_to(reporter.get("/meld/"), "names", seen=SEEN)
    end_all()
    stopped = names.press("back", names=NAMES).press("next")
    assert stopped.heading == TITLE
    assert NAMES in stopped.main


def test_an_approval_that_ends_within_the_minute_a_page_remembers_is_noticed_when_sending(
    intake, reporter
):
    review = to_review(reporter.get("/meld/"), names=NAMES)
    Approval.objects.all().update(valid_until=dt.date(2020, 1, 3))
    stopped = review.press("send")
    assert stopped.heading == TITLE
    assert NAMES in stopped.main
    assert not Concern.objects.exists()


@pytest.mark.parametrize("language", ["nn", "en", "ar", "pl"])
def test_the_page_says_it_in_the_reader_s_language(off, reporter, demo, language):
    stopped = reporter.post(f"/{language}/meld/", {"step": "names", "names": NAMES})
    assert stopped.heading
    assert stopped.heading != TITLE
    assert NAMES in stopped.main


# --- Registered for someone ----------------------------------------------------------------------


def test_the_page_for_registering_says_why_and_asks_for_no_names(off, visit, stian):
    page = visit(stian).get("/registrer/")
    assert not page.asks("names")
    assert "godkjenningene" in page.main


def test_names_posted_to_the_page_for_registering_are_not_taken_and_not_lost(off, visit, stian):
    page = visit(stian).get("/registrer/")
    form = {"state": page.value("state"), "csrfmiddlewaretoken": page.value("csrfmiddlewaretoken")}
    about = {"channel": "phone", "language": "nb", "seen": SEEN, "names": NAMES, "about": "known"}
    stopped = page.visit.post("/registrer/", form | about | {"go": "register"})
    assert TITLE in stopped.main
    assert stopped.value("names") == NAMES
    assert stopped.value("seen") == SEEN
    assert not Concern.objects.exists()
    done = stopped.press("register", names="", about="unnamed")
    if done.asks("seen"):
        done = done.press("register")
    assert Concern.objects.count() == 1


def test_a_page_for_registering_opened_before_the_law_ran_out_loses_nothing(intake, visit, stian):
    page = visit(stian).get("/registrer/")
    end_all()
    stopped = page.press("register", seen=SEEN, names=NAMES, channel="phone")
    assert stopped.value("names") == NAMES
    assert stopped.value("seen") == SEEN
    assert not Concern.objects.exists()


@pytest.fixture
def demo_key(settings, tmp_path):
    settings.SERVER_KEY_FILE = tmp_path / "server.key"
    settings.SERVER_KEY_FILE.write_text(serverkey.generate("demo"))
    serverkey.server_keys.cache_clear()
    yield
    serverkey.server_keys.cache_clear()
