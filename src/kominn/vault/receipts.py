"""The receipt: 34 digits by which a reporter, and nobody else, finds the way back.

Eight digits find the report (the locator), 24 digits open it (the secret, 79.7 bits) and two tell a
slip of the pen. Digits are read alike in every language of the site. From the secret come a
verifier, which is stored, and a wrapping key, which is not; the locator is the salt, so that a
stolen table has to be attacked one report at a time. No slow hash: the secret is random, not
chosen (ADR 0005).
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

LOCATOR_DIGITS = 8
SECRET_DIGITS = 24
CHECK_DIGITS = 2
DIGITS = LOCATOR_DIGITS + SECRET_DIGITS + CHECK_DIGITS
GROUP = 4
MAX_WRITTEN_CHARACTERS = 300
# Spaces, dashes, line breaks and the invisible marks that come along from right-to-left pages.
SKIPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Pd", "Cf", "Cc"}
SKIPPED = set(".·,_/")


class NotAReceipt(Exception):
    """Text that cannot be a receipt; says the same whatever is wrong."""

    def __init__(self) -> None:
        super().__init__(
            _("This is not a whole receipt. A receipt has 34 digits; please check them one by one.")
        )


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    locator: str
    secret: str

    @classmethod
    def new(cls) -> Self:
        return cls._of(secrets.randbelow(10 ** (LOCATOR_DIGITS + SECRET_DIGITS)))

    @classmethod
    def from_seed(cls, seed: bytes, attempt: int = 0) -> Self:
        """The same receipt for the same seed, so that a form sent twice gives one report.

        `attempt` counts on when a locator is already taken.
        """
        info = b"kominn receipt from seed %d" % attempt
        wide = HKDF(SHA256(), length=64, salt=None, info=info).derive(seed)
        return cls._of(int.from_bytes(wide, "big") % 10 ** (LOCATOR_DIGITS + SECRET_DIGITS))

    @classmethod
    def _of(cls, number: int) -> Self:
        digits = str(number).zfill(LOCATOR_DIGITS + SECRET_DIGITS)
        return cls(digits[:LOCATOR_DIGITS], digits[LOCATOR_DIGITS:])

    @property
    def digits(self) -> str:
        body = self.locator + self.secret
        return body + _check_digits(body)

    @property
    def groups(self) -> list[str]:
        digits = self.digits
        return [digits[start : start + GROUP] for start in range(0, DIGITS, GROUP)]

    def verifier(self) -> bytes:
        """What is stored to know the receipt again; opens nothing."""
        return self._derive(b"kominn receipt verifier")

    def wrapping_key(self) -> bytes:
        """What the report's data key is sealed under; never stored."""
        return self._derive(b"kominn receipt wrapping key")

    def matches(self, verifier: bytes) -> bool:
        return hmac.compare_digest(self.verifier(), bytes(verifier))

    def __repr__(self) -> str:
        return "<Receipt>"

    def _derive(self, info: bytes) -> bytes:
        salt = self.locator.encode()
        return HKDF(SHA256(), length=32, salt=salt, info=info).derive(self.secret.encode())


def parse(text: str) -> Receipt:
    """Read a receipt as people write it, in the digits of any script."""
    if len(text) > MAX_WRITTEN_CHARACTERS:
        raise NotAReceipt
    digits = "".join(_digit(character) for character in text)
    if len(digits) != DIGITS:
        raise NotAReceipt
    body, check = digits[:-CHECK_DIGITS], digits[-CHECK_DIGITS:]
    if not hmac.compare_digest(check, _check_digits(body)):
        raise NotAReceipt
    return Receipt(body[:LOCATOR_DIGITS], body[LOCATOR_DIGITS:])


def _digit(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in SKIPPED or unicodedata.category(character) in SKIPPED_CATEGORIES:
        return ""
    raise NotAReceipt


def _check_digits(body: str) -> str:
    """ISO 7064 MOD 97-10: tells every wrong digit and every two neighbours that changed places."""
    return f"{98 - int(body + '00') % 97:02d}"
