"""A file of codes is looked at, and then it is all that is known of codes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kominn.audit.models import Event
from kominn.indicators.actions import importing, recoding
from kominn.indicators.models import CodeChange, CodesFile, Indicator
from kominn.indicators.series import series_of
from tests.factories.indicators import CODES, codes_waiting
from tests.indicators.conftest import AT

pytestmark = pytest.mark.django_db
LARVIK = [
    "0709,3909,1.0,1988,2017",
    "0728,3909,1.0,1940,2017",
    "0712,3909,1.0,2018,2019",
    "3805,3909,1.0,2020,2023",
    "3909,3909,1.0,2023,2034",
]


def test_after_a_yes_the_line_goes_back_through_four_codes(dataset, bring, kari):
    residents = Indicator.objects.create(
        slug="folketall", dataset=dataset, breakdown="[]", unit="count", own_code="3909"
    )
    bring(
        "0709;2017;44000", "0728;2017;2483", "0712;2019;47069", "3805;2023;48223", "3909;2024;48686"
    )
    file = codes_waiting(*LARVIK, by=kari, at=AT)
    [before] = series_of([residents], own_name="Lågenvik")
    assert [point.period.text for point in before.own.points] == ["2024"]
    recoding.keep(file, by=kari, at=AT)
    [series] = series_of([residents], own_name="Lågenvik")
    assert {p.period.text: p.value for p in series.own.points} == {
        "2017": 46_483, "2019": 47_069, "2023": 48_223, "2024": 48_686,
    }  # fmt: skip
    assert all(point.whole for point in series.own.points)
    assert Event.objects.filter(verb="codes.kept").exists()


def test_what_a_newer_file_leaves_out_is_known_no_more(kari):
    recoding.keep(codes_waiting(*LARVIK, by=kari, at=AT), by=kari, at=AT)
    file = codes_waiting(*LARVIK[3:], "5012,5055,0.35,2018,2019", by=kari, at=AT)
    told = recoding.difference(file)
    assert (len(told.added), len(told.gone), told.unchanged, told.split) == (1, 3, 1, 1)
    recoding.keep(file, by=kari, at=AT)
    assert set(CodeChange.objects.values_list("old", flat=True)) == {"3805", "5012"}
    with pytest.raises(importing.NotPossible, match="allerede"):
        recoding.refuse(file, by=kari, at=AT)


def test_the_same_again_and_a_second_that_waits_are_refused(kari):
    file = codes_waiting(*LARVIK, by=kari, at=AT)
    with pytest.raises(importing.NotPossible, match="venter"):
        codes_waiting("1,2,1.0,2000,2001", by=kari, at=AT)
    recoding.keep(file, by=kari, at=AT)
    with pytest.raises(importing.NotPossible, match="allerede slik"):
        codes_waiting(*LARVIK, by=kari, at=AT)


def test_through_the_desk_a_file_is_seen_first_and_a_bad_one_is_told_of(
    indicator, browse, sign_in, kari
):
    sign_in(browse, kari)

    def upload(*rows):
        told = {"old": "orig", "new": "cur", "last_year": "last_year", "first_year": "first_year"}
        data = (CODES + "\n".join(rows)).encode()
        file = SimpleUploadedFile("koder.csv", data)
        return browse.post(
            reverse("indicators:codes"),
            told | {"weight": "weighting", "source": "Klass", "file": file},
        )

    wrong = upload("0709,3909,1.5,1988,2017")
    assert wrong.status_code == 422
    assert "«1.5» er ingen vekt" in wrong.content.decode()
    assert not CodesFile.objects.exists()
    answer = upload(*LARVIK)
    page = browse.get(answer.url).content.decode()
    assert "0709, 0712, 0728, 3805" in page
    assert not CodeChange.objects.exists()
    browse.post(answer.url + "ja/")
    assert CodeChange.objects.count() == 4


def test_a_column_that_we_only_proposed_may_be_missing_and_one_that_was_named_may_not(
    indicator, browse, sign_in, kari
):
    sign_in(browse, kari)

    def upload(**told):
        file = SimpleUploadedFile("koder.csv", b"orig,cur,last_year\n0709,3909,2017\n")
        plain = {"old": "orig", "new": "cur", "last_year": "last_year", "source": "Klass"}
        names = {"first_year": "first_year", "weight": "weighting"} | told
        return browse.post(reverse("indicators:codes"), plain | names | {"file": file})

    wrong = upload(weight="vekt")
    assert wrong.status_code == 422
    assert "«vekt»" in wrong.content.decode()
    assert upload().status_code == 302
    file = CodesFile.objects.get()
    assert (file.columns["weight"], file.columns["first_year"]) == ("", "")
