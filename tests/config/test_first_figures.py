"""The figures a city begins with: real ones with their source, invented ones said to be so."""

import datetime as dt

import pytest

from kominn.config import figures_file
from kominn.config.figures_file import load_earlier_figures, load_figures
from kominn.config.profile_file import ProfileError
from kominn.indicators.models import Indicator, Observation, Source, Vintage
from kominn.indicators.series import series_of

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def newest(slug, known_on=None):
    indicator = Indicator.objects.get(slug=slug)
    [series] = series_of([indicator], own_name="Her", known_on=known_on)
    return series.own.newest


def test_larvik_begins_with_what_statistics_norway_has_published():
    load_figures("larvik", at=AT)
    assert (newest("folketall").value, newest("folketall").period.text) == (49_022, "2026")
    assert newest("ungdom-13-15").value == pytest.approx(100 * 1_717 / 49_022, abs=0.005)
    assert not Source.objects.filter(invented=True).exists()


def test_all_figures_of_the_invented_city_are_said_to_be_invented():
    load_figures("lagenvik", at=AT)
    assert set(Source.objects.values_list("invented", flat=True)) == {True}
    assert newest("tilhorighet").period.text == "2022"


def test_loading_again_changes_no_figure():
    load_figures("larvik", at=AT)
    before = (Observation.objects.count(), Vintage.objects.count())
    load_figures("larvik", at=AT + dt.timedelta(days=1))
    assert (Observation.objects.count(), Vintage.objects.count()) == before


def test_the_demo_knew_other_figures_the_year_before_and_none_before_that():
    before = AT - dt.timedelta(days=400)
    load_earlier_figures("lagenvik", at=before)
    load_figures("lagenvik", at=AT)
    load_figures("lagenvik", at=AT + dt.timedelta(days=1))
    then, now = newest("folketall", known_on=before.date()), newest("folketall")
    assert [(one.value, one.period.text) for one in (then, now)] == [
        (47_836, "2025"),
        (48_120, "2026"),
    ]
    assert newest("folketall", known_on=before.date() - dt.timedelta(days=1)) is None
    assert Observation.objects.get(change="revised").value == 47_782


def test_a_real_city_has_no_earlier_file(tmp_path, monkeypatch):
    text = (figures_file.FIGURES / "lagenvik.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(figures_file, "FIGURES", tmp_path)
    real = text.replace("invented = true", 'url = "https://tall.example/"')
    (tmp_path / "lagenvik.toml").write_text(real, encoding="utf-8")
    with pytest.raises(ProfileError, match="only an invented table"):
        load_earlier_figures("lagenvik", at=AT)


def test_a_mistake_is_told_of_by_file_and_key(tmp_path, monkeypatch):
    text = (figures_file.FIGURES / "larvik.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(figures_file, "FIGURES", tmp_path)
    for wrong, sentence in [
        (
            text.replace('unit = "count"', 'unit = "stones"'),
            r"indicators\[1\].unit: must be one of",
        ),
        (text.replace("3909;2026;49022", "3909;2026;many"), "Row 23, column “Personer”: “many”"),
        (text.replace('dataset = "ungdomstrinn"', 'dataset = "x"'), "there is no dataset 'x'"),
    ]:
        (tmp_path / "larvik.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(ProfileError, match=sentence):
            load_figures("larvik", at=AT)
        assert not Source.objects.exists()
