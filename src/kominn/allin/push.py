"""A knock on the phones of a team: that there is news on its card, and never what.

A team turns it on itself, phone by phone, with its card in hand. What a phone does leaves nothing
in the trail. A knock that fails breaks nothing: the news stands on the card.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from kominn.allin import push_services
from kominn.allin.models import Concept, PushKey, PushPhone
from kominn.allin.push_models import THE_ONE_KEY
from kominn.allin.push_services import Outcome
from kominn.allin.states import OVER
from kominn.audit.actions import SYSTEM, record
from kominn.core.serverkey import server_keys
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation.actions import NotPossible
from kominn.vault.ciphertext import CannotOpen, Place, open_with_any, seal

MOST_PHONES = 12
MOST_TRIES = 6
FIRST_WAIT = dt.timedelta(minutes=5)
AFTER_LETTERS = -10
"""A letter may be about danger; a knock never is."""
KEPT_AFTER_CLOSING = dt.timedelta(days=365)
KEY, PHONES, MARKS = "push key", "push phones", "push marks"


class NotHeard(NotPossible):
    """Push that cannot be turned on; the text is fit to show."""


# --- The city ------------------------------------------------------------------------------------


def turn_on(*, at: dt.datetime) -> PushKey:
    """Make the city's pair of keys; a city that has one keeps it, because phones know it."""
    if not _is_reached_by_all(settings.BASE_URL):
        raise NotHeard("Push needs the site's own address, with https, in KOMINN_BASE_URL.")
    with in_turn(), transaction.atomic():
        found = PushKey.objects.select_for_update().first()
        if found is not None:
            return found
        pair = ec.generate_private_key(ec.SECP256R1())
        made = PushKey.objects.create(
            public=_public(pair), private=_sealed(pair), made_on=day_of(at)
        )
        record("push.turned_on", "city", by=SYSTEM, at=at)
    return made


def turn_off(*, at: dt.datetime) -> int:
    """Forget the keys and every phone; how many. None of them can be knocked at again."""
    with in_turn(), transaction.atomic():
        phones, _labels = PushPhone.objects.all().delete()
        if PushKey.objects.all().delete()[0]:
            record("push.turned_off", "city", by=SYSTEM, at=at)
    return phones


def _is_reached_by_all(url: str) -> bool:
    """Browsers give push to safe pages only, and services refuse who says “localhost”."""
    parts = urlsplit(url)
    return parts.scheme == "https" and "." in (parts.hostname or "")


def _public(pair: ec.EllipticCurvePrivateKey) -> str:
    """The point as browsers and services want it: all of its 65 bytes, also where some are 0."""
    form = serialization.PublicFormat.UncompressedPoint
    point = pair.public_key().public_bytes(serialization.Encoding.X962, form)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _sealed(pair: ec.EllipticCurvePrivateKey) -> bytes:
    pem = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return seal(pem, key=server_keys().subkey(KEY), place=_place_of_key())


def _place_of_key() -> Place:
    return Place("allin_pushkey", "private", THE_ONE_KEY)


# --- A phone -------------------------------------------------------------------------------------


def public_key(concept: Concept) -> str:
    """What the page of a card gives the browser; empty where no phone can be told anything."""
    if concept.state in OVER:
        return ""
    return PushKey.objects.values_list("public", flat=True).first() or ""


def hear(concept: Concept, endpoint: str) -> None:
    """This phone wants to be knocked at. Twice is once."""
    try:
        push_services.known(endpoint)
    except push_services.NotAService:
        raise NotHeard(
            _("This browser wants the knock from somewhere we don’t know. Come back with the card.")
        ) from None
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        # Meanwhile the team may have got a new card, or the city have turned this off.
        if held.card_mark != concept.card_mark or not public_key(held):
            raise NotHeard(_("This can’t be turned on any more. Come back with the card."))
        if _same(held, endpoint).exists():
            return
        if held.push_phones.count() >= MOST_PHONES:
            raise NotHeard(
                _("%(most)s phones hear from this card already. Turn it off on one of them first.")
                % {"most": MOST_PHONES}
            )
        phone = PushPhone(concept=held, mark=_marks(held, endpoint)[0])
        phone.endpoint = seal(
            endpoint.encode(), key=server_keys().subkey(PHONES), place=_place(phone)
        )
        phone.save(force_insert=True)


def hear_no_more(concept: Concept, endpoint: str) -> None:
    _same(concept, endpoint).delete()


def forget_phones(concept: Concept) -> None:
    """The team has a new card, or is done: whoever had the old one hears nothing more."""
    PushPhone.objects.filter(concept=concept).delete()


def forget_old(*, at: dt.datetime) -> int:
    """Phones of ideas that are done, or whose room closed a year ago; how many."""
    done = PushPhone.objects.filter(concept__state__in=OVER)
    over = day_of(at) - KEPT_AFTER_CLOSING
    old = PushPhone.objects.filter(concept__course__room__closes_on__lt=over)
    return done.delete()[0] + old.delete()[0]


def _same(concept: Concept, endpoint: str) -> models.QuerySet[PushPhone]:
    return PushPhone.objects.filter(concept=concept, mark__in=_marks(concept, endpoint))


def _marks(concept: Concept, endpoint: str) -> list[str]:
    """Under the current server key first: of card and address, so that no two cards share one."""
    said = concept.pk.bytes + endpoint.encode()
    keys = server_keys().subkeys(MARKS).values()
    return [hmac.new(key, said, "sha256").hexdigest() for key in keys]


def _place(phone: PushPhone) -> Place:
    return Place("allin_pushphone", "endpoint", phone.pk)


# --- A knock -------------------------------------------------------------------------------------


def tell_team(concept: Concept) -> None:
    """There is news on the card. Call it within the deed: it is forgotten with it."""
    for pk in PushPhone.objects.filter(concept=concept).values_list("pk", flat=True):
        deliver.enqueue(phone=str(pk))


@task(priority=AFTER_LETTERS)
def deliver(phone: str, tried: int = 0) -> None:
    """Knock at one phone; wait twice as long after each failure, then give up without a word."""
    at = timezone.now()
    found = PushPhone.objects.select_related("concept").filter(pk=phone).first()
    key = PushKey.objects.first()
    if found is None or key is None:
        return
    outcome = knock(found, key, at)
    if outcome == Outcome.LATER and tried + 1 < MOST_TRIES:
        later = deliver.using(run_after=at + FIRST_WAIT * 2**tried)
        later.enqueue(phone=phone, tried=tried + 1)
        return
    with in_turn(), transaction.atomic():
        counted = COUNTED.get(outcome, "given_up")
        PushKey.objects.filter(pk=key.pk).update(**{counted: F(counted) + 1})
        if outcome == Outcome.GONE or found.concept.state in OVER:
            found.delete()


COUNTED = {Outcome.TAKEN: "taken", Outcome.GONE: "gone"}


def knock(phone: PushPhone, key: PushKey, at: dt.datetime) -> Outcome:
    keys = server_keys()
    try:
        endpoint = open_with_any(phone.endpoint, keys=keys.subkeys(PHONES), place=_place(phone))
        private = open_with_any(key.private, keys=keys.subkeys(KEY), place=_place_of_key())
        return push_services.knock(endpoint.decode(), private=private, public=key.public, at=at)
    except (CannotOpen, push_services.NotAService):
        # Its key is gone, or the city has struck the service from its list.
        return Outcome.GONE
