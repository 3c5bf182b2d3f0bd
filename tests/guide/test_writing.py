"""Writing the Guide: only by those who may, seen before it is saved, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from kominn.audit.models import Event
from kominn.guide.models import BestCase, GuidePage, MethodCard, Recipe
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NASTY = "<img src=x onerror=alert(1)>"


@pytest.fixture
def writer(guide, marit, browse, sign_in):
    sign_in(browse, marit)
    return browse


def fields(browser, address):
    """What a form sends if nothing is changed, and its address."""
    form = browser.get(address).context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False:
            sent[name] = "on" if value is True else value
    return sent | {"seen": browser.get(address).context["seen"]}


def send(browser, address, **changed):
    sent = fields(browser, address) | changed
    return browser.post(address, {name: value for name, value in sent.items() if value is not None})


@pytest.mark.parametrize("address", ["", "kort/", "kort/navnerunde/", "oppskrift/leir/"])
def test_who_may_not_write_the_guide_does_not(guide, browse, sign_in, address):
    before = MethodCard.objects.get(slug="navnerunde").name
    assert browse.post(f"/guiden/skriv/{address}", {"name_nb": "Mitt"}).status_code in (
        302,
        401,
        405,
    )
    sign_in(browse, UserFactory(roles=["employee"]))
    assert browse.post(f"/guiden/skriv/{address}", {"name_nb": "Mitt"}).status_code in (403, 405)
    assert MethodCard.objects.get(slug="navnerunde").name == before
    assert not MethodCard.objects.filter(slug="mitt").exists()


@pytest.mark.parametrize("address", ["sang/", "sang/leir/", "kort/nei/"])
def test_what_is_no_page_is_not_found(writer, address):
    assert writer.get(f"/guiden/skriv/{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["kort/navnerunde/", "oppskrift/leir/", "eksempel/flexid/", "side/vare-rad/"],
)
def test_saving_without_a_change_changes_nothing(writer, address):
    model = {"kort": MethodCard, "oppskrift": Recipe, "eksempel": BestCase, "side": GuidePage}
    kind, slug, _end = address.split("/")

    def now():
        rows = model[kind].objects.filter(slug=slug).values()
        steps = Recipe.objects.get(slug="leir").steps.order_by("day", "starts")
        return list(rows), list(steps.values("day", "starts", "minutes", "method", "name"))

    before = now()
    assert send(writer, f"/guiden/skriv/{address}").status_code == 302
    assert now() == before
    assert Event.objects.filter(verb="guide.changed").count() == 1


@pytest.mark.parametrize(
    ("address", "changed"),
    [
        ("kort/navnerunde/", {"name_nb": ""}),
        ("kort/navnerunde/", {"minutes": "0"}),
        ("kort/navnerunde/", {"fewest": "30", "most": "3"}),
        ("kort/navnerunde/", {"steps_nb": "x" * 7000}),
        ("kort/", {"name_nb": "Navnerunde", "minutes": "5", "fewest": "2", "most": "9"}),
        ("kort/", {"name_nb": "🙂", "minutes": "5", "fewest": "2", "most": "9"}),
        ("oppskrift/leir/", {"steps": "1 09.00 30 #finnes-ikke"}),
        ("oppskrift/leir/", {"steps": "1 25.00 30 Lunsj"}),
        ("oppskrift/leir/", {"steps": "i morgen"}),
        ("oppskrift/leir/", {"steps": ""}),
        ("eksempel/flexid/", {"sources": "Ond | javascript:alert(1)"}),
        ("eksempel/flexid/", {"sources": "https://uten.tittel"}),
        ("side/vare-rad/", {"kind": "sang"}),
    ],
)
def test_after_a_mistake_everything_typed_is_still_there_and_nothing_is_saved(
    writer, address, changed
):
    typed = {"name_en": "What I typed"}
    answer = send(writer, f"/guiden/skriv/{address}", **changed, **typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    page = answer.content.decode()
    assert "What I typed" in page
    for value in changed.values():
        if value not in ("sang", "x" * 7000):
            assert escape(value) in page
    assert not Event.objects.filter(verb__startswith="guide.").exists()


def test_a_preview_shows_what_was_typed_and_saves_nothing(writer):
    answer = send(writer, "/guiden/skriv/kort/navnerunde/", steps_nb=f"Først\n{NASTY}", preview="1")
    page = answer.content.decode()
    assert "Ikke lagret" in page or "ikke lagret" in page
    assert f"<li>{escape(NASTY)}</li>" in page
    assert NASTY not in page
    assert "Først" not in MethodCard.objects.get(slug="navnerunde").steps["nb"]


@pytest.mark.parametrize("address", ["oppskrift/leir/", "eksempel/flexid/", "side/vare-rad/"])
def test_every_kind_is_seen_before_it_is_saved(writer, address):
    answer = send(writer, f"/guiden/skriv/{address}", name_nb="Et nytt navn", preview="1")
    assert answer.status_code == 200
    assert "Et nytt navn" in answer.content.decode()
    assert not Event.objects.filter(verb="guide.changed").exists()


def test_a_colleague_who_saved_meanwhile_is_not_written_over_unseen(writer):
    address = "/guiden/skriv/side/vare-rad/"
    sent = fields(writer, address)
    GuidePage.objects.filter(slug="vare-rad").update(lead={"nb": "Min kollegas ord."})
    answer = writer.post(address, sent | {"lead_nb": "Mine ord."})
    assert answer.status_code == 200
    assert "Mine ord." in answer.content.decode()
    assert GuidePage.objects.get(slug="vare-rad").lead == {"nb": "Min kollegas ord."}

    again = sent | {"lead_nb": "Mine ord.", "seen": answer.context["seen"]}
    assert writer.post(address, again).status_code == 302
    assert GuidePage.objects.get(slug="vare-rad").lead["nb"] == "Mine ord."


def test_a_new_card_is_read_at_once_and_stands_in_the_trail(writer):
    answer = send(
        writer, "/guiden/skriv/kort/", name_nb="Åpen dør", minutes="20", fewest="2", most="9"
    )
    assert answer.status_code == 302
    assert "Åpen dør" in writer.get("/guiden/kort/apen-dor/").content.decode()
    assert Event.objects.get(verb="guide.added").target == "guide:apen-dor"


def test_what_is_taken_off_is_not_shown_and_is_not_lost(writer):
    send(writer, "/guiden/skriv/kort/navnerunde/", active=None)
    assert writer.get("/guiden/kort/navnerunde/").status_code == 404
    assert "Navn og en ting" in writer.get("/guiden/skriv/").content.decode()


def test_a_timetable_is_written_line_by_line(writer):
    steps = "1 8:05 10 #navnerunde\n1 08.15 30 Lunsj / Lunsj / Lunch\n2 23.30 29 Bål"
    assert send(writer, "/guiden/skriv/oppskrift/leir/", steps=steps).status_code == 302
    leir = Recipe.with_steps().get(slug="leir")
    assert leir.days == 2
    assert [step.words["nb"] for step in leir.steps.all()] == ["Navn og en ting", "Lunsj", "Bål"]


def test_the_queries_do_not_grow_with_the_guide(writer, django_assert_max_num_queries):
    for n in range(40):
        GuidePage.objects.create(slug=f"side-{n}", kind="inspiration", name={"nb": f"Side {n}"})
    with django_assert_max_num_queries(12):
        writer.get("/guiden/skriv/")
