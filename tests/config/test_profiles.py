"""Cities to start from: what the two profiles hold, loading twice, and every kind of mistake."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kominn.config import profiles
from kominn.config.profiles import ProfileError
from kominn.plan.models import FocusArea, Initiative, MeasureKind
from kominn.portrait.models import Area, City, Contact, Neighbourhood, Service

REFERENCE = Path(__file__).parents[3] / "shared/reference/larvik/larvik_delomraader_m.geojson"
ALL = (City, Contact, Area, Neighbourhood, Service, FocusArea, Initiative, MeasureKind)


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in ALL} | {
        "places": sorted(
            Neighbourhood.areas.through.objects.values_list("neighbourhood__slug", "area__slug")
        )
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "people"), [("larvik", 48_827), ("lagenvik", 48_120)])
def test_a_city_has_seventeen_areas_four_focus_areas_and_numbers_to_call(slug, people):
    profiles.load(slug)
    assert City.objects.current().slug == slug
    assert Area.objects.count() == 17
    assert sum(Area.objects.values_list("population", flat=True)) == people
    assert FocusArea.objects.count() == 4
    assert Neighbourhood.objects.count() == 7
    vital = set(Contact.objects.filter(vital=True).values_list("phone", flat=True))
    assert vital > {"112", "113", "110", "116 111", "116 117", "02800"}
    assert all(Initiative.objects.values_list("focus_area", flat=True))


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    profiles.load("lagenvik")
    before = rows()
    profiles.load("lagenvik")
    assert rows() == before


@pytest.mark.django_db
def test_loading_again_keeps_the_hours_and_the_closed_days_the_city_has_set():
    profiles.load("lagenvik")
    City.objects.update(duty_hours={"tue": [["10:00", "12:00"]]}, closed_days=["06-23"])
    profiles.load("lagenvik")
    city = City.objects.current()
    assert city.duty_hours == {"tue": [["10:00", "12:00"]]}
    assert city.closed_days == ["06-23"]


@pytest.mark.django_db
def test_loading_again_keeps_outlines_and_their_centres_and_drops_what_the_profile_left():
    profiles.load("larvik")
    Area.objects.filter(slug="stavern").update(
        outline={"type": "Polygon"}, centre_longitude=1.0, centre_latitude=2.0, population=1
    )
    Contact.objects.create(
        city=City.objects.current(), slug="gammel", kind="other", phone="12", source="x"
    )
    profiles.load("larvik")
    stavern = Area.objects.get(slug="stavern")
    assert stavern.outline == {"type": "Polygon"}
    assert (stavern.centre_longitude, stavern.population) == (1.0, 2650)
    assert not Contact.objects.filter(slug="gammel").exists()


@pytest.mark.django_db
def test_tiles_may_change_places_between_two_loads():
    profiles.load("larvik")
    stavern, lardal = Area.objects.get(slug="stavern"), Area.objects.get(slug="lardal")
    Area.objects.update(tile_column=None, tile_row=None)
    for area, other in ((stavern, lardal), (lardal, stavern)):
        Area.objects.filter(pk=area.pk).update(
            tile_column=other.tile_column, tile_row=other.tile_row
        )
    profiles.load("larvik")
    assert Area.objects.get(slug="stavern").tile_row == stavern.tile_row


@pytest.mark.django_db
def test_the_catalogue_of_measures_is_the_city_s_own_once_it_is_there():
    profiles.load("larvik")
    MeasureKind.objects.filter(slug="mentor").update(name={"nb": "Følgevenn"}, active=False)
    MeasureKind.objects.filter(slug="flexid").delete()
    own = MeasureKind.objects.create(slug="eget", level="group")
    profiles.load("larvik")
    mentor = MeasureKind.objects.get(slug="mentor")
    assert (mentor.name, mentor.active) == ({"nb": "Følgevenn"}, False)
    assert MeasureKind.objects.filter(slug="flexid").exists()
    assert MeasureKind.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("slug", ["larvik", "lagenvik"])
def test_every_kind_of_measure_says_who_why_and_what_is_known(slug):
    kinds = profiles.read(profiles.CITIES / f"{slug}.toml").measure_kinds
    assert len(kinds) >= 18
    assert {kind["level"] for kind in kinds} == {"place", "group", "person"}
    assert [kind["order"] for kind in kinds] == [*range(1, len(kinds) + 1)]
    for kind in kinds:
        assert "9pdf" not in kind["evidence_url"], "a copy of somebody else’s text is no source"
        for words in ("name", "summary", "basis", "owner_role", "evidence"):
            assert all(kind[words][language] for language in ("nb", "nn", "en")), kind["slug"]
        if kind["consent_needed"]:
            assert kind["level"] == "person", kind["slug"]


@pytest.mark.django_db
def test_a_demo_city_never_moves_into_a_real_citys_database():
    profiles.load("larvik")
    with pytest.raises(ProfileError, match="This installation is Larvik; Lågenvik needs a folder"):
        profiles.load("lagenvik")
    assert City.objects.current().slug == "larvik"
    assert Area.objects.filter(slug="torstrand").exists()


@pytest.mark.django_db
def test_the_real_city_holds_nothing_invented_and_every_fact_its_source():
    profiles.load("larvik")
    assert not Contact.objects.filter(invented=True).exists()
    for model in (Contact, Area, Neighbourhood, Service):
        assert not model.objects.filter(source="").exists()
    for model in (FocusArea, Initiative):
        assert not model.objects.filter(source_url="").exists()


@pytest.mark.django_db
def test_the_invented_city_shares_no_place_with_the_real_one():
    profiles.load("larvik")
    real = {
        *Area.objects.values_list("name", flat=True),
        *Neighbourhood.objects.values_list("name", flat=True),
    }
    invented = profiles.read(profiles.CITIES / "lagenvik.toml")
    assert not real & {row["name"] for row in invented.areas + invented.neighbourhoods}


def test_local_numbers_of_the_invented_city_can_reach_nobody():
    profile = profiles.read(profiles.CITIES / "lagenvik.toml")
    local = [
        row["phone"] for row in profile.contacts if row["kind"] not in profiles.NATIONAL_NUMBERS
    ]
    assert len(local) == 5
    assert all(re.fullmatch(r"01( \d\d){3}", phone) for phone in local)


@pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"no reference data beside the project: {REFERENCE.name}"
)
def test_larviks_areas_stand_as_in_the_published_file():
    features = json.loads(REFERENCE.read_text())["features"]
    published = {
        (
            f["properties"]["delomraade_no"],
            f["properties"]["delomraade_name"],
            f["properties"]["population"],
        )
        for f in features
    }
    typed = profiles.read(profiles.CITIES / "larvik.toml").areas
    assert {(a["code"], a["name"], a["population"]) for a in typed} == published


@pytest.mark.django_db
def test_the_command_loads_and_says_so(capsys):
    call_command("load_city", city="larvik")
    assert City.objects.current().name == "Larvik"
    assert "larvik: loaded." in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"no city 'oslo'. There are: lagenvik, larvik"):
        call_command("load_city", city="oslo")


WHOLE = (profiles.CITIES / "larvik.toml").read_text(encoding="utf-8")


def changed(tmp_path, before, after):
    assert before in WHOLE
    path = tmp_path / "by.toml"
    path.write_text(WHOLE.replace(before, after, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            "population = 49022",
            "",
            "by.toml: city.population: is missing: a whole number is needed",
        ),
        ("population = 49022", "population = -1", "city.population: must not be below zero"),
        ("population = 49022", "population = true", "city.population: must be a whole number"),
        ("population = 49022", 'population = "mange"', "city.population: must be a whole number"),
        (
            "population = 1024",
            "population = 10.5",
            r"areas\[1\].population: must be a whole number",
        ),
        ("population_on = 2026-01-01", "population_on = 2026-01-01T00:00:00", "without a time"),
        (
            "population_on = 2025-01-01",
            'population_on = "i fjor"',
            "area_figures.population_on: must be a day",
        ),
        ('kind = "real"', 'kind = "ekte"', "city.kind: must be one of real, demo"),
        ('slug = "larvik"', 'slug = "Lar vik"', "city.slug: must be small letters"),
        ('name = "Larvik"', 'name = " "', "city.name: must not be empty"),
        ('name = "Larvik"', 'navn = "Larvik"', "city.name: is missing"),
        ('kind = "real"', 'kind = "real"\nfarge = "blå"', "city.farge: is not a key of a profile"),
        ("[city.about]", "[[hva]]\n[city.about]", "by.toml: hva: is not a key"),
        ('"https://www.larvik.kommune.no/"', '"http://larvik"', "city.url: must begin with https"),
        ('"12-24"', '"24.12."', "city.closed_days: '24.12.' is neither MM-DD nor"),
        ('"12-24"', "1224", "city.closed_days: must be a list of texts"),
        (
            'mon = [["09:00", "15:00"]]',
            'mon = [["15:00", "09:00"]]',
            "duty_hours.mon: must be stretches",
        ),
        ('mon = [["09:00", "15:00"]]', 'mon = ["09:00"]', "duty_hours.mon: must be stretches"),
        ('mon = [["09:00", "15:00"]]', "mon = [[9, 15]]", "duty_hours.mon: must be stretches"),
        ('mon = [["09:00", "15:00"]]', "mon = []", "duty_hours.mon: must be stretches"),
        ('mon = [["09', 'man = [["09', "city.duty_hours.man: is not a key"),
        (
            'phone = "112"',
            'phone = "113"',
            r"contacts\[1\].phone: must be 112, the national number",
        ),
        ('phone = "112"', 'phone = "112"\ninvented = true', "must be 112"),
        (
            'phone = "33 17 10 00"',
            'phone = "01 17 10 00"',
            "must begin with 01 where it is invented",
        ),
        (
            'phone = "33 17 10 00"',
            'phone = "01 17 10 00"\ninvented = true',
            "a real city holds nothing invented",
        ),
        (
            'kind = "child_alarm"\nphone = "116 111"',
            'kind = "other"\nphone = "116 111"',
            "own_label: is missing",
        ),
        (
            'vital = true\nsource = "https://www.116111',
            'source = "https://www.116111',
            "kind child_alarm is needed",
        ),
        (
            'slug = "legevakt"',
            'slug = "politi-nod"',
            r"contacts\[5\].slug: 'politi-nod' is used twice",
        ),
        ('code = "39090200"', 'code = "39090100"', "areas: the code '39090100' is used twice"),
        ("tile = [1, 2]", "tile = [1, 3]", r"areas: the tile \(1, 3\) is used twice"),
        ("tile = [1, 3]", "tile = [1]", r"areas\[1\].tile: must be two numbers"),
        ("tile = [1, 3]", "tile = [1, -3]", "must be column and row"),
        (
            "centre = [10.016, 59.050]",
            "centre = [560000.0, 6540000.0]",
            "must be longitude and latitude",
        ),
        (
            'areas = ["stavern"]',
            'areas = ["atlantis"]',
            r"neighbourhoods\[2\].areas: there is no 'atlantis'",
        ),
        (
            'contact = "barnevern"',
            'contact = "ingen"',
            r"services\[1\].contact: there is no 'ingen'",
        ),
        ('focus_area = "den-enkelte"', 'focus_area = "alle"', "focus_area: there is no 'alle'"),
        (
            'level = "group"',
            'level = "by"',
            r"measure_kinds\[1\].level: must be one of place, group",
        ),
        ("usual_weeks = 12", "usual_weeks = -1", r"measure_kinds\[1\].usual_weeks: must not be"),
        (
            'slug = "flexid"\nlevel',
            'slug = "mentor"\nlevel',
            "measure_kinds: 'mentor' stands in measure_kinds.toml too",
        ),
        ('nn = "Utveier"\n', "", r"services\[5\].name.nn: is missing"),
        ('nn = "Utveier"\n', 'nn = "Utveier"\nno = "x"\n', r"services\[5\].name.no: is not a key"),
        (
            'source_url = "https://nordicsafecities.org/member-cities/larvik-no"',
            "",
            r"focus_areas\[1\].source_url: is needed, or invented = true",
        ),
        ("[[services]]", "[[services", "by.toml: not TOML in UTF-8"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path, before, after, sentence):
    with pytest.raises(ProfileError, match=sentence):
        profiles.read(changed(tmp_path, before, after))


@pytest.mark.parametrize("key", ["services", "areas"])
def test_a_list_that_is_no_list_of_tables_is_told(tmp_path, key):
    path = tmp_path / "by.toml"
    path.write_text(
        f"{key} = [1]\n" + re.sub(rf"\[\[{key}\]\]\n(?:(?!\[\[).*\n)*", "", WHOLE), encoding="utf-8"
    )
    with pytest.raises(ProfileError, match=rf"{key}\[1\]: a table is needed"):
        profiles.read(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "city: is missing: a table"), ("city = 7", r"city: must be a table \[city\]")],
)
def test_a_file_without_a_city_is_told(tmp_path, text, sentence):
    (tmp_path / "by.toml").write_text(text)
    with pytest.raises(ProfileError, match=sentence):
        profiles.read(tmp_path / "by.toml")


def test_a_city_where_nobody_ever_reads_is_told(tmp_path):
    path = tmp_path / "by.toml"
    path.write_text(re.sub(r"(mon|tue|wed|thu|fri) = .*\n", "", WHOLE), encoding="utf-8")
    with pytest.raises(ProfileError, match="duty_hours: somebody must read on at least one"):
        profiles.read(path)


def test_a_file_that_is_not_there_or_not_utf8_is_told(tmp_path):
    with pytest.raises(ProfileError, match=r"borte\.toml: No such file"):
        profiles.read(tmp_path / "borte.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(WHOLE.encode("latin-1", errors="replace"))
    with pytest.raises(ProfileError, match=r"latin\.toml: not TOML in UTF-8"):
        profiles.read(latin)


@pytest.mark.django_db
def test_a_mistake_found_while_storing_leaves_everything_as_it_was():
    profiles.load("larvik")
    before = rows()
    profile = profiles.read(profiles.CITIES / "larvik.toml")
    profile.areas[0]["population"] = 5
    profile.initiatives[-1]["source_url"] = ""
    with pytest.raises(Exception, match="initiative_has_a_source_or_is_invented"):
        profiles.store(profile)
    assert rows() == before


@pytest.mark.django_db
def test_population_carries_its_day():
    profiles.load("larvik")
    assert Area.objects.get(slug="hvarnes").population_on == date(2025, 1, 1)
    assert City.objects.current().population_on == date(2026, 1, 1)
