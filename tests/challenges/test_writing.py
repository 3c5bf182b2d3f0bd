"""Staff write the challenges: a trace of each deed, one primary, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.audit.models import Event
from kominn.challenges.actions import NotPossible, change
from kominn.challenges.models import Challenge
from tests.at_once import all_at_once
from tests.factories.challenges import challenge
from tests.factories.concerns import small_city
from tests.factories.indicators import indicator
from tests.factories.plan import MeasureKindFactory

pytestmark = pytest.mark.django_db
LONG = "Fire sider om hvorfor dører er lukket. " * 3


@pytest.fixture
def desk(browse, sign_in, kari):
    small_city()
    sign_in(browse, kari)
    return browse


def asked(**facts):
    return {"name_nb": "Lav inntekt", "order": "2", "seen": "0"} | facts


def test_a_challenge_is_written_with_its_links_and_leaves_a_trace(desk, kari):
    one, kind = indicator(), MeasureKindFactory()
    answer = desk.post("/utfordringsbord/ny/", asked(
        name_en="Low income", shown="on", indicators=[one.pk], kinds=[kind.pk],
        themes_concerns=["exclusion"], unknown_nb="Det ene.\n\nDet andre.",
    ))  # fmt: skip
    assert answer.status_code == 302
    made = Challenge.objects.get(slug="lav-inntekt")
    assert made.name == {"nb": "Lav inntekt", "en": "Low income"}
    assert made.unknown_in("nn") == ["Det ene.", "Det andre."]
    assert made.themes == {"concerns": ["exclusion"]}
    assert ([*made.indicators.all()], [*made.kinds.all()]) == ([one], [kind])
    event = Event.objects.get(verb="challenge.added")
    assert (event.by, event.target) == (f"user:{kari.pk}", "challenge:lav-inntekt")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ring 91 23 45 67.", "«91 23 45 67» ligner et fødselsnummer eller et telefonnummer"),
        ("Det er {lavinntekt}.", "«{lavinntekt}» ville blitt vist slik det står"),
    ],
)
def test_no_text_holds_a_number_of_somebody_or_a_figure_by_name(desk, text, sentence):
    for field in ("text_nb", "unknown_en", "lead_nn", "name_nb"):
        answer = desk.post("/utfordringsbord/ny/", asked() | {field: text})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Challenge.objects.exists()


def test_two_who_write_the_same_challenge_at_once_make_one(together):
    found = all_at_once(*[lambda: challenge("lav-inntekt", primary=False)] * 2)
    assert {type(one) for one in found} == {Challenge, NotPossible}


def test_two_who_make_one_primary_at_once_leave_one_and_the_other_is_told(together, kari):
    was, at = challenge(), timezone.now()
    drafts = [challenge(slug, primary=False) for slug in ("lav-inntekt", "utdanning")]
    facts = {"name": {"nb": "Boliger"}, "primary": True}
    found = all_at_once(
        *(
            lambda one=one: change(one, facts, seen=1, instead=was.pk, by=kari, at=at)
            for one in drafts
        ),
        lambda: challenge("boliger", instead=was.pk),
    )
    refused = [str(one) for one in found if isinstance(one, NotPossible)]
    assert len(refused) == 2, found
    assert all("gjort en annen utfordring til den viktigste" in words for words in refused)
    assert Challenge.objects.filter(primary=True).exclude(pk=was.pk).count() == 1


def test_bad_input_loses_nothing(desk):
    indicator()
    kind = MeasureKindFactory()
    for wrong in ({"name_nb": ""}, {"source_url": "javascript:alert(1)"}, {"order": "-1"},
                  {"indicators": ["99999"]}, {"themes_concerns": ["jødene"]}, {"name_nb": "!!!"},
                  {"name_nb": "ny"}):  # fmt: skip
        answer = desk.post("/utfordringsbord/ny/", asked(text_nb=LONG, kinds=[kind.pk]) | wrong)
        assert answer.status_code == 422, wrong
        assert LONG.strip() in answer.content.decode()
        assert f'value="{kind.pk}" id="id_kinds_0" checked' in answer.content.decode()
    assert not Challenge.objects.exists()


def test_what_a_colleague_saved_meanwhile_is_not_written_over(desk):
    found = challenge()
    first = desk.get("/utfordringsbord/utenforskap/").content.decode()
    assert 'name="seen" value="1"' in first
    for words, status in (("Kollegaens ord.", 302), (LONG, 422)):
        answer = desk.post(
            "/utfordringsbord/utenforskap/", asked(lead_nb=words, shown="on", seen="1")
        )
        assert answer.status_code == status
    assert LONG.strip() in answer.content.decode()
    assert 'name="seen" value="2"' in answer.content.decode(), "saving once more is possible"
    found.refresh_from_db()
    assert found.lead == {"nb": "Kollegaens ord."}
    assert desk.post("/utfordringsbord/utenforskap/", asked(seen="٩9" * 9)).status_code == 422


def test_only_one_challenge_is_primary_at_a_time_and_the_one_that_steps_back_is_named(desk):
    now = challenge()
    page = desk.get("/utfordringsbord/ny/").content.decode()
    assert "Nå er det «Utenforskap»." in page
    answer = desk.post("/utfordringsbord/ny/", asked(primary="on"))
    assert answer.status_code == 422
    assert "den tar plassen til «Utenforskap»" in answer.content.decode()
    assert Challenge.objects.get().primary
    desk.post("/utfordringsbord/ny/", asked(primary="on", **{f"instead_of_{now.pk}": "on"}))
    assert list(Challenge.objects.filter(primary=True).values_list("slug", flat=True)) == [
        "lav-inntekt"
    ]


def test_a_kind_of_measure_for_one_person_cannot_be_tied_to_a_challenge(desk):
    MeasureKindFactory()
    sealed = MeasureKindFactory(for_a_person=True)
    assert desk.post("/utfordringsbord/ny/", asked(kinds=[sealed.pk])).status_code == 422


def test_a_draft_can_be_thrown_away_and_what_everybody_reads_cannot(desk, kari):
    challenge()
    challenge("lav-inntekt", primary=False, shown=False)
    page = desk.get("/utfordringsbord/lav-inntekt/").content.decode()
    assert "/utfordringsbord/lav-inntekt/kast/" in page
    assert "/kast/" not in desk.get("/utfordringsbord/utenforskap/").content.decode()
    for slug in ("lav-inntekt", "utenforskap"):
        desk.post(f"/utfordringsbord/{slug}/kast/")
    assert [one.slug for one in Challenge.objects.all()] == ["utenforskap"]
    event = Event.objects.get(verb="challenge.thrown_away")
    assert (event.by, event.target) == (f"user:{kari.pk}", "challenge:lav-inntekt")
