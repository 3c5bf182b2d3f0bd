"""A badge proves itself: to our own page, and to anyone who has only the published key."""

from __future__ import annotations

import base64
import io
import json

import pikepdf
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone
from django.utils.html import escape

from kominn.ambassadors import badges as texts
from kominn.ambassadors.actions import badges, consents, passports
from kominn.ambassadors.badges import Fault, verify
from kominn.ambassadors.models import Badge, Consent, Covers, Passport, Revoked, SigningKey
from tests.factories import ambassadors
from tests.factories.ambassadors import passport
from tests.wording import wording

pytestmark = pytest.mark.django_db
HOME = "/ungdom/ambassador/her/"


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def packed(told):
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@pytest.fixture
def held(marit):
    found, code = passport()
    ambassadors.trained(found, by=marit)
    passports.ask_for_step(found)
    found = passports.give_step(found, by=marit, at=timezone.now())
    found.code = code
    return found


@pytest.fixture
def badge(held):
    return held.badges.select_related("passport").get()


@pytest.fixture
def token(badge):
    return texts.signed(badge, key=badges.key_in_use(today=timezone.localdate()))


def independently(token, phone):
    """Verify with nothing of ours but what is published: the header's key, and Ed25519."""
    head, body, signature = token.split(".")
    header = json.loads(unpadded(head))
    assert header["alg"] == "EdDSA"
    told = phone().get("/merke/jwks.json")
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    key = next(one for one in told.json()["keys"] if one["kid"] == header["kid"])
    assert phone().get(header["kid"].removeprefix("http://localhost:8000")).json() == key
    public = Ed25519PublicKey.from_public_bytes(unpadded(key["x"]))
    public.verify(unpadded(signature), f"{head}.{body}".encode())
    return json.loads(unpadded(body))


def test_a_badge_verifies_with_the_published_key_alone(token, badge, phone):
    told = independently(token, phone)
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert told["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert told["credentialSubject"]["achievement"]["name"] == "ALL'IN helper"
    assert told["credentialSubject"]["id"] == f"urn:uuid:{badge.pk}"
    assert (told["iss"], told["jti"]) == (told["issuer"]["id"], told["id"])
    local = told["iss"].removeprefix("http://localhost:8000")
    assert phone().get(local).json()["id"] == told["iss"]
    step = told["credentialSubject"]["achievement"]["id"].removeprefix("http://localhost:8000")
    assert phone().get(step).json()["name"] == "ALL'IN helper"


def test_nothing_in_a_badge_leads_to_its_owner(token, held):
    body = unpadded(token.split(".")[1]).decode()
    assert str(held.pk) not in body
    assert held.locator not in body
    assert "identifier" not in body


def test_the_page_says_that_it_is_real(token, phone):
    page = phone().post("/merke/", {"badge": token}).content.decode()
    assert wording("Yes, this badge is real.") in page
    assert wording("It names nobody: whoever shows it says that it is theirs.") in page


def test_the_picture_carries_the_badge(held, badge, phone):
    drawn = phone(held.code).get(f"{HOME}merke/{badge.pk}/bilde.svg").content.decode()
    assert verify(drawn).real


def test_every_changed_sign_is_found(token):
    for at in range(0, len(token), 7):
        sign = "A" if token[at] != "A" else "B"
        other = token[:at] + sign + token[at + 1 :]
        if unpadded(other.rpartition(".")[2]) == unpadded(
            token.rpartition(".")[2]
        ) and at > token.rindex("."):
            continue  # The last sign of all has bits that say nothing.
        assert not verify(other).real, at


def test_a_step_more_in_the_text_is_no_step_more(token, phone):
    head, body, signature = token.split(".")
    told = json.loads(unpadded(body))
    told["credentialSubject"]["achievement"]["id"] = texts.address("achievement", "trainer")
    forged = f"{head}.{packed(told)}.{signature}"
    assert verify(forged).fault is Fault.CHANGED
    with pytest.raises(InvalidSignature):
        independently(forged, phone)


def test_a_badge_signed_with_another_key_is_not_ours(token):
    head, body, _signature = token.split(".")
    own = Ed25519PrivateKey.generate()
    signature = base64.urlsafe_b64encode(own.sign(f"{head}.{body}".encode())).decode().rstrip("=")
    assert verify(f"{head}.{body}.{signature}").fault is Fault.CHANGED
    public = base64.urlsafe_b64encode(own.public_key().public_bytes_raw()).decode().rstrip("=")
    brought = {"alg": "EdDSA", "typ": "JWT", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": public}}
    other = packed(brought)
    signature = base64.urlsafe_b64encode(own.sign(f"{other}.{body}".encode())).decode().rstrip("=")
    assert verify(f"{other}.{body}.{signature}").fault is Fault.OTHER_KEY


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256", "", None, ["EdDSA"]])
def test_no_other_algorithm_is_believed(token, algorithm):
    head, body, signature = token.split(".")
    other = packed(json.loads(unpadded(head)) | {"alg": algorithm})
    assert not verify(f"{other}.{body}.{signature}").real


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hei",
        "a.b.c",
        "." * 300,
        "x" * 30_000,
        "<svg></svg>",
        "eyJhbGciOiJub25lIn0.e30.e30xxxxxxxx",
        "A" * 12 + "." + "B" * 12 + "." + "C" * 12,
    ],
)
def test_what_is_no_badge_is_said_to_be_none(text):
    assert not verify(text).real


def test_a_badge_given_by_mistake_is_taken_back(token, badge, desk, phone):
    desk.post(f"/ambassadorer/merke/{badge.pk}/trekk/")
    assert verify(token).fault is Fault.REVOKED
    listed = phone().get("/merke/trukket.json").json()["revokedCredential"]
    assert [one["id"] for one in listed] == [texts.address("shown", badge.pk)]
    assert (
        wording("No: this badge was taken back.")
        in phone().get(f"/merke/{badge.pk}/").content.decode()
    )
    fields = {field.name for field in Revoked._meta.fields}
    assert fields == {"id", "badge"}


def test_a_new_key_signs_and_the_old_one_s_badges_stay_true(token, badge, desk, phone):
    desk.post("/ambassadorer/merke/nokkel/")
    again = texts.signed(badge, key=badges.key_in_use(today=timezone.localdate()))
    assert again.split(".")[0] != token.split(".")[0]
    assert verify(token).real
    assert verify(again).real
    assert independently(token, phone)["id"] == independently(again, phone)["id"]
    assert SigningKey.objects.filter(in_use=True).count() == 1


def test_the_private_key_stands_nowhere_in_clear(token):
    key = SigningKey.objects.get()
    private = texts._private(key).as_dict(private=True)["d"]
    assert private.encode() not in bytes(key.private)
    assert unpadded(private) not in bytes(key.private)


def say_yes_on_paper(held, covers, marit):
    paper, today = Consent.How.PAPER, timezone.localdate()
    consents.record_paper(held, covers, paper, said_on=today, by=marit, at=timezone.now())


def named_badge(held, marit):
    """With the first name on it, by a guardian's yes to both."""
    say_yes_on_paper(held, [Covers.NAME, Covers.STORY], marit)
    today = timezone.localdate()
    passports.say_about_me(held, area=None, first_name="Nora", email="", today=today)
    passports.put_name(held.badges.select_related("passport").get(), today=today)
    badge = held.badges.select_related("passport").get()
    assert badge.named
    return badge


def test_a_name_that_others_see_is_not_put_on_without_the_yes_to_that(held, badge, phone, marit):
    browser = phone(held.code)
    browser.post(f"{HOME}meg/", {"first_name": "Nora", "email": ""})
    wish = wording("Put my first name on it")
    assert wish not in browser.get(f"{HOME}merke/{badge.pk}/").content.decode()
    browser.post(f"{HOME}merke/{badge.pk}/")
    assert not held.badges.get().named
    say_yes_on_paper(held, [Covers.STORY], marit)
    assert wish in browser.get(f"{HOME}merke/{badge.pk}/").content.decode()
    browser.post(f"{HOME}merke/{badge.pk}/")
    assert held.badges.get().named


def test_the_yes_to_a_name_others_see_taken_back_takes_it_off_and_keeps_the_name(held, marit):
    """Sixteen: old enough for a name in the passport, not for one that others see."""
    token = texts.signed(
        named_badge(held, marit), key=badges.key_in_use(today=timezone.localdate())
    )
    consents.withdraw(held, today=timezone.localdate())
    assert verify(token).fault is Fault.REVOKED
    assert not held.badges.get().named
    held.refresh_from_db()
    assert held.first_name == "Nora"


def test_a_name_comes_on_only_when_wished_and_goes_with_the_yes(held, badge, phone, marit):
    say_yes_on_paper(held, [Covers.NAME, Covers.STORY], marit)
    browser = phone(held.code)
    browser.post(f"{HOME}meg/", {"first_name": "Nora", "email": ""})
    badge = held.badges.select_related("passport").get()
    key = badges.key_in_use(today=timezone.localdate())
    assert verify(texts.signed(badge, key=key)).name == ""
    browser.post(f"{HOME}merke/{badge.pk}/")
    badge = held.badges.select_related("passport").get()
    named = texts.signed(badge, key=key)
    assert verify(named).name == "Nora"
    Passport.objects.filter(pk=held.pk).update(born=timezone.localdate().year - 14)
    consents.withdraw(held, today=timezone.localdate())
    assert verify(named).fault is Fault.REVOKED
    fresh = held.badges.select_related("passport").get()
    assert not fresh.named
    assert verify(texts.signed(fresh, key=key)).real


def test_another_s_badge_cannot_be_fetched(badge, phone):
    _other, code = passport()
    for page in ("", "bilde.svg", "attest.pdf"):
        assert phone(code).get(f"{HOME}merke/{badge.pk}/{page}").status_code == 404


def test_a_step_taken_again_keeps_its_badge(held, badge, marit):
    held = passports.thank(held, by=marit, at=timezone.now())
    assert [one.pk for one in held.badges.all()] == [badge.pk]


def text_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages), str(opened.docinfo.get("/Title", ""))


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_certificate_is_one_page_of_pdf(held, badge, phone, language):
    answer = phone(held.code).get(f"{language}{HOME}merke/{badge.pk}/attest.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert text_of(answer.content)[0] == 1
    assert phone(held.code).get(f"{language}{HOME}alt.pdf").content.startswith(b"%PDF")


def test_the_square_on_the_certificate_leads_to_a_page_without_a_name(held, badge, phone):
    phone(held.code).post(f"{HOME}meg/", {"first_name": "Nora", "email": ""})
    page = phone().get(f"/merke/{badge.pk}/").content.decode()
    assert wording("Yes, this badge is real.") in page
    assert "Nora" not in page
    assert escape(badge.get_step_display()) in page


def test_what_was_erased_here_still_verifies_where_it_was_carried(held, token, phone):
    passports.erase(held, today=timezone.localdate())
    assert not Badge.objects.exists()
    assert verify(token).real
    assert independently(token, phone)


# --- A name without a yes ------------------------------------------------------------------------


@pytest.fixture
def named(held, badge, marit):
    """A badge with a name, and a guardian's yes to it; its signed text was carried away."""
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
    passports.put_name(badge, today=today)
    badge = held.badges.select_related("passport").get()
    carried = texts.signed(badge, key=badges.key_in_use(today=today))
    assert verify(carried).name == "Nora"
    return badge, carried


def test_a_badge_named_before_the_yes_is_not_real_and_not_told_by_name(named, held, phone):
    """As one from before a yes was asked for, or one whose yes went by a way nobody thought of."""
    badge, carried = named
    held.consents.update(withdrawn_on=timezone.localdate())
    verdict = verify(carried)
    assert (verdict.fault, verdict.name) == (Fault.REVOKED, "")
    page = phone().post("/merke/", {"badge": carried}).content.decode()
    assert "Nora" not in page.partition("<form")[0]
    again = Badge.objects.select_related("passport").get(pk=badge.pk)
    assert "Nora" not in json.dumps(texts.credential(again))


def test_a_named_text_does_not_outlive_the_name_it_says(named, held):
    _badge, carried = named
    Passport.objects.filter(pk=held.pk).update(first_name="Mia")
    assert verify(carried).fault is Fault.REVOKED


def test_where_the_city_raises_the_age_names_without_a_yes_are_issued_anew_without(
    held, badge, marit
):
    """Old enough yesterday, not today: nobody has said yes for them."""
    today, at = timezone.localdate(), timezone.now()
    rules = {"passport_from": 13, "name_from": 15, "term_months": 12, "by": marit, "at": at}
    passports.set_rules(story_from=15, **rules)
    Passport.objects.filter(pk=held.pk).update(first_name="Ali")
    passports.put_name(badge, today=today)
    assert held.badges.get().named
    passports.set_rules(story_from=18, **rules)
    assert not held.badges.get().named
    assert Revoked.objects.filter(badge=badge.pk).exists()


def test_what_was_named_before_the_yes_was_asked_for_is_issued_anew_by_the_migration(
    held, badge, marit
):
    from importlib import import_module

    from django.apps import apps

    Badge.objects.filter(pk=badge.pk).update(named=True)
    reissue = import_module("kominn.ambassadors.migrations.0004_no_name_without_a_yes").reissue
    reissue(apps, None)
    anew = held.badges.get()
    assert (anew.named, anew.step, anew.hours) == (False, badge.step, badge.hours)
    assert Revoked.objects.filter(badge=badge.pk).exists()
    Badge.objects.filter(pk=anew.pk).update(named=True)
    consents.record_paper(
        held,
        [Covers.STORY],
        Consent.How.PAPER,
        said_on=timezone.localdate(),
        by=marit,
        at=timezone.now(),
    )
    reissue(apps, None)
    assert held.badges.get().pk == anew.pk, "with a yes it stands"
