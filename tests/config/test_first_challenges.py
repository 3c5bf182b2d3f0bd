"""The challenges a city begins with: in three languages, with what they name in place."""

import datetime as dt

import pytest

from kominn.challenges.models import Challenge
from kominn.config import challenges_file, profiles
from kominn.config.challenges_file import load_challenges
from kominn.config.figures_file import load_figures
from kominn.config.profile_file import ProfileError
from kominn.indicators.models import Indicator

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ABOUT_BACKGROUND = ("innvandr", "arbeid-andre", "bakgrunn", "fullfort-vgs", "trangbodde")

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["larvik", "lagenvik"])
def begun(request):
    profiles.load(request.param)
    load_figures(request.param, at=AT)
    load_challenges(request.param, at=AT)
    return request.param


def test_each_city_begins_with_its_five_and_stays_as_it_writes_them(begun):
    found = list(Challenge.objects.told().in_order())
    assert [one.slug for one in found] == [
        "utenforskap", "lav-inntekt", "utdanning", "levekar", "polarisering",
    ]  # fmt: skip
    assert [one.primary for one in found] == [True, False, False, False, False]
    assert {one.invented for one in found} == {begun == "lagenvik"}
    Challenge.objects.filter(slug="levekar").update(lead={"nb": "Våre egne ord."})
    load_challenges(begun, at=AT)
    assert Challenge.objects.get(slug="levekar").lead == {"nb": "Våre egne ord."}


def test_a_primary_challenge_of_the_city_s_own_keeps_its_place(begun):
    Challenge.objects.filter(primary=True).update(slug="ensomhet")
    load_challenges(begun, at=AT)
    assert Challenge.objects.get(primary=True).slug == "ensomhet"
    assert Challenge.objects.filter(slug="utenforskap", primary=False).exists()


def test_every_first_figure_by_background_is_of_the_whole_municipality_only(begun):
    marked = set(Indicator.objects.filter(municipality_only=True).values_list("slug", flat=True))
    about = {
        slug
        for slug in Indicator.objects.values_list("slug", flat=True)
        if any(word in slug for word in ABOUT_BACKGROUND)
    }
    assert about == marked
    assert len(marked) >= 5


def test_a_challenge_that_names_what_is_not_there_is_told_of(tmp_path, monkeypatch):
    text = (challenges_file.CHALLENGES / "larvik.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(challenges_file, "CHALLENGES", tmp_path)
    (tmp_path / "larvik.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"challenges\[1\].indicators: there is no"):
        load_challenges("larvik", at=AT)
    assert not Challenge.objects.exists()
