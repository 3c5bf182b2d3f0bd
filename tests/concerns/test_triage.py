"""The fast lane: what one person finishes straight away, the words to the reporter, and the second look
that nobody can know of beforehand."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from kominn.audit.models import Event
from kominn.concerns import conversation, ready_words
from kominn.concerns.actions import (
    handle,
    joining,
    mailbox,
    second_look,
    second_reader,
    talk,
    triage,
)
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern, Message, SecondLook
from kominn.concerns.panels import panels
from kominn.concerns.record_classes import when_closed
from kominn.concerns.states import FAST, CloseReason, ImpossibleStep, State, Verdict
from kominn.concerns.statistics import counted
from kominn.config.catalogues import compile_one
from kominn.law.classes import PROPOSALS, Rule
from kominn.vault.actions import teams
from kominn.vault.models import Wrap
from kominn.vault.refusals import NoWrap
from tests.at_once import all_at_once
from tests.concerns.test_joining import what_must_hold
from tests.factories.accounts import UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, again, finish, setting

pytestmark = pytest.mark.django_db
LATER = TUESDAY + DAY
WORDS = "Takk for at du sa fra."


@pytest.fixture
def every(settings):
    """Every closing by one person gets a second look."""
    settings.SECOND_LOOK_ONE_IN = 1


@pytest.fixture
def none(settings):
    """None does, but for the gravest."""
    settings.SECOND_LOOK_ONE_IN = 10**30


@pytest.fixture
def mons(intake, inga):
    """Mons reads for intake too: the third."""
    mons = UserFactory(name="Mons", roles=["coordinator"])
    teams.admit(intake, mons, by=inga, at=TUESDAY)
    return mons


def at_once(concern, *, by, reason="not_ours", words=WORDS, seen=None, token=None):
    return triage.finish_at_once(
        concern,
        reason=reason,
        words=words,
        seen=triage.mark_of(concern) if seen is None else seen,
        token=token or uuid.uuid4(),
        by=by,
        at=LATER,
    )


def verbs(concern):
    return [event.verb for event in Event.objects.about(f"concern:{concern.pk}")]


def reopen(look, *, by, words="Noen må ringe først."):
    at = LATER + dt.timedelta(minutes=1)
    second_look.reopen(look, words, hours=setting().hours, by=by, at=at)


def address(concern, deed=""):
    return f"/en/innboks/{concern.pk}/" + (f"{deed}/" if deed else "")


def heard(concern):
    found = mailbox.find(concern.receipt)
    said = conversation.conversation(found.concern, found.key, for_reporter=True)
    return [one.text for one in said if one.writer == "staff"]


# --- Straight from received --------------------------------------------------------------------


@pytest.mark.parametrize("reason", FAST)
def test_one_deed_takes_the_baton_answers_and_finishes(intake, kari, reason):
    concern = ConcernFactory()
    assert at_once(concern, by=kari, reason=reason)

    after = again(concern)
    assert (after.state, after.holder, after.close_reason) == (State.CLOSED, kari, reason)
    assert heard(concern) == [WORDS]
    assert verbs(concern) == ["concern.taken", "message.sent", "concern.closed"]
    assert Wrap.objects.get(record=concern.pk).settled


def test_pressed_twice_it_is_finished_once(intake, kari):
    concern, token = ConcernFactory(), uuid.uuid4()
    seen = triage.mark_of(concern)
    for _ in range(2):
        assert at_once(concern, by=kari, seen=seen, token=token)
    assert heard(concern) == [WORDS]
    assert verbs(concern).count("concern.closed") == 1


def test_words_to_a_child_wait_for_a_colleague_and_the_concern_with_them(intake, inga, kari):
    concern = ConcernFactory(young=True)
    assert not at_once(concern, by=kari)

    assert (again(concern).state, again(concern).holder) == (State.HELD, kari)
    assert heard(concern) == []
    second_reader.release(Message.objects.waiting().get(), send=True, by=inga, at=LATER)
    assert again(concern).state == State.CLOSED
    assert SecondLook.objects.get().closed_by == kari


def test_what_a_colleague_holds_is_not_finished_past_them(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)
    with pytest.raises(NotTheHolder):
        at_once(concern, by=kari)
    assert again(concern).holder == inga


def test_what_is_withdrawn_is_left_in_peace(intake, kari):
    concern = ConcernFactory(read_by=kari, withdrawn=True)
    with pytest.raises(ImpossibleStep):
        at_once(concern, by=kari)
    assert again(concern).state == State.WITHDRAWN


def test_what_several_have_told_is_finished_on_its_own_page(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    joining.join(main, [other.pk], by=kari, at=LATER)
    for concern in (main, other):
        with pytest.raises((ImpossibleStep, NotTheHolder)):
            at_once(again(concern), by=kari)
    assert again(main).state == State.HELD


def test_without_the_key_nothing_is_finished(intake):
    with pytest.raises(NoWrap):
        at_once(ConcernFactory(), by=UserFactory(name="Olga", roles=["coordinator"]))


# --- While the reporter adds -------------------------------------------------------------------


def test_nothing_is_finished_past_what_came_after_the_page_was_read(intake, kari):
    concern = ConcernFactory()
    seen = triage.mark_of(concern)
    add(concern, "Det er ikke søppel: hjelp!")
    with pytest.raises(UnreadWords):
        at_once(concern, by=kari, reason="spam", seen=seen)

    after = again(concern)
    assert (after.state, after.holder) == (State.RECEIVED, None)
    assert verbs(concern) == []
    assert at_once(concern, by=kari, reason="spam")


def test_a_mark_that_is_made_up_finishes_nothing(intake, kari):
    concern = ConcernFactory()
    for seen in ("", "x", "0" * 64, triage.mark_of(ConcernFactory(names="Ola"))):
        with pytest.raises(UnreadWords):
            at_once(concern, by=kari, seen=seen)


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize("turn", range(6))
def test_spam_is_finished_while_the_reporter_adds_and_nothing_is_lost(intake, kari, turn):
    concern = ConcernFactory()
    found, hours, seen = mailbox.find(concern.receipt), setting().hours, triage.mark_of(concern)
    got = all_at_once(
        lambda: at_once(concern, by=kari, reason="spam", seen=seen),
        lambda: mailbox.add(found, "Vent!", token=uuid.uuid4(), hours=hours, at=LATER),
    )

    assert got[1] is None
    after = again(concern)
    assert isinstance(got[0], UnreadWords) or got[0] is True
    assert (after.state, after.news) == (State.RECEIVED, True)
    what_must_hold()


# --- Ready words -------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", FAST)
def test_words_stand_ready_in_the_languages_of_the_site(reason):
    texts = [ready_words.ready_words(reason, code) for code in ("nb", "nn", "en")]
    assert len(set(texts)) == 3
    assert "\n\n" not in "".join(texts)


@pytest.mark.parametrize("reason", FAST)
@pytest.mark.parametrize("language", ["so", "ti", "de", ""])
def test_where_no_person_has_read_the_language_they_stand_in_two(reason, language):
    both = ready_words.ready_words(reason, language)
    assert both == "\n\n".join(ready_words.ready_words(reason, code) for code in ("nb", "en"))


def test_nobody_is_asked_to_write_to_what_may_be_erased_tonight():
    """Spam is proposed to be erased at once."""
    assert PROPOSALS[when_closed("spam", so_far="")].rule == Rule.DELETE_AT_ONCE
    words = ready_words.ready_words(CloseReason.SPAM, "en")
    assert "write to us here" not in words
    assert "erased" in words


def test_a_language_that_a_person_has_read_is_spoken(settings, tmp_path):
    catalogue = tmp_path / "pl" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n')
    compile_one(catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    assert "\n\n" not in ready_words.ready_words(CloseReason.SPAM, "pl")


# --- The second look ---------------------------------------------------------------------------


def test_about_one_in_five_is_looked_at_and_the_key_alone_says_which(settings):
    settings.SECOND_LOOK_ONE_IN = 5
    numbers = [uuid.UUID(int=n) for n in range(2_000)]
    sampled = [number for number in numbers if second_look.is_sampled(number)]
    assert 320 < len(sampled) < 480
    assert sampled == [number for number in numbers if second_look.is_sampled(number)]


def test_the_next_closing_is_drawn_anew():
    numbers = [uuid.UUID(int=n) for n in range(200)]
    first = {n for n in numbers if second_look.is_sampled(n, 0)}
    second = {n for n in numbers if second_look.is_sampled(n, 1)}
    assert first
    assert second
    assert first != second


@pytest.mark.usefixtures("none")
@pytest.mark.parametrize(
    "told",
    [{"young": True}, {"under_18": "yes"}, {"in_danger": True}, {"danger": "unsure"}],
    ids=str,
)
def test_where_a_child_or_danger_is_spoken_of_it_is_always_looked_at(intake, kari, told):
    concern = ConcernFactory(held_by=kari, **told)
    finish(concern, by=kari, reason="advice")
    look = SecondLook.objects.get()
    assert (look.concern_id, look.closed_by) == (concern.pk, kari)


@pytest.mark.usefixtures("none")
def test_what_can_no_longer_be_opened_is_looked_at(intake, kari):
    concern = ConcernFactory(held_by=kari)
    Concern.objects.filter(pk=concern.pk).update(content=b"damaged")
    finish(concern, by=kari, reason="spam")
    assert SecondLook.objects.count() == 1


@pytest.mark.usefixtures("none")
def test_a_child_among_those_joined_is_enough(intake, kari):
    main, child = ConcernFactory(held_by=kari), ConcernFactory(under_18="yes")
    joining.join(main, [child.pk], by=kari, at=LATER)
    finish(again(main), by=kari, reason="not_ours")
    assert SecondLook.objects.get().concern_id == main.pk


@pytest.mark.usefixtures("none")
def test_otherwise_the_lot_decides(intake, kari):
    finish(ConcernFactory(held_by=kari), by=kari, reason="advice")
    assert not SecondLook.objects.exists()


@pytest.mark.usefixtures("every")
def test_where_something_was_done_for_someone_no_look_is_asked_for(intake, kari):
    finish(ConcernFactory(held_by=kari), by=kari, reason="helped")
    assert not SecondLook.objects.exists()


@pytest.mark.usefixtures("every")
def test_the_long_way_round_is_looked_at_as_well(intake, kari):
    finish(ConcernFactory(held_by=kari), by=kari, reason="no_ground")
    assert SecondLook.objects.count() == 1


@pytest.mark.usefixtures("every")
def test_it_is_due_within_five_open_days(intake, kari):
    at_once(ConcernFactory(), by=kari)
    # Wednesday 4 March: five open days later it is Wednesday again.
    assert SecondLook.objects.get().look_by == dt.date(2026, 3, 11)


@pytest.mark.usefixtures("every")
def test_a_colleague_agrees_and_it_stays_finished(intake, inga, kari):
    concern = ConcernFactory()
    at_once(concern, by=kari)
    look = SecondLook.objects.get()
    for _ in range(2):
        second_look.agree(look, by=inga, at=LATER)

    look.refresh_from_db()
    assert (look.looked_by, look.verdict) == (inga, Verdict.AGREED)
    assert again(concern).state == State.CLOSED
    assert verbs(concern).count("concern.looked_at") == 1


@pytest.mark.usefixtures("every")
def test_a_colleague_opens_it_again_and_says_why(intake, inga, kari):
    concern = ConcernFactory()
    at_once(concern, by=kari)
    reopen(SecondLook.objects.get(), by=inga)

    after = again(concern)
    assert (after.state, after.holder, after.close_reason) == (State.RECEIVED, None, "")
    assert after.due_on == LATER.date() + DAY
    assert not after.announced
    assert "Noen må ringe først." in handle.read(after, by=kari, at=LATER).said[-1].text
    assert heard(concern) == [WORDS]
    assert not SecondLook.objects.waiting().exists()
    what_must_hold()


@pytest.mark.usefixtures("every")
def test_opened_again_all_that_was_joined_is_worked_on_again(intake, inga, kari):
    main, other = ConcernFactory(), ConcernFactory()
    joining.join(main, [other.pk], by=kari, at=LATER)
    finish(again(main), by=kari, reason="not_ours")
    reopen(SecondLook.objects.get(), by=inga)
    assert mailbox.status(mailbox.find(other.receipt).concern) == State.RECEIVED
    what_must_hold()


@pytest.mark.usefixtures("every")
def test_nobody_takes_a_second_look_at_their_own(intake, inga, kari):
    at_once(ConcernFactory(), by=kari)
    look = SecondLook.objects.get()
    with pytest.raises(ImpossibleStep):
        second_look.agree(look, by=kari, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.update(looked_by=kari, verdict="agreed")
    assert list(SecondLook.objects.for_reader(kari)) == []
    assert list(SecondLook.objects.for_reader(inga)) == [look]


@pytest.mark.usefixtures("every")
def test_the_key_is_needed_for_a_second_look(intake, kari):
    at_once(ConcernFactory(), by=kari)
    olga = UserFactory(name="Olga", roles=["coordinator"])
    with pytest.raises(NoWrap):
        second_look.agree(SecondLook.objects.get(), by=olga, at=LATER)


@pytest.mark.usefixtures("every")
def test_of_two_who_look_the_second_reads_what_the_first_found(intake, inga, kari, mons):
    at_once(ConcernFactory(), by=kari)
    look = SecondLook.objects.get()
    second_look.agree(look, by=inga, at=LATER)
    with pytest.raises(ImpossibleStep) as refused:
        reopen(look, by=mons)
    assert "Inga" in str(refused.value)


@pytest.mark.usefixtures("every", "together")
def test_of_two_who_look_at_once_one_counts(intake, inga, kari, mons):
    concern = ConcernFactory()
    at_once(concern, by=kari)
    look = SecondLook.objects.get()
    got = all_at_once(
        lambda: second_look.agree(look, by=inga, at=LATER), lambda: reopen(look, by=mons)
    )

    assert sorted(isinstance(one, ImpossibleStep) for one in got) == [False, True]
    look.refresh_from_db()
    opened = look.verdict == Verdict.REOPENED
    assert again(concern).state == (State.RECEIVED if opened else State.CLOSED)


@pytest.mark.usefixtures("every")
def test_what_the_reporter_opened_again_waits_for_no_look_until_it_is_finished_anew(
    intake, inga, kari
):
    concern = ConcernFactory()
    at_once(concern, by=kari)
    add(concern, "Det er ikke over", at=LATER)
    assert not SecondLook.objects.waiting().exists()
    with pytest.raises(ImpossibleStep):
        second_look.agree(SecondLook.objects.get(), by=inga, at=LATER)

    handle.take(again(concern), by=kari, at=LATER)
    handle.read(again(concern), by=kari, at=LATER)
    finish(again(concern), by=kari, reason="spam")
    assert SecondLook.objects.count() == SecondLook.objects.waiting().count() == 1


@pytest.mark.usefixtures("every")
def test_what_waits_stands_on_the_monday_page_of_the_others(intake, inga, kari):
    at_once(ConcernFactory(), by=kari)
    squares = {panel.slug: panel for panel in panels(inga, LATER.date() + 20 * DAY)}
    assert squares["looks"].late
    assert len(squares["looks"].lines) == 1
    assert "looks" not in {panel.slug for panel in panels(kari, LATER.date())}


@pytest.mark.usefixtures("none")
def test_spam_and_what_was_told_twice_is_no_report_also_where_it_was_joined(intake, kari):
    main, other = ConcernFactory(), ConcernFactory()
    joining.join(main, [other.pk], by=kari, at=LATER)
    assert counted().count() == 2
    finish(again(main), by=kari, reason="spam")
    assert counted().count() == 0


# --- On the pages ------------------------------------------------------------------------------


def test_from_the_inbox_it_takes_three_presses(intake, kari, visit):
    concern = ConcernFactory(language="en", seen="Can you fix my broadband?")
    page = visit(kari)
    inbox = page.get("/en/innboks/")
    assert address(concern, "rask") in inbox.links()
    fast = page.get(address(concern, "rask"))
    assert "Can you fix my broadband?" in fast.main

    form = fast.form_with("seen")
    preview = fast.submit(form, {"reason": "not_ours"})
    assert "not something the municipality can do anything about" in preview.main
    done = preview.press("send")
    assert f"{concern.short} is finished." in done.alerts()
    assert again(concern).close_reason == "not_ours"
    assert "not something the municipality" in heard(concern)[0]


def test_advice_is_not_given_by_the_sentence_that_leads_to_it(intake, kari, visit):
    concern = ConcernFactory(language="en")
    fast = visit(kari).get(address(concern, "rask"))
    words = fast.submit(fast.form_with("seen"), {"reason": "advice"})
    assert words.asks("words")
    assert "(optional)" not in words.main
    refused = words.press("preview")
    assert "Write the advice too" in refused.main

    preview = refused.press("preview", words="Talk to the school nurse.")
    assert "Talk to the school nurse." in preview.main
    changed = preview.press("change")
    assert changed.value("words") == "Talk to the school nurse."
    changed.press("preview", words="Call the school nurse.").press("send")
    assert heard(concern) == ["Call the school nurse."]


def test_what_came_meanwhile_is_read_first_and_the_words_are_not_lost(intake, kari, visit):
    concern = ConcernFactory(language="en")
    fast = visit(kari).get(address(concern, "rask"))
    preview = fast.submit(fast.form_with("seen"), {"reason": "spam"})
    add(concern, "Wait, I meant it")
    page = preview.press("send")

    assert any("The reporter has written more" in alert for alert in page.alerts())
    assert "Wait, I meant it" in page.main
    assert again(concern).state == State.RECEIVED


@pytest.mark.parametrize(
    "post",
    [
        {"reason": "helped"},
        {"reason": "spam", "go": "send"},
        {"reason": "spam", "go": "send", "seen": "x" * 500, "token": "nonsense"},
        {"reason": "<b>", "seen": "\x00"},
        {"go": "send", "words": "a" * 20_000, "reason": "spam", "seen": "x"},
    ],
)
def test_a_post_of_any_kind_finishes_nothing(intake, kari, visit, post):
    concern = ConcernFactory()
    page = visit(kari)
    page.get(address(concern, "rask"))
    cookie = page.client.cookies["csrftoken"].value
    answer = page.post(address(concern, "rask"), {"csrfmiddlewaretoken": cookie} | post)
    assert answer.status in (200, 403, 404)
    assert again(concern).state == State.RECEIVED


@pytest.mark.usefixtures("every")
def test_a_colleague_looks_from_the_list_and_agrees_or_opens_it_again(intake, inga, kari, visit):
    first, second = ConcernFactory(), ConcernFactory()
    for concern in (first, second):
        at_once(concern, by=kari)
    page = visit(inga)
    listed = page.get("/en/innboks/andre-blikk/")
    assert first.short in listed.main
    assert "You are the only reader" not in listed.main
    done = page.get(address(first)).press("agree")
    assert first.short not in done.main

    asked = page.get(address(second)).press("reopen", words="")
    assert "Write why it must be opened again." in asked.alerts()
    opened = asked.press("reopen", words="Ring skolen.")
    assert "Ring skolen." in opened.main
    assert again(second).state == State.RECEIVED


@pytest.mark.usefixtures("every")
def test_who_reads_alone_is_told_that_nobody_looks(intake, inga, kari, visit):
    teams.remove(intake, inga, by=kari, at=TUESDAY)
    concern = ConcernFactory()
    page = visit(kari)
    assert "nobody takes a second look" in page.get(address(concern, "rask")).main
    at_once(concern, by=kari)
    assert "nobody takes a second look" in page.get(address(concern)).main
    assert "You are the only reader in Mottak" in page.get("/en/innboks/andre-blikk/").main


# --- Joined on the pages -----------------------------------------------------------------------


def test_ticked_in_the_inbox_and_joined_in_three_presses(intake, inga, visit):
    concerns = [ConcernFactory() for _ in range(5)]
    page = visit(inga)
    inbox = page.get("/en/innboks/")
    form = inbox.form_to("/en/innboks/samle/")
    chosen = [str(one.pk) for one in concerns[:4]]
    choose = inbox.submit(form, {"chosen": chosen})
    assert choose.heading == "Join 4 concerns"
    assert all(address(one) in choose.links() for one in concerns[:4])
    assert "press “Take it out”" in choose.main
    joined = choose.submit(choose.form_with("main"), {"main": chosen[2], "chosen": chosen})

    (told,) = joined.alerts()
    done, _joined, named = told.partition(" Joined: ")
    assert done == f"3 are joined with {concerns[2].short}."
    assert all(f"{concerns[n].short}, week 10, 2026" in named for n in (0, 1, 3))
    assert concerns[2].short not in named
    assert "press “Take it out”" in named
    assert "4 have told the same" in joined.main
    assert again(concerns[0]).main_id == concerns[2].pk
    assert again(concerns[4]).main is None
    assert "4 have told" in page.get("/en/innboks/").main


def test_from_the_page_of_one_all_found_are_ticked_but_those_with_danger(
    intake, inga, visit, areas
):
    main, same = (ConcernFactory(area=areas["torget"]) for _ in range(2))
    elsewhere = ConcernFactory(area=areas["nesbyen"])
    urgent = ConcernFactory(area=areas["torget"], danger="yes")
    page = visit(inga)
    listed = page.get(address(main, "samle") + "?theme=&area=torget&weeks=&all=1")
    assert elsewhere.short not in listed.main
    form = listed.form_with("chosen")
    page_of_main = listed.submit(form, {})
    assert again(same).main_id == main.pk
    assert again(urgent).main is None
    assert "2 have told the same" in page_of_main.main

    apart = page.get(address(same))
    assert "Joined with another about the same" in apart.main
    page.get(address(same)).fill(address(same, "skill-ut"))
    assert again(same).main is None


@pytest.mark.parametrize("chosen", [[], ["nonsense"], [str(uuid.uuid4())], ["\x00", "1"]])
def test_nothing_that_is_ticked_joins_nothing(intake, inga, visit, chosen):
    concern = ConcernFactory()
    page = visit(inga).get("/en/innboks/")
    answer = page.submit(page.form_to("/en/innboks/samle/"), {"chosen": chosen})
    assert "Tick those that tell the same." in answer.alerts()
    assert again(concern).main is None


@pytest.mark.parametrize(
    "query", ["?theme=x&area=x&weeks=x", "?weeks=99", "?weeks=\x00&all", "?all=1"]
)
def test_a_search_for_nonsense_finds_nothing_and_says_so(intake, inga, visit, query):
    ConcernFactory()
    page = visit(inga).get(address(ConcernFactory(), "samle") + query)
    assert page.status == 200


def test_all_who_told_are_answered_from_the_page_and_it_is_said_how_many(
    intake, inga, kari, visit, reporter
):
    main, other, child = ConcernFactory(), ConcernFactory(), ConcernFactory(young=True)
    joining.join(main, [other.pk, child.pk], by=kari, at=LATER)
    page = visit(kari).get(address(main))
    preview = page.press("preview", text="Vi har ringt kommunens vakt.", to_all="on")
    assert "This goes to all 3 who told the same" in preview.main
    assert "1 of the others is under 18" in preview.main
    preview.press("send")
    assert heard(other) == heard(main) == ["Vi har ringt kommunens vakt."]
    assert heard(child) == []
    mine = reporter.get("/en/kvittering/").press("open", code=other.receipt.digits)
    assert "Being handled." in mine.main
    assert main.short not in mine.main


# --- Two hundred messages ----------------------------------------------------------------------


def test_two_hundred_messages_stand_folded_with_the_newest_shown(intake, inga, visit, reporter):
    concern = ConcernFactory(held_by=inga)
    for number in range(200):
        add(concern, f"Melding nummer {number}.", at=LATER + dt.timedelta(minutes=number))
    for page in (
        visit(inga).get(address(concern)),
        reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits),
    ):
        assert "Show 180 earlier messages" in page.main
        folded = next(e for e in page.root.iter("details") if "Show 180" in "".join(e.itertext()))
        assert "Melding nummer 179." in "".join(folded.itertext())
        assert "Melding nummer 180." not in "".join(folded.itertext())
        assert "open" not in folded.attrib


def test_what_waits_for_a_deed_is_never_folded(intake, inga, kari):
    concern = ConcernFactory(young=True, held_by=inga)
    token = uuid.uuid4()
    talk.write(concern, "Først", token=token, read_by_two=False, by=inga, at=LATER)
    for number in range(30):
        add(concern, f"{number}", at=LATER + dt.timedelta(minutes=number + 1))
    said = handle.read(again(concern), by=kari, at=LATER).said
    earlier, latest = conversation.folded(said)
    assert latest[0].text == "Først"
    assert len(earlier) + len(latest) == 31


def test_who_writes_much_waits_a_little_and_loses_nothing(intake, reporter, settings):
    concern = ConcernFactory()
    page = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    for number in range(settings.MESSAGES_PER_RECEIPT_AND_HOUR):
        page = page.press("add", text=f"Nummer {number}")
    assert Message.objects.count() == settings.MESSAGES_PER_RECEIPT_AND_HOUR
    slow = page.press("add", text="Enda en")
    assert Message.objects.count() == settings.MESSAGES_PER_RECEIPT_AND_HOUR
    assert "Enda en" in slow.html


# --- In the inbox ------------------------------------------------------------------------------


@pytest.mark.parametrize("danger", ["yes", "unsure"])
def test_what_may_be_danger_is_opened_and_read_and_never_finished_from_the_list(
    intake, kari, visit, danger
):
    plain, grave = ConcernFactory(), ConcernFactory(danger=danger)
    links = visit(kari).get("/en/innboks/").links()
    assert address(plain, "rask") in links
    assert address(grave, "rask") not in links
    assert address(grave) in links


def test_what_nobody_has_opened_is_marked_in_the_inbox(intake, inga, kari, visit):
    new, _opened, _held = (
        ConcernFactory(), ConcernFactory(read_by=inga), ConcernFactory(held_by=inga)
    )  # fmt: skip
    page = visit(kari)
    row = page.get("/en/innboks/").html.partition(f'value="{new.pk}"')[2].partition("</th>")[0]
    assert ">New<" in row
    assert page.get("/en/innboks/").html.count(">New<") == 1
    page.get(address(new))
    assert ">New<" not in page.get("/en/innboks/").html
