"""An area's way to its own open page; and that no stranger reads more than that."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import kominn.support
from kominn.support import actions
from kominn.support.models import Profile
from kominn.support.states import Showing
from tests.at_once import all_at_once
from tests.factories import support

pytestmark = pytest.mark.django_db


def test_the_room_knows_neither_concerns_nor_police():
    """Its imports point down; this holds the words, too: none is read, counted or named as a field."""
    for path in Path(kominn.support.__file__).parent.rglob("*.py"):
        text = path.read_text()
        assert not re.search(
            r"kominn\.(concerns|casework|erasure)|came_from_concerns|police_", text
        )


def test_a_page_opens_only_after_the_committee_has_seen_it(assessment, kari, at, browse):
    profile = support.profile(assessment, by=kari, at=at)
    with pytest.raises(actions.NotPossible, match="nærmiljøutvalget først"):
        actions.open_to_all(profile, by=kari, at=at)
    assert browse.get("/byen/omrader/n0/").status_code == 404
    with pytest.raises(actions.NotPossible, match="Velg en dag"):
        actions.show(profile, on=at.date() - timedelta(days=1), said="Ja.", by=kari, at=at)
    support.opened(assessment, by=kari, at=at)
    html = browse.get("/byen/omrader/n0/").content.decode()
    assert "Vi vil ha et møtested." in html
    assert len(re.findall(r"mellom \d+ og \d+ av 100", html)) == 7, "area and city in one form"
    assert html.count("så nøyaktig at det sier noe") == 1, "of one figure the range is too wide"
    assert not re.search(r"(høyst|minst) \d+ av 100", html)
    assert browse.get("/byen/omrader/n1/").status_code == 404


def test_a_range_that_holds_everything_is_not_told_as_one(assessment, kari, at, browse):
    profile = support.opened(assessment, by=kari, at=at)
    for one in profile.figures:
        one["own"] = [0, 100, 120]
    profile.save()
    html = browse.get("/byen/omrader/n0/").content.decode()
    assert "mellom 0 og 100" not in html
    assert html.count("så nøyaktig at det sier noe") == 4


def test_no_page_opens_while_its_assessment_is_set_aside(together, kari, at):
    found = support.profile(support.worked_out(by=kari, at=at), by=kari, at=at)
    actions.show(found, on=at.date(), said="Ja.", by=kari, at=at)
    all_at_once(
        lambda: actions.set_aside(found.assessment, because="Feil.", by=kari, at=at),
        lambda: actions.open_to_all(found, by=kari, at=at),
    )
    found = Profile.objects.select_related("assessment").get(pk=found.pk)
    assert (found.state == Showing.OPEN) == found.assessment.worked_out


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": Showing.OPEN, "opened_on": "2026-03-03"},
        {"state": Showing.SHOWN},
        {"state": Showing.HELD_BACK},
        {"said": "Ja."},
        {"opened_on": "2026-03-03"},
    ],
)
def test_the_database_opens_nothing_by_itself(assessment, kari, at, wrong):
    profile = support.profile(assessment, by=kari, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(**wrong)


def test_a_page_that_is_held_back_is_gone_until_the_committee_has_seen_it_again(
    assessment, kari, at, browse
):
    profile = support.opened(assessment, by=kari, at=at)
    with pytest.raises(actions.NotPossible, match="Hold dem tilbake"):
        actions.set_aside(assessment, because="Feil.", by=kari, at=at)
    actions.hold_back(profile, because="Utvalget ba om det.", by=kari, at=at)
    assert browse.get("/byen/omrader/n0/").status_code == 404
    with pytest.raises(actions.NotPossible):
        actions.open_to_all(profile, by=kari, at=at)


def test_what_is_written_never_holds_a_number_of_a_person(assessment, kari, at):
    profile = support.profile(assessment, by=kari, at=at)
    with pytest.raises(actions.NotPossible, match="fødselsnummer"):
        actions.show(profile, on=at.date(), said="Ring 912 34 567.", by=kari, at=at)


def test_open_answers_hold_none_of_the_staff_s_numbers(assessment, kari, at, browse):
    """Whatever the assessment found, with all pages open: no chance, place, class or share."""
    for name in support.NAMES:
        support.opened(assessment, by=kari, at=at, name=name)
    found = support.answer()
    counts = {str(cell["hits"]) for cell in found["counts"] if cell["hits"] > 100}
    said = {
        f"{number:.{digits}f}".replace(".", mark)
        for area in found["areas"]
        for number in (area["chance"], area["flips"], *levels_of(area))
        for digits in (2, 3, 4)
        for mark in ".,"
        if number % 1
    }
    words = {"femdel", "usikker", "sannsynlig", "chance", "rang", "uncertain", "fifth", "composite"}
    for n in range(len(support.NAMES)):
        for prefix in ("", "/en"):
            answer = browse.get(f"{prefix}/byen/omrader/n{n}/")
            html = re.search(r"<main.*</main>", answer.content.decode(), re.S)[0]
            text = re.sub(r"<[^>]+>", " ", html)
            assert not {
                word for word in said | counts if re.search(rf"\b{re.escape(word)}\b", text)
            }
            assert not {word for word in words if word in html.lower()}
            others = set(support.NAMES) - {support.NAMES[n]}
            assert not {name for name in others if re.search(rf"\b{name}\b", text)}


def levels_of(area):
    return [number for spread in area["levels"].values() for number in spread.values()]


def test_the_page_for_the_meeting_has_what_the_committee_may_see_and_nothing_more(
    assessment, kari, at, browse, sign_in
):
    profile = support.profile(assessment, by=kari, at=at)
    sign_in(browse, kari)
    desk = browse.get(reverse("support:profile", args=[profile.pk])).content.decode()
    page = reverse("support:meeting", args=[profile.pk])
    assert "offentliggjøres aldri" in desk
    assert f'href="{page}"' in desk
    html = re.search(r"<main.*</main>", browse.get(page).content.decode(), re.S)[0]
    assert len(re.findall(r"mellom \d+ og \d+ av 100", html)) == 7
    assert not re.search(r"offentliggjøres aldri|<form|chart-drawing|\d,\d", html)


def test_the_list_of_areas_has_names_and_no_figure(assessment, kari, at, browse):
    support.opened(assessment, by=kari, at=at, name="Haugen")
    html = browse.get("/byen/omrader/").content.decode()
    rows = re.findall(r"<li>(.*?)</li>", re.search(r"<main.*</main>", html, re.S)[0], re.S)
    names = [re.sub(r"<[^>]+>|– ikke åpen ennå", "", row).strip() for row in rows]
    assert names == sorted(support.NAMES)
    assert not re.search(r"\d", " ".join(names))
    assert "Hvilke sider som er åpne, sier ingenting om behov" in html


@pytest.mark.parametrize("page", ["support:desk", "support:start", "support:ingredients"])
def test_a_stranger_and_a_colleague_without_the_right_stay_outside(
    assessment, stian, browse, sign_in, page
):
    assert browse.get(reverse(page)).status_code == 302
    sign_in(browse, stian)
    assert browse.get(reverse(page)).status_code == 403
    assert browse.get(reverse("support:assessment", args=[assessment.pk])).status_code == 403


def test_an_open_page_asks_the_database_as_often_with_much_as_with_little(
    assessment, kari, at, browse
):
    support.opened(assessment, by=kari, at=at)
    with CaptureQueriesContext(connection) as few:
        browse.get("/byen/omrader/n0/")
    for name in support.NAMES[1:]:
        support.opened(assessment, by=kari, at=at, name=name)
    with CaptureQueriesContext(connection) as many:
        browse.get("/byen/omrader/n0/")
        browse.get("/byen/omrader/")
    assert len(few) <= 12
    assert len(many) <= len(few) + 6


def test_the_kept_figures_are_what_the_page_says_and_nothing_more(assessment, kari, at):
    kept = support.opened(assessment, by=kari, at=at).figures
    assert len(kept) == 4
    assert {name for one in kept for name in one} == {
        "id", "title", "domain", "own", "city", "source", "date",
    }  # fmt: skip
    assert all(number % 5 == 0 for one in kept for number in one["own"][:2])
    assert "chance" not in json.dumps(kept)
