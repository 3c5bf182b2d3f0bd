"""First names beside an idea: wished, seen to by a grown-up, public nowhere else, and gone at once."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import timezone
from PIL import Image

from kominn.allin import story_card
from kominn.allin.actions import writing
from kominn.allin.models import Credit
from kominn.allin.states import State
from kominn.allin.team_card import first_card
from kominn.ambassadors.actions import consents, credits, passports
from kominn.ambassadors.actions.problems import NotPossible, TooYoung
from kominn.ambassadors.models import Consent, Covers, Passport
from kominn.audit.models import Event
from kominn.participation.models import AgeBand
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.allin import concept, start
from tests.factories.ambassadors import passport
from tests.wording import wording

pytestmark = pytest.mark.django_db
NAMES = "/ambassadorer/navn/"


@pytest.fixture
def idea(marit):
    return concept(start(by=marit), name="Båtkafeen", state=State.YES)


@pytest.fixture
def card(idea):
    return f"/ungdom/kort/{first_card(idea)}/navn/"


def everywhere(phone, idea):
    """What anybody reads of it: page, page of the card, words of the picture and of the paper."""
    pages = [
        phone().get(f"/ungdom/ide/{idea.pk}/{page}").content.decode() for page in ("", "historie/")
    ]
    told = story_card.facts(idea, address="http://localhost:8000/")
    return "".join([*pages, str(told), story_card.in_words(told)])


def allowed(idea, name, *, by, how=Credit.How.PAPER):
    made = credits.ask(idea, name, today=timezone.localdate())
    credits.allow(made, how, by=by, at=timezone.now())
    return made


# --- What is no first name -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "Amina Hassan", "amina hassan", "AminaHassan", "Amina_Hassan", "Amina.Hassan",
        "Amina\u00a0Hassan", "Amina\u2003Hassan", "Ami\u200bna Hassan", "Amina\u200bHassan",
        "Amina, 15", "Amina 912 34 567", "٩١٢٣٤٥٦٧", "amina@example.org", "Fyrveien 2", "Amina/IG",
        "Anne-Lise-Berg", "<b>Amina</b>", "\u202eanimA H", "hore", "A", "-", "", "Ø" * 21, "😀😀",
        "أمينة حسن",
    ],
)  # fmt: skip
def test_a_surname_a_number_or_an_address_is_refused(idea, written):
    with pytest.raises(NotPossible):
        credits.ask(idea, written, today=timezone.localdate())
    assert not Credit.objects.exists()


@pytest.mark.parametrize(
    "written", ["Amina", "Anne-Lise", "أمينة", "ሰላም", "Łucja", "N’Dea", "Олена"]
)
def test_first_names_of_many_scripts_are_names(idea, written):
    assert credits.ask(idea, written, today=timezone.localdate()).first_name == written


# --- Nobody is named without a grown-up who asked ------------------------------------------------


def test_a_name_from_the_team_s_card_stands_nowhere_before_a_grown_up_has_asked(
    idea, card, phone, desk
):
    assert phone().post(card, {"go": "name", "first_name": "Jonas"}).status_code == 302
    assert "Jonas" not in everywhere(phone, idea)
    waiting = Credit.objects.get()
    assert desk.post(NAMES, {"go": "paper", "credit": waiting.pk}).status_code == 302
    assert wording("By %(names)s") % {"names": "Jonas"} in everywhere(phone, idea)
    assert Event.objects.filter(verb="credit.allowed", target=f"concept:{idea.pk}").exists()


def test_without_the_card_nobody_asks_and_one_who_leads_elsewhere_says_no_yes(idea, phone, card):
    assert phone().get("/ungdom/kort/gjettet/navn/").status_code == 404
    made = credits.ask(idea, "Jonas", today=timezone.localdate())
    other = phone()
    sign_in(other, UserFactory(roles=["facilitator"]))
    assert "Jonas" not in other.get(NAMES).content.decode()
    assert other.post(NAMES, {"go": "paper", "credit": made.pk}).status_code == 404
    assert other.post(NAMES, {"go": "paper", "credit": "x"}).status_code == 404
    assert not Credit.objects.on_view().exists()


@pytest.mark.parametrize("band", [AgeBand.CHILDREN, AgeBand.YOUNGER])
def test_where_nobody_is_of_age_no_grown_up_says_that_somebody_is(marit, band):
    young = concept(start(by=marit, age_band=band), name="X-huset", state=State.SHOWN)
    with pytest.raises(NotPossible):
        allowed(young, "Jonas", by=marit, how=Credit.How.OLD_ENOUGH)
    with pytest.raises(NotPossible):
        allowed(young, "Jonas", by=marit, how=Credit.How.PASSPORT)
    assert not Credit.objects.on_view().exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.HANDED_IN, State.WITHDRAWN])
def test_an_idea_that_is_not_public_has_no_names_and_no_card_to_share(marit, phone, state):
    hidden = concept(start(by=marit), name="Skjult", state=state)
    assert phone().get(f"/ungdom/kort/{first_card(hidden)}/navn/").status_code == 404
    for page in ("historie/", "historie.png", "historie.pdf"):
        assert phone().get(f"/ungdom/ide/{hidden.pk}/{page}").status_code == 404
    with pytest.raises(NotPossible):
        credits.ask(hidden, "Jonas", today=timezone.localdate())


# --- Gone at once, also the day before print -----------------------------------------------------


def test_the_team_takes_a_name_off_and_page_picture_and_paper_are_without_it(
    idea, card, phone, marit
):
    said = allowed(idea, "Jonas", by=marit)
    told = story_card.facts(idea, address="http://localhost:8000/")
    with_name = phone().get(f"/ungdom/ide/{idea.pk}/historie.png").content
    assert "Jonas" in told["by"]
    assert phone().post(card, {"go": "off", "credit": said.pk}).status_code == 302
    assert "Jonas" not in everywhere(phone, idea)
    answer = phone().get(f"/ungdom/ide/{idea.pk}/historie.png")
    assert answer.content != with_name
    assert "no-store" in answer.headers["Cache-Control"]
    paper = phone().get(f"/ungdom/ide/{idea.pk}/historie.pdf")
    assert "no-store" in paper.headers["Cache-Control"]


def test_a_card_of_another_team_takes_no_name_off(idea, phone, marit):
    said = allowed(idea, "Jonas", by=marit)
    other = concept(idea.course, name="En annen", state=State.SHOWN)
    away = phone().post(f"/ungdom/kort/{first_card(other)}/navn/", {"go": "off", "credit": said.pk})
    assert away.status_code == 404
    assert Credit.objects.on_view().exists()


def test_one_who_leads_takes_it_off_for_a_guardian_who_rings(idea, desk, phone, marit):
    said = allowed(idea, "Jonas", by=marit)
    desk.post(NAMES, {"go": "off", "credit": said.pk})
    assert "Jonas" not in everywhere(phone, idea)
    assert Event.objects.filter(verb="credit.taken_off").exists()


def test_with_an_idea_that_is_taken_back_go_its_names(idea, marit):
    allowed(idea, "Jonas", by=marit)
    writing.take_back(idea)
    assert not Credit.objects.exists()


# --- From a passport -----------------------------------------------------------------------------


@pytest.fixture
def nora(marit):
    """Nora is thirteen; her guardian has said yes on paper to a name and to a story card."""
    held, code = passport(age=13)
    today = timezone.localdate()
    consents.record_paper(
        held,
        [Covers.NAME, Covers.STORY],
        Consent.How.PAPER,
        said_on=today,
        by=marit,
        at=timezone.now(),
    )
    Passport.objects.filter(pk=held.pk).update(first_name="Nora")
    held.refresh_from_db()
    held.code = code
    return held


def beside(idea, nora, marit):
    made = credits.ask_by_passport(idea, nora, today=timezone.localdate())
    credits.allow(made, Credit.How.PASSPORT, by=marit, at=timezone.now())


def test_a_passport_without_the_yes_to_a_story_names_nobody(idea, marit):
    held, _code = passport(age=16)
    Passport.objects.filter(pk=held.pk).update(first_name="Ali")
    with pytest.raises(TooYoung):
        credits.ask_by_passport(idea, held, today=timezone.localdate())
    assert not Credit.objects.exists()


def test_an_ambassador_is_named_from_the_passport_once_and_reads_it_there(
    idea, card, phone, nora, desk
):
    browser = phone(nora.code)
    for _time in range(2):
        assert browser.post(card, {"go": "passport"}).status_code == 302
    desk.post(NAMES, {"go": "passport", "credit": Credit.objects.get().pk})
    assert "Nora" in everywhere(phone, idea)
    assert "Båtkafeen" in browser.get("/ungdom/ambassador/her/meg/").content.decode()
    off = f"/ungdom/ambassador/her/navn/{Credit.objects.get().pk}/bort/"
    assert phone(passport(age=16)[1]).post(off).status_code == 404
    browser.post(off)
    assert "Nora" not in everywhere(phone, idea)


@pytest.mark.parametrize("ends", ["guardian", "erased", "renamed", "at the desk"])
def test_the_name_goes_with_the_yes_the_passport_or_the_name_it_stood_on(
    idea, nora, marit, phone, ends
):
    beside(idea, nora, marit)
    today, at = timezone.localdate(), timezone.now()
    assert "Nora" in everywhere(phone, idea)
    match ends:
        case "guardian":
            consents.withdraw(nora, today=today)
        case "at the desk":
            consents.withdraw_for(nora, by=marit, at=at, today=today)
        case "erased":
            passports.erase(nora, today=today)
        case "renamed":
            passports.say_about_me(nora, area=None, first_name="Mia", email="", today=today)
    assert "Nora" not in everywhere(phone, idea)
    assert not Credit.objects.exists()


def test_a_yes_taken_back_while_the_name_waits_is_no_yes(idea, nora, marit):
    made = credits.ask_by_passport(idea, nora, today=timezone.localdate())
    nora.consents.update(withdrawn_on=timezone.localdate())
    with pytest.raises(NotPossible):
        credits.allow(made, Credit.How.PASSPORT, by=marit, at=timezone.now())


# --- The card to share ---------------------------------------------------------------------------


@pytest.mark.parametrize("idea_text", ["Et sted å være", "#panic() [x] $y$ 😀 مقعد", "lang " * 110])
def test_the_card_is_one_picture_and_one_sheet_whatever_is_written(marit, phone, idea_text):
    made = concept(start(by=marit), name="Båtkafeen", state=State.YES, idea=idea_text)
    png = phone().get(f"/ungdom/ide/{made.pk}/historie.png").content
    drawn = Image.open(io.BytesIO(png))
    assert (drawn.format, drawn.size) == ("PNG", (1080, 1350))
    small = phone().get(f"/ungdom/ide/{made.pk}/historie-liten.png").content
    assert len(small) < 110_000, "a page of the young is light"
    with pikepdf.open(
        io.BytesIO(phone().get(f"/ungdom/ide/{made.pk}/historie.pdf").content)
    ) as pdf:
        assert len(pdf.pages) == 1


def test_the_card_says_nothing_of_the_course_s_place_or_the_team(idea, phone):
    said = everywhere(phone, idea)
    assert idea.course.place not in said
    assert "Det vil vi." not in str(story_card.facts(idea, address="http://x/")), "labels only"


def test_the_page_of_the_card_calls_nobody_else(idea, phone):
    page = phone().get(f"/ungdom/ide/{idea.pk}/historie/").content.decode()
    assert page.count("http://localhost") + page.count("http://testserver") == page.count("http://")
    assert "https://" not in page
