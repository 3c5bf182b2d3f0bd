"""A copy for the person concerned or a guardian, written out as without JavaScript."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from kominn.casework.actions import person as deeds
from kominn.casework.models import Copy
from kominn.casework.person import OPENINGS, Notice, Said
from kominn.concerns.actions import handle, joining, talk
from kominn.vault.actions import records
from tests.factories.concerns import DAY, ConcernFactory, write

pytestmark = pytest.mark.django_db

OWN = "Jeg vil ikke at pappa skal vite det."
VIEW = "Hun vil ikke at far leser det hun har sagt."


@pytest.fixture
def concern(intake, inga):
    made = ConcernFactory(
        held_by=inga, seen="Han går alene.", contact="tlf-91234567", at=timezone.now() - 5 * DAY
    )
    write(made, "Takk for at du sa fra.", by=inga, at=timezone.now() - 2 * DAY)
    return made


def to(concern, name="copy"):
    with override("nb"):
        return reverse(f"casework:{name}", args=[concern.pk])


def answered(concern, by, text=OWN, about="answer:seen"):
    said = Said(about, text)
    return deeds.answer(concern, "rebuttal", said, token=uuid.uuid4(), by=by, at=timezone.now())


def ask(visit, user, concern, **who):
    """The first page, filled in; answers the page where passages are chosen."""
    page = visit(user).get(to(concern))
    told = {"for_whom": "person", "to_whom": "Ola", "language": "nb"} | who
    return page.fill(to(concern), **told)


def for_guardian(visit, user, concern, age="from_15", **who):
    return ask(visit, user, concern, for_whom="guardian", age=age, **({"view": VIEW} | who))


def takes(page):
    """The fields that ask what becomes of a passage."""
    found = {e.get("name") or "" for e in page.root.iter("input")}
    return sorted(name for name in found if name.startswith("take_"))


def choose(page, concern, take="whole", **some):
    return page.fill(to(concern), **(dict.fromkeys(takes(page), take) | some))


def chosen_at_first(page):
    """What each passage has chosen before anybody did."""
    radios = [e for e in page.root.iter("input") if e.get("type") == "radio"]
    return {e.get("name"): e.get("value") for e in radios if e.get("checked") is not None}


def notes(concern, by, number):
    """Passages of which none can be told apart by its length."""
    for one in range(number):
        talk.note(concern, f"Notat nummer {one:03}.", token=uuid.uuid4(), by=by, at=timezone.now())


# --- Passage by passage --------------------------------------------------------------------------


def test_a_copy_is_written_out_passage_by_passage(concern, inga, visit):
    page = ask(visit, inga, concern, language="nn")
    assert "Han går alene." in page.text
    assert "tlf-91234567" not in page.html
    assert "Takk for at du sa fra." not in page.html
    assert takes(page)
    assert chosen_at_first(page) == {}

    undecided = page.fill(to(concern))
    assert undecided.status == 200
    assert not Copy.objects.exists()

    sheet = choose(undecided, concern)
    assert "Han går alene." in sheet.text
    assert "tlf-91234567" not in sheet.html
    assert inga.name not in sheet.main
    assert Copy.objects.get().by == inga


def test_in_other_words_must_be_words(concern, inga, visit):
    page = choose(ask(visit, inga, concern), concern, "words")
    assert not Copy.objects.exists()
    sheet = choose(page, concern, words_answer_seen="Noen så deg.")
    assert "Noen så deg." not in sheet.text, "what is taken whole is not in other words"
    assert Copy.objects.exists()


def test_in_other_words_stands_in_place_of_the_first(concern, inga, visit):
    page = ask(visit, inga, concern)
    sheet = choose(page, concern, take_answer_seen="words", words_answer_seen="Noen så deg.")
    assert "Noen så deg." in sheet.text
    assert "Han går alene." not in sheet.text


def test_a_concern_of_very_many_passages_goes_over_several_pages_and_loses_nothing(
    concern, inga, visit
):
    notes(concern, inga, 170)
    page, pages = ask(visit, inga, concern), 0
    while takes(page):
        assert len(takes(page)) <= 40
        some = (
            {"take_answer_seen": "words", "words_answer_seen": "Noen så deg."} if not pages else {}
        )
        page, pages = choose(page, concern, **some), pages + 1
        assert page.status == 200
        assert pages < 9
    assert pages > 4
    assert "Noen så deg." in page.text
    assert all(f"Notat nummer {one:03}." in page.text for one in range(170))
    assert Copy.objects.count() == 1


def test_what_is_written_while_somebody_chooses_is_asked_for_too(concern, inga, visit):
    page = ask(visit, inga, concern)
    notes(concern, inga, 1)
    page = choose(page, concern, "out")
    assert "Notat nummer 000." in page.text
    assert not Copy.objects.exists()
    choose(page, concern, "out")
    assert Copy.objects.exists()


def test_sent_twice_one_copy_is_kept(concern, inga, visit):
    page = ask(visit, inga, concern)
    first, second = choose(page, concern), choose(page, concern)
    assert "Han går alene." in first.text
    assert "Han går alene." in second.text
    assert Copy.objects.count() == 1


def test_while_an_exception_runs_what_was_chosen_waits_in_the_page(concern, inga, visit):
    now = timezone.now()
    deeds.make_exception(
        concern, why="Fare.", until=now.date() + 9 * DAY, token=uuid.uuid4(), by=inga, at=now
    )
    page = choose(ask(visit, inga, concern), concern)
    assert not Copy.objects.exists()
    deeds.tell(
        concern, Notice("person", "talk"), on=now.date(), token=uuid.uuid4(), by=inga, at=now
    )
    assert "Han går alene." in page.fill(to(concern)).text
    assert Copy.objects.exists()


def test_what_may_point_to_a_third_person_is_shown_while_choosing(intake, inga, visit):
    concern = ConcernFactory(
        held_by=inga, seen="Han går sammen med Torstein Eksempel, 91 23 45 67."
    )
    page = ask(visit, inga, concern)
    hints = [e for e in page.root.iter("strong") if e.get("dir") == "auto"]
    assert any("Torstein Eksempel" in "".join(e.itertext()) for e in hints)


def test_the_sheet_says_which_passage_is_told_in_other_words_and_where_something_is_missing(
    concern, inga, visit
):
    reworded, missing = "Omskrevet eller forkortet", "Her er noe tatt ut"
    whole = choose(ask(visit, inga, concern), concern).main
    assert reworded not in whole
    assert missing not in whole
    assert "med de ordene det ble skrevet med" not in whole
    notes(concern, inga, 1)
    page = ask(visit, inga, concern)
    note = next(one for one in takes(page) if one.startswith("take_message"))
    words = {"take_answer_seen": "words", "words_answer_seen": "Noen så deg.", note: "out"}
    sheet = choose(page, concern, **words)
    assert sheet.main.count(reworded) == 1
    assert "1 avsnitt er tatt ut" in sheet.main
    (part,) = [e for e in sheet.root.iter("section") if "Noen så deg." in "".join(e.itertext())]
    assert reworded in "".join(part.itertext())


def test_where_something_is_missing_in_a_chapter_the_sheet_says_so_there(concern, inga, visit):
    notes(concern, inga, 2)
    page = ask(visit, inga, concern)
    note = next(one for one in takes(page) if one.startswith("take_message"))
    sheet = choose(page, concern, **{note: "out"})
    parts = ["".join(e.itertext()) for e in sheet.root.iter("section")]
    assert ["Notat nummer" in one for one in parts if "Her er noe tatt ut" in one] == [True]


@pytest.mark.parametrize(
    ("who", "whom", "said"),
    [
        ("person", "person", "Du fikk vite det i en samtale"),
        ("person", "guardian", "En foresatt fikk vite det i en samtale"),
        ("guardian", "both", "Den det gjelder og en foresatt fikk vite det i en samtale"),
    ],
)
def test_the_sheet_says_in_a_sentence_who_was_told(concern, inga, visit, who, whom, said):
    now = timezone.now()
    deeds.tell(concern, Notice(whom, "talk"), on=now.date(), token=uuid.uuid4(), by=inga, at=now)
    page = ask(visit, inga, concern, for_whom=who, age="under_12")
    assert said in choose(page, concern).main


def ticks(page):
    """The fields that take in what is left of a chapter."""
    found = {e.get("name") or "" for e in page.root.iter("input")}
    return sorted(name for name in found if name.startswith("read_"))


@pytest.fixture
def telling(intake, inga):
    """Words of whoever told it, one note that names somebody, and two that name nobody."""
    made = ConcernFactory(held_by=inga, seen="Han går alene.", danger="no", under_18="yes")
    notes(made, inga, 2)
    talk.note(
        made, "Han er sammen med Torstein Eksempel.", token=uuid.uuid4(), by=inga,
        at=timezone.now(),
    )  # fmt: skip
    return made


def test_one_tick_takes_in_what_is_left_of_a_chapter(telling, inga, visit):
    page = ask(visit, inga, telling)
    named = [one for one in takes(page) if one.startswith("take_message")]
    alone = {one: "out" for one in takes(page) if page_asks_by_itself(page, one)}
    assert "take_answer_seen" in alone
    assert len([one for one in named if one in alone]) == 1, "the note with a name in it"
    sheet = page.fill(to(telling), **alone, **dict.fromkeys(ticks(page), "on"))
    assert "Notat nummer 000." in sheet.main
    assert "Notat nummer 001." in sheet.main
    assert "Torstein" not in sheet.main
    assert Copy.objects.count() == 1


def page_asks_by_itself(page, name):
    """Not folded away: no tick takes it in."""
    folds = page.root.iter("details")
    return not any(e.get("name") == name for fold in folds for e in fold.iter("input"))


def test_no_tick_takes_in_what_may_point_to_somebody_or_whoever_told_it(telling, inga, visit):
    page = ask(visit, inga, telling)
    again = page.fill(to(telling), **dict.fromkeys(ticks(page), "on"))
    assert ticks(again)
    assert not Copy.objects.exists()


def test_what_nobody_ticked_is_asked_for_again(telling, inga, visit):
    page = ask(visit, inga, telling)
    alone = {one: "whole" for one in takes(page) if page_asks_by_itself(page, one)}
    again = page.fill(to(telling), **alone)
    assert ticks(again)
    assert not Copy.objects.exists()


def test_what_is_chosen_alone_counts_more_than_the_tick(telling, inga, visit):
    page = ask(visit, inga, telling)
    folded = [one for one in takes(page) if not page_asks_by_itself(page, one)]
    alone = {one: "whole" for one in takes(page) if page_asks_by_itself(page, one)}
    alone[folded[0]] = "out"
    sheet = page.fill(to(telling), **alone, **dict.fromkeys(ticks(page), "on"))
    assert sheet.main.count("Notat nummer") == len(folded) - 1


@pytest.mark.parametrize("ticked", [True, False])
def test_a_fixed_answer_has_no_choice_of_its_own_and_goes_out_only_with_the_tick(
    telling, inga, visit, ticked
):
    page = ask(visit, inga, telling)
    assert "take_answer_danger" not in takes(page)
    sheet = choose(page, telling, **(dict.fromkeys(ticks(page), "on") if ticked else {}))
    assert Copy.objects.exists()
    assert ("Om noen var i fare da" in sheet.main) == ticked


# --- For a guardian ------------------------------------------------------------------------------


def test_of_a_guardian_one_is_asked_how_old_and_what_the_young_person_says(concern, inga, visit):
    nothing = ask(visit, inga, concern, for_whom="guardian")
    assert not takes(nothing)
    without = ask(visit, inga, concern, for_whom="guardian", age="from_12")
    assert not takes(without)
    assert takes(for_guardian(visit, inga, concern, "from_12"))
    assert takes(ask(visit, inga, concern, for_whom="guardian", age="under_12"))


@pytest.mark.parametrize("age", ["from_12", "from_15", "from_18"])
def test_what_a_young_person_has_said_stays_out_of_a_guardian_s_copy_unless_somebody_chooses(
    concern, inga, visit, age
):
    made = answered(concern, inga)
    page = for_guardian(visit, inga, concern, age)
    name = f"take_said_{made.pk}"
    assert chosen_at_first(page)[name] == "out"
    assert VIEW in page.text
    others = dict.fromkeys([one for one in takes(page) if one != name], "whole")
    sheet = page.fill(to(concern), **others)
    assert "Han går alene." in sheet.text
    assert OWN not in sheet.text

    page = for_guardian(visit, inga, concern, age)
    sheet = page.fill(to(concern), **others, **{name: "whole"})
    assert OWN in sheet.text


def test_of_a_child_under_twelve_nothing_is_chosen_beforehand(concern, inga, visit):
    answered(concern, inga)
    page = ask(visit, inga, concern, for_whom="guardian", age="under_12")
    assert chosen_at_first(page) == {}
    assert not Copy.objects.exists()


def test_of_an_adult_a_guardian_gets_nothing_that_nobody_chose(concern, inga, visit):
    page = for_guardian(visit, inga, concern, "from_18")
    assert set(chosen_at_first(page)) == set(takes(page))
    assert set(chosen_at_first(page).values()) == {"out"}
    sheet = page.fill(to(concern))
    assert "Han går alene." not in sheet.text
    assert Copy.objects.exists()


def test_the_person_gets_their_own_answers_beside_what_they_answer(concern, inga, visit):
    answered(concern, inga)
    page = ask(visit, inga, concern)
    assert not [one for one in takes(page) if one.startswith("take_said")]
    sheet = choose(page, concern, "out")
    assert OWN in sheet.text


def test_what_they_say_of_a_guardian_reading_it_is_kept_sealed(concern, inga, visit):
    for_guardian(visit, inga, concern, "from_18").fill(to(concern))
    copy = Copy.objects.get()
    assert VIEW.encode() not in bytes(copy.content)
    ((_copy, given),) = deeds.read(concern, by=inga, at=timezone.now()).copies
    assert (given.for_whom, given.age, given.view) == ("guardian", "from_18", VIEW)


@pytest.mark.parametrize("age", ["", "from_15", "nonsense"])
def test_no_deed_gives_a_guardian_a_copy_without_the_young_person_s_view(concern, inga, age):
    from kominn.casework.person import Given

    given = Given("Far", "nb", for_whom="guardian", age=age, view=" ")
    with pytest.raises(deeds.NotPossible):
        deeds.give_copy(concern, given, seen=set(), token=uuid.uuid4(), by=inga, at=timezone.now())
    assert not Copy.objects.exists()


# --- In its own language -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_the_sheet_is_in_its_own_language_and_what_the_colleague_reads_in_theirs(
    concern, inga, visit, language
):
    sheet = choose(ask(visit, inga, concern, language=language), concern)
    (article,) = sheet.root.iter("article")
    assert article.get("lang") == language
    words = "".join(article.itertext())
    for said in ("Who has opened it", "What somebody saw or heard", "What was told"):
        with override(language):
            assert gettext(said) in words
    assert "Skriv ut arket fra menyen" in sheet.main


# --- Others told the same ------------------------------------------------------------------------


@pytest.fixture
def joined(concern, inga):
    other = ConcernFactory(
        seen="Hun så ham på brua.", contact="tlf-41414141", unit="naboen-i-fjerde",
        at=timezone.now() - 4 * DAY,
    )  # fmt: skip
    joining.join(concern, [other.pk], by=inga, at=timezone.now())
    return other


def test_what_others_told_of_the_same_person_is_in_the_copy_but_not_who_they_are(
    concern, joined, inga, visit
):
    page = ask(visit, inga, concern)
    assert "Hun så ham på brua." in page.text
    sheet = choose(page, concern)
    assert "Hun så ham på brua." in sheet.text
    assert "Han går alene." in sheet.text
    for secret in ("tlf-41414141", "naboen-i-fjerde"):
        assert secret not in page.html
        assert secret not in sheet.html


def test_the_person_may_answer_what_another_told(concern, joined, inga):
    one = answered(concern, inga, about=f"{joined.pk}/answer:seen")
    ((kept, _said, passage),) = deeds.read(concern, by=inga, at=timezone.now()).answers
    assert (kept, passage.text) == (one, "Hun så ham på brua.")


def test_what_one_has_no_key_to_is_said_to_be_missing(concern, joined, inga, kari, visit):
    records.set_aside(joined.pk, inga)
    page = ask(visit, inga, concern)
    assert "Hun så ham på brua." not in page.html
    sheet = choose(page, concern)
    assert "Vi har mer om dette" in sheet.text
    assert "Vi har mer om dette" not in choose(ask(visit, kari, concern), concern).text


def test_a_damaged_key_to_one_of_many_leaves_the_others_to_be_read(concern, joined, inga, visit):
    from kominn.vault.models import Wrap

    Wrap.objects.filter(record=joined.pk).update(wrapped=b"damaged" * 20)
    page = ask(visit, inga, concern)
    assert "Han går alene." in page.text
    assert "Hun så ham på brua." not in page.text


def test_who_read_the_one_under_it_stands_in_the_list_of_the_one_above(concern, joined, inga, kari):
    handle.read(joined, by=kari, at=timezone.now())
    openings = deeds.read(concern, by=inga, at=timezone.now()).openings
    assert OPENINGS["concern.read"] in [one.what for one in openings]


def test_what_was_read_only_here_was_read(concern, joined, inga):
    """Whoever told it and takes it back is not promised that nobody has read it."""
    from kominn.concerns.actions.mailbox import was_read

    assert not was_read(joined)
    deeds.read(concern, by=inga, at=timezone.now())
    assert was_read(joined)
    assert was_read(concern)
