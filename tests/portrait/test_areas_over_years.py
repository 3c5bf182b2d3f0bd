"""Areas over the years: a file, its difference, a yes; and what an area was, on any day."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kominn.audit.models import Event
from kominn.config import profiles
from kominn.portrait.actions import areas as actions
from kominn.portrait.actions import redrawing
from kominn.portrait.actions.outlines import AreasError
from kominn.portrait.history import areas_on
from kominn.portrait.models import Area, AreaBefore, AreaFile, Neighbourhood, Place, Recoding
from tests.needs import SHARED
from tests.portrait.test_import_areas import data, feature

pytestmark = pytest.mark.django_db
LARVIK = SHARED / "reference" / "larvik"
beside = pytest.mark.skipif(
    not LARVIK.is_dir(), reason=f"{LARVIK} is not there: the files stand beside the project"
)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = AT.date()
FIRST, SECOND = date(2020, 1, 1), date(2024, 1, 1)


def box(code, west, south, east, north, **properties):
    found = feature(code, **properties)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    found["geometry"]["coordinates"] = [ring]
    return found


WEST = box("1", 10.0, 59.0, 10.3, 59.1, name="Vest", population=300)
EAST = box("2", 10.3, 59.0, 10.6, 59.1, name="Øst", population=600)


def offer(by, *features, day=SECOND, **columns):
    return actions.take_in(
        data(*features),
        columns=columns,
        valid_from=day,
        population_on=day,
        source="Kartverket",
        by=by,
        at=AT,
        today=TODAY,
    )


def take(by, *features, day=SECOND, **columns):
    file = offer(by, *features, day=day, **columns)
    actions.keep(file, seen=actions.difference(file).mark, by=by, at=AT)
    return file


@pytest.fixture
def two(kari):
    """West and east, since 2020."""
    take(kari, WEST, EAST, day=FIRST)
    return {area.code: area for area in Area.objects.all()}


def named(day):
    return {area.name: (area.code, area.population) for area in areas_on(day)}


def test_a_new_code_on_the_same_ground_is_the_same_place(two, kari):
    take(kari, box("71", 10.0, 59.0, 10.31, 59.1, name="Vest i byen", population=310), EAST)
    west = two["1"]
    west.refresh_from_db()
    assert (west.slug, west.code, west.name) == ("vest", "71", "Vest i byen")
    assert named(date(2023, 12, 31)) == {"Vest": ("1", 300), "Øst": ("2", 600)}
    assert named(SECOND) == {"Vest i byen": ("71", 310), "Øst": ("2", 600)}
    assert Recoding.objects.values_list("old_code", "new_code", "year", "share").get() == (
        "1", "71", 2024, 1.0,
    )  # fmt: skip
    assert not AreaBefore.objects.filter(area=two["2"]).exists()
    assert Event.objects.filter(verb="areas.kept").latest("pk").detail["changed"] == "1"


def test_an_area_split_in_three_ends_and_is_shared_by_its_residents(two, kari):
    nearby = Neighbourhood.objects.create(slug="ost", name="Øst", source="x")
    nearby.areas.add(two["2"])
    parts = [
        box("21", 10.3, 59.0, 10.4, 59.1, name="Øst A", population=300),
        box("22", 10.4, 59.0, 10.5, 59.1, name="Øst B", population=200),
        box("23", 10.5, 59.0, 10.6, 59.1, name="Øst C", population=100),
    ]
    take(kari, WEST, *parts)
    east = Area.objects.get(slug="ost")
    assert (east.code, east.valid_to) == ("2", SECOND)
    shares = dict(Recoding.objects.filter(old=east).values_list("new_code", "share"))
    assert shares == pytest.approx({"21": 1 / 2, "22": 1 / 3, "23": 1 / 6}, abs=1e-6)
    assert set(named(FIRST)) == {"Vest", "Øst"}
    assert set(named(TODAY)) == {"Vest", "Øst A", "Øst B", "Øst C"}
    assert nearby.areas.filter(valid_to=None).count() == 3


def test_areas_that_are_joined_end_and_hand_all_they_had_on(two, kari):
    take(kari, box("9", 10.0, 59.0, 10.6, 59.1, name="Byen", population=900))
    assert set(named(TODAY)) == {"Byen"}
    assert set(Recoding.objects.values_list("old_code", "new_code", "share")) == {
        ("1", "9", 1.0), ("2", "9", 1.0),
    }  # fmt: skip


def test_what_names_an_area_that_ended_still_finds_it(two, kari):
    club = Place.objects.create(slug="klubben", kind="club", name="Klubben", area=two["2"])
    take(kari, WEST)
    club.refresh_from_db()
    assert (club.area.slug, club.area.valid_to) == ("ost", SECOND)


def test_a_file_that_somebody_refuses_changes_nothing(two, kari):
    before = list(Area.objects.order_by("pk").values())
    file = offer(kari, WEST)
    actions.refuse(file, by=kari, at=AT)
    assert list(Area.objects.order_by("pk").values()) == before
    with pytest.raises(actions.NotPossible, match="allerede"):
        actions.keep(file, seen="", by=kari, at=AT)


def test_a_yes_to_a_difference_that_has_changed_since_is_no_yes(two, kari):
    file = offer(kari, WEST)
    seen = actions.difference(file).mark
    Area.objects.filter(code="2").update(code="3")
    Area.objects.filter(code="1").update(name="Vestre")
    with pytest.raises(actions.NotPossible, match="Se på forskjellen en gang til"):
        actions.keep(file, seen=seen, by=kari, at=AT)
    assert AreaFile.objects.get(pk=file.pk).state == "waiting"


@pytest.mark.parametrize(
    ("day", "features", "sentence"),
    [
        (date(2019, 1, 1), [WEST, EAST], "endret sist 2020-01-01"),
        (FIRST, [WEST], "endret sist 2020-01-01"),
        (date(2027, 1, 1), [WEST], "på forhånd"),
        (SECOND, [WEST, EAST], "er allerede slik"),
    ],
)
def test_days_on_which_areas_cannot_change(two, kari, day, features, sentence):
    with pytest.raises(actions.NotPossible, match=sentence):
        offer(kari, *features, day=day)


def test_a_better_outline_of_the_same_day_leaves_no_trace(two, kari):
    take(kari, box("1", 10.0, 59.0, 10.3, 59.11, name="Vest", population=300), EAST, day=FIRST)
    assert not AreaBefore.objects.exists()
    assert Area.objects.get(code="1").bounds[3] == 59.11


def test_one_file_waits_at_a_time(two, kari):
    offer(kari, WEST)
    with pytest.raises(actions.NotPossible, match="venter"):
        offer(kari, EAST)


def test_another_municipality_s_areas_are_refused(two, kari):
    elsewhere = box("8", 11.0, 60.0, 11.3, 60.1, name="Et annet sted")
    with pytest.raises(actions.AreasError, match="another municipality"):
        offer(kari, elsewhere)


def test_of_a_file_of_many_municipalities_ours_are_read(two, kari):
    far = box("8", 11.0, 60.0, 11.3, 60.1, kommune_no="0301")
    ours = [
        feature | {"properties": feature["properties"] | {"kommune_no": "3909"}}
        for feature in (WEST, box("2", 10.3, 59.0, 10.6, 59.1, name="Øst", population=610))
    ]
    with pytest.raises(actions.AreasError, match="several municipalities: 0301, 3909"):
        offer(kari, *ours, far)
    with pytest.raises(actions.AreasError, match="no area is of the municipality 9999"):
        offer(kari, *ours, far, municipalities="9999")
    take(kari, *ours, far, municipalities="3909")
    assert named(TODAY)["Øst"] == ("2", 610)


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def desk(browse, sign_in, kari):
    profiles.load("lagenvik")
    Place.objects.all().delete()
    Area.objects.all().delete()
    sign_in(browse, kari)
    return browse


def upload(browse, content, language="", **fields):
    told = {"valid_from": "2024-01-01", "source": "Kartverket"} | fields
    file = SimpleUploadedFile("omrader.geojson", content)
    return browse.post(language + reverse("areas:areas"), told | {"file": file})


def test_a_file_is_looked_at_on_two_maps_and_then_it_holds(desk, kari):
    take(kari, WEST, EAST, day=FIRST)
    answer = upload(desk, data(WEST, box("5", 10.3, 59.0, 10.6, 59.1, name="Øst", population=610)))
    page = desk.get(answer.url).content.decode()
    assert page.count("area-drawing") >= 2
    assert "2 → 5" in page
    assert "600 → 610" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    [file] = AreaFile.objects.filter(state="waiting")
    desk.post(reverse("areas:keep", args=[file.pk]), {"seen": seen})
    today = desk.get(reverse("areas:areas")).content.decode()
    then = desk.get(reverse("areas:areas"), {"dag": "2023-06-01"}).content.decode()
    assert ">5<" in today
    assert ">5<" not in then
    assert ">2<" in then


UTM = [[560000, 6540000], [560100, 6540000], [560100, 6540100], [560000, 6540000]]
BOW = [[10, 59], [10.1, 59.1], [10.1, 59], [10, 59.05], [10, 59]]


def ring(positions):
    found = feature("1")
    found["geometry"]["coordinates"] = [positions]
    return data(found)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (data(WEST)[:-30], "Filen kan være avkortet"),
        (b'{"type": "Topology"}', "ikke en GeoJSON FeatureCollection"),
        (data({**WEST, "geometry": {"type": "Point", "coordinates": [1, 2]}}), "Objekt 1 i filen har Point"),
        (ring(UTM), "gjør filen om til WGS 84"),
        (ring(BOW), "krysser seg selv ved 10.0333, 59.0333"),
        (ring([[10, 59]] * 4), "Objekt 1 i filen omslutter ikke noe område"),
        (data(WEST, WEST), "Objekt 2 i filen har koden"),
        (data(feature(None)), "har ingen kode. Si hvilken egenskap"),
        (data(feature("1", name="")), "trenger navn og innbyggertall"),
        (data(feature("1" * 21)), "over 20 tegn"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_of_in_the_reader_s_language(desk, content, sentence):
    answer = upload(desk, content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not AreaFile.objects.exists()


def test_a_file_of_200_megabytes_is_never_held(desk, monkeypatch):
    monkeypatch.setattr("kominn.portrait.views.areas.LARGEST_FILE", 1000)
    answer = upload(desk, bytes(50_000_001))
    assert answer.status_code == 422
    assert "større enn 50 MB" in answer.content.decode()


# --- Real ones ------------------------------------------------------------------------------------


@beside
def test_seventeen_areas_keep_their_place_through_four_codes(kari):
    """The sums are known: each file carries its own year's residents."""
    files = [
        (2017, date(2017, 1, 1), "0709 0728", 46_483),
        (2019, date(2018, 1, 1), "", 47_069),
        (2023, date(2020, 1, 1), "", 48_223),
        (2024, date(2024, 1, 1), "", 48_686),
    ]
    for year, day, municipalities, _ in files:
        content = (LARVIK / f"larvik_delomraader_{year}_xs.geojson").read_bytes()
        take(kari, *json.loads(content)["features"], day=day, municipalities=municipalities)
    assert Area.objects.count() == 17
    assert Recoding.objects.count() == 51
    for _, day, _, residents in files:
        then = areas_on(day)
        assert (len(then), sum(area.population for area in then)) == (17, residents)
    assert [area.code for area in areas_on(date(2019, 6, 1)) if area.slug == "lardal"] == [
        "07121700"
    ]


def test_laying_a_file_over_our_areas_comes_to_an_end(two, kari, monkeypatch):
    monkeypatch.setattr(redrawing, "MOST_STEPS", 300)
    with pytest.raises(AreasError, match="feature 1: goes to and fro too often"):
        offer(kari, box("71", 10.0, 59.0, 10.31, 59.1, name="Ny", population=310), EAST)
    assert not AreaFile.objects.exclude(state="kept").exists()
