"""Open Badges 3.0: a step as a text that anyone can verify, signed by the city (VC-JWT, EdDSA).

The text says which step, when and by which city. It names nobody unless its owner wished so: the
subject is a random number. Verifying asks the published keys and the list of what was taken back.
"""

from __future__ import annotations

import base64
import datetime as dt
import html
import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OKPKey

from kominn.ambassadors.allowing import story_allowed
from kominn.ambassadors.models import Badge, Revoked, SigningKey
from kominn.ambassadors.states import Step
from kominn.core.serverkey import server_keys
from kominn.portrait.models import City
from kominn.vault.ciphertext import Place, open_with_any

PURPOSE = "badges"
CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ALGORITHM = "EdDSA"
MOST_TEXT = 20_000
A_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")
BAKED = re.compile(r"<openbadges:credential[^>]*?verify=[\"']([^\"']+)[\"']")


def address(name: str, *args: object) -> str:
    """Where the city serves this for ever: the same in every language."""
    return urljoin(settings.BASE_URL, reverse(f"badges:{name}", args=args))


def place(key: UUID) -> Place:
    return Place("ambassadors_signingkey", "private", key)


# --- What is published ---------------------------------------------------------------------------


def public_key(key: SigningKey) -> dict[str, str | list[str]]:
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": key.public,
        "kid": address("key", key.pk),
        "alg": ALGORITHM,
        "use": "sig",
    }


def key_set() -> dict[str, Any]:
    return {"keys": [public_key(key) for key in SigningKey.objects.order_by("made_on", "pk")]}


def issuer() -> dict[str, Any]:
    city = City.objects.filter().first()
    return {
        "@context": CONTEXT,
        "id": address("issuer"),
        "type": ["Profile"],
        "name": city.name if city else "KomINN",
        "url": city.url if city and city.url else settings.BASE_URL,
    }


def achievement(step: Step) -> dict[str, Any]:
    """Said in English: whoever reads a badge may sit anywhere."""
    name, description, narrative = ACHIEVEMENTS[step]
    return {
        "id": address("achievement", step.value),
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": name,
        "description": description,
        "criteria": {"narrative": narrative},
    }


ACHIEVEMENTS: Mapping[Step, tuple[str, str, str]] = {
    Step.HELPER: (
        "ALL'IN helper",
        "Takes part and lends a hand where young people make their town safer and kinder.",
        "Has been to a gathering, and learned what an ambassador is and how to listen.",
    ),
    Step.AMBASSADOR: (
        "ALL'IN ambassador",
        "Invites, listens and makes things happen with others, so that nobody is left out.",
        "Three gatherings or more, five courses (listening, safety, running a gathering, "
        "belonging online) and something delivered that an adult has signed.",
    ),
    Step.TRAINER: (
        "ALL'IN trainer",
        "Trains new ambassadors and runs gatherings.",
        "Six gatherings or more, five courses, and three things delivered that an adult has "
        "signed, one of them a gathering run.",
    ),
}


def revocation_list() -> dict[str, Any]:
    taken_back = Revoked.objects.order_by("badge").values_list("badge", flat=True)
    return {
        "id": address("revoked"),
        "issuer": address("issuer"),
        "revokedCredential": [{"id": address("shown", pk), "revoked": True} for pk in taken_back],
    }


# --- A badge as text -----------------------------------------------------------------------------


def credential(badge: Badge) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "id": badge.pk.urn,
        "type": ["AchievementSubject"],
        "achievement": achievement(Step(badge.step)),
        "activityEndDate": f"{badge.issued_on.isoformat()}T00:00:00Z",
        "creditsEarned": float(badge.hours),
    }
    if stands_named(badge, today=timezone.localdate()):
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": badge.passport.first_name,
            }
        ]
    profile = issuer()
    profile.pop("@context")
    return {
        "@context": CONTEXT,
        "id": address("shown", badge.pk),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile,
        "validFrom": f"{badge.issued_on.isoformat()}T00:00:00Z",
        "name": ACHIEVEMENTS[Step(badge.step)][0],
        "credentialSubject": subject,
        "credentialStatus": {"id": address("revoked"), "type": "1EdTechRevocationList"},
    }


def stands_named(badge: Badge, *, today: dt.date) -> bool:
    """A name on it, and the yes the name stands on."""
    named = badge.named and badge.passport.first_name
    return bool(named) and story_allowed(badge.passport, today=today)


def signed(badge: Badge, *, key: SigningKey) -> str:
    told = credential(badge)
    began = dt.datetime.combine(badge.issued_on, dt.time(), dt.UTC)
    claims = told | {
        "iss": told["issuer"]["id"],
        "jti": told["id"],
        "sub": told["credentialSubject"]["id"],
        "nbf": int(began.timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": address("key", key.pk)}
    with _old_name_of_the_algorithm():
        return jwt.encode(header, claims, _private(key), algorithms=[ALGORITHM])


def _private(key: SigningKey) -> OKPKey:
    keys = server_keys().subkeys(PURPOSE)
    opened = open_with_any(bytes(key.private), keys=keys, place=place(key.pk))
    return OKPKey.import_key(json.loads(opened))


def _old_name_of_the_algorithm() -> warnings.catch_warnings[None]:
    """Open Badges 3.0 calls it EdDSA; the newer name Ed25519 is not known to those who verify."""
    return warnings.catch_warnings(action="ignore", category=SecurityWarning)


def drawing(badge: Badge, *, key: SigningKey) -> str:
    """The badge as a picture that carries its own signed text ("baked")."""
    name = html.escape(ACHIEVEMENTS[Step(badge.step)][0])
    city = html.escape(str(issuer()["name"]))
    return SVG.format(token=signed(badge, key=key), name=name, city=city, day=badge.issued_on)


SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 400 400" role="img" aria-label="{name}, {city}, {day}">
<openbadges:credential verify="{token}"/>
<circle cx="200" cy="200" r="190" fill="#1f3a4d"/><circle cx="200" cy="200" r="170" fill="#fff"/>
<path d="M120 250c0-70 30-120 80-150 50 30 80 80 80 150-50 10-110 10-160 0z" fill="#b3412e"/>
<path d="M160 215l30 30 55-65" fill="none" stroke="#fff" stroke-width="16" stroke-linecap="round" stroke-linejoin="round"/>
<text x="200" y="300" text-anchor="middle" font-family="sans-serif" font-size="26" font-weight="700" fill="#1f3a4d">{name}</text>
<text x="200" y="330" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#1f3a4d">{city}, {day}</text>
</svg>
"""  # noqa: E501


# --- Is it real? ---------------------------------------------------------------------------------


class Fault(Enum):
    NO_BADGE = "no badge"
    OTHER_KEY = "not signed by this city"
    CHANGED = "changed since it was signed"
    REVOKED = "taken back"


@dataclass(frozen=True, slots=True)
class Verdict:
    fault: Fault | None
    step: Step | None = None
    issued_on: dt.date | None = None
    name: str = ""
    city: str = ""

    @property
    def real(self) -> bool:
        return self.fault is None

    @property
    def words(self) -> str:
        return {
            None: _("Yes, this badge is real."),
            Fault.NO_BADGE: _("This is no badge. Paste the whole text, or the picture’s text."),
            Fault.OTHER_KEY: _("No: this city has not signed it."),
            Fault.CHANGED: _("No: somebody has changed it since it was signed."),
            Fault.REVOKED: _("No: this badge was taken back."),
        }[self.fault]


def verify(text: str) -> Verdict:
    """What is true of a badge that somebody pastes: the signed text, or the picture with it."""
    token = _token(text)
    if token is None:
        return Verdict(Fault.NO_BADGE)
    key = _key_named(token)
    if key is None:
        return Verdict(Fault.OTHER_KEY)
    try:
        with _old_name_of_the_algorithm():
            claims = jwt.decode(
                token, OKPKey.import_key(public_key(key)), algorithms=[ALGORITHM]
            ).claims
    except (JoseError, ValueError):
        return Verdict(Fault.CHANGED)
    return _said(claims)


def _token(text: str) -> str | None:
    if len(text) > MOST_TEXT:
        return None
    baked = BAKED.search(text)
    found = A_TOKEN.fullmatch(baked.group(1).strip() if baked else "".join(text.split()))
    return found.group() if found else None


def _key_named(token: str) -> SigningKey | None:
    """The city's key that the badge names; a key that comes with the badge is never asked."""
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        named = header["kid"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return next((key for key in SigningKey.objects.all() if address("key", key.pk) == named), None)


def _said(claims: Mapping[str, Any]) -> Verdict:
    try:
        subject = claims["credentialSubject"]
        step = Step(subject["achievement"]["id"].rsplit("/", 2)[-1].removesuffix(".json"))
        badge = UUID(claims["jti"].rstrip("/").rsplit("/", 1)[-1])
        identifiers = subject.get("identifier") or [{}]
        name = str(identifiers[0].get("identityHash", ""))
        revoked = Revoked.objects.filter(badge=badge).exists() or not _name_stands(badge, name)
        verdict = Verdict(
            Fault.REVOKED if revoked else None,
            step=step,
            issued_on=dt.date.fromisoformat(claims["validFrom"][:10]),
            name="" if revoked else name,
            city=str(claims["issuer"]["name"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Verdict(Fault.NO_BADGE)
    return verdict


def _name_stands(pk: UUID, name: str) -> bool:
    """A text with a name counts while the badge here has that name, with a yes to it. Of a badge
    whose owner has erased everything we know nothing, and what was carried away stays true."""
    badge = Badge.objects.select_related("passport").filter(pk=pk).first()
    if badge is None or not name:
        return True
    named = stands_named(badge, today=timezone.localdate())
    return named and badge.passport.first_name == name
