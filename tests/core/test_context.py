import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from kominn.core import context


def page(rf, path, language="nb", view=None):
    request = rf.get(path)
    request.resolver_match = view and type("Match", (), {"func": view})
    with translation.override(language):
        return context.page(request)["page"]


@pytest.mark.parametrize(("language", "direction"), [("nb", "ltr"), ("ti", "ltr"), ("ar", "rtl")])
def test_the_page_runs_the_way_its_language_is_written(rf, language, direction):
    assert page(rf, "/", language).direction == direction


def test_the_same_page_is_offered_in_the_site_s_languages(rf):
    links = page(rf, "/en/byen/", "en").languages

    assert [(link.code, link.url, link.current) for link in links] == [
        ("nb", "/byen/", False),
        ("nn", "/nn/byen/", False),
        ("en", "/en/byen/", True),
    ]
    assert links[2].name == "English"


def test_the_report_form_is_offered_in_every_open_language(rf, monkeypatch):
    monkeypatch.setattr(context.languages, "open_to_reporters", lambda: ("nb", "ar"))

    def view():
        pass

    view.speaks_all_languages = True

    links = page(rf, "/meld/", view=view).languages

    assert [(link.url, link.direction) for link in links] == [
        ("/meld/", "ltr"),
        ("/ar/meld/", "rtl"),
    ]


def test_only_three_languages_have_the_whole_site(rf):
    assert page(rf, "/nn/", "nn").whole_site
    assert not page(rf, "/ar/meld/", "ar").whole_site


def test_home_is_in_the_reader_s_language(rf):
    assert page(rf, "/byen/").home == "/"
    assert page(rf, "/en/byen/", "en").home == "/en/"


def test_nobody_is_logged_in_where_nobody_is(rf):
    request = rf.get("/")
    assert context.Page(request).user is None
    request.user = AnonymousUser()
    assert context.Page(request).user is None
