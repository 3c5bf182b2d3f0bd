from pathlib import Path

import pytest

import kominn.core
from kominn.core.components import COMPONENTS

pytestmark = pytest.mark.urls("tests.core.urls")

FILES = Path(kominn.core.__file__).parent / "templates" / "cotton"


def test_every_component_is_on_the_component_page():
    assert {component.name for component in COMPONENTS} == {
        path.stem for path in FILES.glob("*.html")
    }


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_component_page_holds(browse, language):
    assert browse.get(f"{language}/dev/komponenter/").status_code == 200


def test_the_component_page_runs_from_the_right_in_arabic(browse, settings, monkeypatch):
    monkeypatch.setattr("kominn.core.languages.open_to_reporters", lambda: ("nb", "ar"))
    page = browse.get("/ar/dev/komponenter/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_a_component_says_what_it_takes(component):
    template = (FILES / f"{component.name}.html").read_text()
    declared = template.partition("<c-vars")[2].partition("/>")[0]
    for name in component.takes:
        assert name in ("slot", "others") or name in declared, name
