"""An assessment from a file to what staff read; and that it is never changed."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from citystats.composite.terms import REFUSED
from citystats.composite.terms import Caveat as LibraryCaveat
from citystats.composite.terms import Kind as LibraryKind
from citystats.composite.terms import NeedClass as LibraryClass
from kominn.core import jobs
from kominn.support import actions
from kominn.support import jobs as need_jobs
from kominn.support.calculation import NotWorkedOut, work_out
from kominn.support.models import Assessment
from kominn.support.readings import Place, read
from kominn.support.states import About, Caveat, Kind, NeedClass, State
from tests.factories import support
from tests.factories.concerns import AreaFactory, CityFactory

pytestmark = pytest.mark.django_db


def test_what_may_be_counted_is_a_list_and_what_never_may_is_not_on_it():
    allowed = {kind.name.lower() for kind in set(LibraryKind) - REFUSED}
    assert set(Kind.values) == allowed
    assert {name.lower() for name in ("ORIGIN", "RELIGION", "LANGUAGE", "CONCERNS", "POLICE")} == {
        kind.name.lower() for kind in REFUSED
    }


def test_every_answer_of_the_library_has_words():
    assert set(NeedClass.values) == {each.name.lower() for each in LibraryClass}
    assert set(Caveat.values) == {each.name.lower() for each in LibraryCaveat}


@pytest.mark.django_db(transaction=True)
def test_a_file_is_worked_out_by_the_worker_and_read_by_staff(browse, sign_in, kari):
    CityFactory()
    sign_in(browse, kari)
    answer = browse.post(
        reverse("support:start"),
        {
            "year": timezone.localdate().year - 1,
            "about": "areas",
            "origin": "file",
            "file": SimpleUploadedFile("by.json", support.as_file(support.town())),
            "source": "Statistikkontoret",
            "dated": "2022–2024",
        },
    )
    [found] = Assessment.objects.all()
    page = reverse("support:assessment", args=[found.pk])
    assert answer.url == page
    assert "Vi regner" in browse.get(page).content.decode()

    jobs.run_waiting()
    html = browse.get(page).content.decode()
    found.refresh_from_db()
    assert (found.done, found.of) == (5, 5)
    assert "I femdelen med størst behov" in html
    assert "Statistikkontoret" in html
    assert "2022–2024" in html
    assert html.index("Hva den ikke kan si") < html.index("<table")
    kept = browse.get(reverse("support:raw", args=[found.pk]))
    assert kept["Content-Disposition"].endswith(f'stottebehov-{found.year}-areas.json"')


@pytest.mark.parametrize(
    ("about", "written", "said"),
    [
        ("areas", b"area;kart\n1;2", "Ingen kolonne heter «kart»"),
        ("areas", support.as_file(support.town(kinds={"trangt": "police"})), "Det telles aldri"),
        ("groups", support.as_file(support.town(fewest=99)), "minst 100"),
    ],
    ids=["column", "police", "groups"],
)
def test_a_bad_file_is_answered_in_the_form_and_leaves_no_failed_assessment(
    browse, sign_in, kari, about, written, said
):
    sign_in(browse, kari)
    answer = browse.post(
        reverse("support:start"),
        {
            "year": timezone.localdate().year - 1,
            "about": about,
            "origin": "file",
            "file": SimpleUploadedFile("by.csv", written),
            "source": "Statistikkontoret",
            "dated": "2022–2024",
        },
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Assessment.objects.exists()


def test_a_code_that_the_city_has_no_area_for_is_named_with_its_row_and_nothing_begins(
    assessment, browse, sign_in, kari
):
    sign_in(browse, kari)
    line = "N{};{};a;income;income;more;{};100"
    rows = [line.format(n, name, 10 + n) for n, name in enumerate(support.NAMES)]
    mistyped = rows[3].replace("N3;", "XX99;")
    head = "area;name;indicator;domain;kind;direction;numerator;denominator"
    answer = browse.post(
        reverse("support:start"),
        {
            "year": timezone.localdate().year - 1,
            "about": "areas",
            "origin": "file",
            "file": SimpleUploadedFile("by.csv", "\n".join([head, *rows, mistyped]).encode()),
            "source": "Statistikkontoret",
            "dated": "2022–2024",
        },
    )
    assert answer.status_code == 422
    assert "Linje 12: Kommunen har ikke noe område med koden XX99." in answer.content.decode()
    assert Assessment.objects.get() == assessment


def test_areas_that_the_file_says_nothing_of_are_told_by_name(assessment, browse, sign_in, kari):
    sign_in(browse, kari)
    page = reverse("support:assessment", args=[assessment.pk])
    assert "står ikke i filen" not in browse.get(page).content.decode()
    AreaFactory(slug="grenda", code="XX1", name="Eikegrend")
    html = browse.get(page).content.decode()
    assert re.search(r"står ikke i filen, og får ingen profil: <span[^>]*>Eikegrend<", html)


def test_below_80_of_100_the_answer_is_uncertain_and_by_name(assessment):
    reading = read(assessment)
    for place in reading.places:
        surest = max(place.chance, 100 - place.chance)
        assert (place.need == NeedClass.UNCERTAIN) == (surest < 80), place
    assert reading.uncertain > 0
    names = [place.name for place in reading.places]
    assert names == sorted(names)


def test_the_drawing_says_its_ends_in_words_and_has_one_sort_of_number(
    assessment, browse, sign_in, kari
):
    sign_in(browse, kari)
    html = browse.get(reverse("support:assessment", args=[assessment.pk])).content.decode()
    before, drawing = html.split('<figure class="chart">', 1)
    drawing = drawing.split("</figure>", 1)[0]
    assert "Prikken viser hvor" in before
    assert drawing.index("← størst behov") < drawing.index("minst behov →") < drawing.index("<svg")
    said = re.findall(r"<t(?:ext|span)\b[^>]*>([^<]*\d[^<]*)</t", drawing)
    assert len(said) == len(support.NAMES)
    assert all(re.search(r"sjanse (over |under )?\d+ av 100", one) for one in said)
    assert "«Om vi hadde valgt annerledes» handler om valgene våre" in html


def test_no_answer_holds_a_place_in_a_list(assessment, browse, sign_in, kari):
    sign_in(browse, kari)
    html = browse.get(reverse("support:assessment", args=[assessment.pk])).content.decode()
    assert "femdelen" in html
    assert not {"place", "rank", "median"} & set(Place.__slots__)


def test_working_it_out_again_finds_the_same_and_a_second_worker_changes_nothing(kari, at):
    found = support.begun(by=kari, at=at)
    need_jobs.work_out.func(found.pk)  # begun, and killed before it was kept
    kept = Assessment.objects.get(pk=found.pk)
    assert kept.result == support.answer()
    need_jobs.work_out.func(found.pk)
    assert Assessment.objects.get(pk=found.pk).ended_at == kept.ended_at
    with pytest.raises(actions.NotPossible):
        actions.conclude(kept, State.FINISHED, at=at, result={})


def test_a_year_is_assessed_once_until_that_is_set_aside(assessment, kari, at):
    with pytest.raises(actions.NotPossible, match="vurdert allerede"):
        support.begun(by=kari, at=at)
    actions.set_aside(assessment, because="Feil år i filen.", by=kari, at=at)
    anew = support.begun(by=kari, at=at)
    assert anew.pk != assessment.pk
    assert Assessment.objects.get(pk=assessment.pk).result == support.answer()


def test_the_database_keeps_no_result_that_was_not_worked_out(kari, at):
    found = support.begun(by=kari, at=at)
    rows = Assessment.objects.filter(pk=found.pk)
    for wrong in ({"state": State.FINISHED, "ended_at": at}, {"result": {}}, {"ended_at": at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


@pytest.mark.parametrize("year", [1999, 2027])
def test_a_year_that_is_not_over_or_long_gone_is_refused(kari, at, year):
    with pytest.raises(actions.NotPossible, match="Velg et år"):
        support.begun(by=kari, at=at, year=year)


def test_whoever_has_no_right_does_no_deed(assessment, stian, at):
    for deed in (
        lambda: support.begun(by=stian, at=at, year=2024),
        lambda: actions.set_aside(assessment, because="Nei.", by=stian, at=at),
        lambda: actions.make_profiles(assessment, by=stian, at=at),
        lambda: support.counted(by=stian, at=at),
    ):
        with pytest.raises(actions.NotPossible, match="koordinator eller en leder"):
            deed()
    assert not Assessment.objects.visible_to(stian).exists()


def test_a_bad_file_says_what_is_wrong_and_nothing_is_worked_out(kari, at, browse, sign_in):
    found = support.begun(by=kari, at=at, written=support.town(kinds={"trangt": "police"}))
    actions.work_out(found, at=at + timedelta(seconds=1))
    found.refresh_from_db()
    assert found.state == State.REFUSED
    assert found.result is None
    sign_in(browse, kari)
    html = browse.get(reverse("support:assessment", args=[found.pk])).content.decode()
    assert "politiet. Det telles aldri" in html


def test_groups_are_never_compared_by_who_people_are():
    named = support.town()
    named["areas"][0]["name"] = "Innvandrere 16–19 år"
    with pytest.raises(NotWorkedOut, match="origin"):
        work_out(
            support.as_file(named), groups=True, seed=1, draws=500,
            progress=lambda done, of: None,
        )  # fmt: skip


def test_groups_are_not_told_to_any_area(kari, at):
    found = support.begun(by=kari, at=at, about=About.GROUPS)
    actions.conclude(found, State.FINISHED, at=at, result=support.answer())
    found.refresh_from_db()
    with pytest.raises(actions.NotPossible):
        actions.make_profiles(found, by=kari, at=at)
