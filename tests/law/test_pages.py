"""The pages of law: who reads them, who changes what, and what stands on the Monday page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kominn.law import classes, retention, starter
from kominn.law.models import Approval, LegalBasis
from kominn.law.panels import panels
from tests.factories.law import approve

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ada_in(browse, ada, sign_in):
    return sign_in(browse, ada)


@pytest.fixture
def per_in(browse, per, sign_in):
    return sign_in(browse, per)


def html(client, path="/en/lov/"):
    return client.get(path).content.decode()


def decision(today, **other):
    return {
        "kind": "dpia",
        "decided_by": "Kommunedirektøren",
        "decided_on": (today - DAY).isoformat(),
        "valid_until": (today + 100 * DAY).isoformat(),
        "reference": "Sak 26/114",
    } | other


def test_the_page_says_what_is_missing(ada_in):
    page = html(ada_in)
    assert "Named persons are not taken in" in page
    with override("en"):
        labels = [str(kind.label) for kind in Approval.Kind]
    assert all(label in page for label in labels)


def test_the_page_says_until_when_named_persons_are_taken(ada_in, today):
    approve()
    page = html(ada_in)
    assert "Named persons are taken in" in page
    assert "2099" in page


def test_the_administrator_records_an_approval_and_ends_it(ada_in, today):
    answered = ada_in.post("/lov/godkjenning/", decision(today), follow=True)
    assert "Kommunedirektøren" in answered.content.decode()
    approval = Approval.objects.get()
    ada_in.post(reverse("law:end_approval", args=[approval.pk]))
    approval.refresh_from_db()
    assert approval.ended_on == today


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "both"},
        {"decided_on": "2026-13-45"},
        {"valid_until": ""},
        {"reference": "\x00"},
        {"decided_by": "Ada"},
        {"decided_on": "9999-12-31"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(ada_in, today, wrong):
    answered = ada_in.post("/en/lov/godkjenning/", decision(today, **wrong))
    page = answered.content.decode()
    assert answered.status_code == 200
    assert "Something is missing or wrong" in page
    assert wrong.get("reference") or "Sak 26/114" in page
    assert not Approval.objects.exists()


def test_an_ended_approval_is_not_ended_again(ada_in):
    (approval,) = approve(Approval.Kind.DPIA, ended_on=dt.date(2021, 1, 1))
    assert ada_in.post(reverse("law:end_approval", args=[approval.pk])).status_code == 404


def test_the_protection_officer_signs_off_what_he_read(per_in):
    address = f"/en/lov/lagring/{classes.SPAM}/signer/"
    assert "Erase at once" in html(per_in, address)
    seen = retention.rule_for(classes.SPAM).mark
    per_in.post(address, {"seen": seen})
    assert retention.is_signed_off(classes.SPAM)
    per_in.post(f"/lov/lagring/{classes.SPAM}/stopp/")
    assert not retention.is_signed_off(classes.SPAM)


def test_a_signature_without_what_was_read_is_refused_with_a_sentence(per_in):
    answered = per_in.post(f"/en/lov/lagring/{classes.SPAM}/signer/", {"seen": "x"}, follow=True)
    assert "Read it once more" in answered.content.decode()
    assert not retention.is_signed_off(classes.SPAM)


def test_the_administrator_changes_a_rule_and_does_not_sign_it_off(ada_in):
    told = {"rule": "delete_on_date", "keep_months": "4", "why": "Kortere er nok."}
    ada_in.post(f"/lov/lagring/{classes.ADVICE}/", told)
    assert retention.rule_for(classes.ADVICE).keep_months == 4
    assert ada_in.post(f"/lov/lagring/{classes.ADVICE}/signer/").status_code == 403


def test_a_rule_stands_with_its_months_as_one_sentence(ada_in):
    ada_in.post(
        f"/lov/lagring/{classes.ADVICE}/", {"rule": "archive", "keep_months": 1, "why": "x"}
    )
    page = html(ada_in)
    assert "Archive after 1 month, then erase here" in page
    assert "Erase after 3 months" in page
    assert "after some months" not in page


def test_what_one_has_to_sign_is_open_and_the_rest_folded(ada_in, client, per, sign_in):
    starter.begin(at=timezone.now())
    assert '<details class="ds-details" open' not in html(ada_in)
    assert "10 rules, 10 wait to be signed off" in html(ada_in)
    assert html(sign_in(client, per)).count('<details class="ds-details" open') == 1


def test_a_rule_saved_unchanged_in_another_language_keeps_its_words(ada_in):
    before = retention.rule_for(classes.ADVICE)
    page = html(ada_in, f"/en/lov/lagring/{classes.ADVICE}/")
    assert "The reporter can read the answer for half a year." in page
    with override("en"):
        told = {"rule": before.rule, "keep_months": "7", "why": str(before.why_in_words)}
    ada_in.post(f"/en/lov/lagring/{classes.ADVICE}/", told)
    assert retention.rule_for(classes.ADVICE).keep_months == 7
    assert retention.rule_for(classes.ADVICE).why == before.why


@pytest.mark.parametrize("slug", ["gossip", "a" * 300])
def test_a_class_nobody_knows_has_no_page(ada_in, slug):
    assert ada_in.get(f"/lov/lagring/{slug}/").status_code == 404


def version(today, **other):
    return {
        "name_nb": "Til et annet organ",
        "statute": "den nye loven § 36",
        "valid_from": (today + 30 * DAY).isoformat(),
    } | other


def test_law_that_changes_is_a_new_version(ada_in, today):
    starter.begin(at=timezone.now())
    old = LegalBasis.objects.get(code="other-body")
    address = reverse("law:new_version", args=[old.pk])
    assert old.statute in html(ada_in, address)
    ada_in.post(address, version(today))
    assert LegalBasis.objects.valid_on(today).get(code="other-body") == old
    later = LegalBasis.objects.valid_on(today + 30 * DAY).get(code="other-body")
    assert later.statute == "den nye loven § 36"
    assert "Not valid yet" in html(ada_in)


def test_a_code_is_used_once_and_what_was_typed_stays(ada_in, today):
    starter.begin(at=timezone.now())
    answered = ada_in.post("/en/lov/hjemmel/", version(today, code="consent"))
    page = answered.content.decode()
    assert "This code is taken" in page
    assert "den nye loven § 36" in page


def test_a_lawyer_s_signature_is_recorded_by_the_protection_officer(per_in, today):
    starter.begin(at=timezone.now())
    basis = LegalBasis.objects.get(code="consent")
    address = reverse("law:sign_off_legal_basis", args=[basis.pk])
    assert basis.statute in html(per_in, address)
    per_in.post(address, {"signed_by": "Kommuneadvokaten"})
    assert "Kommuneadvokaten" in html(per_in)
    page = per_in.post(address, {"signed_by": "En annen"}).content.decode()
    assert "En annen" in page, "refused, and what was typed stays"


def test_the_administrator_ends_a_basis(ada_in, today):
    starter.begin(at=timezone.now())
    basis = LegalBasis.objects.get(code="consent")
    address = reverse("law:end_legal_basis", args=[basis.pk])
    html(ada_in, address)
    ada_in.post(address, {"on": today.isoformat()})
    assert not LegalBasis.objects.valid_on(today).filter(code="consent").exists()


def test_hostile_words_are_shown_as_words(ada_in, today):
    ada_in.post("/lov/godkjenning/", decision(today, decided_by="<script>x</script>"))
    assert "&lt;script&gt;" in html(ada_in)


# --- The Monday page -----------------------------------------------------------------------------


def lines(user, today):
    return [str(line.text) for panel in panels(user, today) for line in panel.lines]


def test_only_those_who_see_law_have_the_square(kari, leif, inga, stian, today):
    assert [panels(user, today) for user in (kari, leif, inga, stian)] == [[]] * 4


def test_the_square_says_what_is_not_recorded_and_what_runs_out(ada, per, today):
    approve(Approval.Kind.DPIA, valid_until=today + 60 * DAY)
    said = lines(per, today)
    assert any(text.startswith("Går ut") for text in said), said
    assert any(text.startswith("Ikke registrert") for text in said), said
    assert panels(per, today)[0].late, "a real city that takes no named person yet"


def test_what_runs_out_in_more_than_sixty_days_is_not_mentioned(per, today):
    approve(valid_until=today + 61 * DAY)
    assert not any("ut" in text for text in lines(per, today) if "Går" in text)


def test_the_square_asks_the_same_few_questions_however_much_is_recorded(
    per, today, django_assert_max_num_queries
):
    starter.begin(at=timezone.now())
    for _ in range(5):
        approve()
    per.rights()
    with django_assert_max_num_queries(3):
        panels(per, today)


def test_the_page_asks_the_same_few_questions_however_much_is_recorded(
    per_in, django_assert_max_num_queries
):
    for _ in range(5):
        approve()
    starter.begin(at=timezone.now())
    with django_assert_max_num_queries(12):
        html(per_in)
