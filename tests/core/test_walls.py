import pytest

pytestmark = pytest.mark.urls("tests.core.urls")


@pytest.mark.parametrize("wall", ["open", "table", "sealed"])
def test_a_page_says_behind_which_wall_it_stands(browse, wall):
    page = browse.get(f"/vegg/{wall}/").content.decode()
    assert f'data-wall="{wall}"' in page


def test_the_sealed_room_names_those_who_can_read(browse):
    page = browse.get("/vegg/sealed/Mottaket,Ingrid Solberg/").content.decode()
    assert "<strong>Mottaket, Ingrid Solberg</strong>" in page


def test_the_sealed_room_is_never_without_its_line(browse):
    assert 'class="seal"' in browse.get("/vegg/sealed/").content.decode()
    assert 'class="seal"' not in browse.get("/vegg/table/").content.decode()
