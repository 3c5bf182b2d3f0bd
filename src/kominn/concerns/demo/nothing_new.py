"""What comes in beside worries: nonsense, and the same from somebody who told it before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from kominn.concerns.demo.stories import Story, Worry
from kominn.concerns.states import Theme

NONSENSE: tuple[Story, ...] = (
    Story(
        Theme.UNSET,
        ("resident",),
        (
            "Tjen 9 000 kr dagen hjemmefra! Ingen erfaring nødvendig. Svar JA i dag.",
            "GRATIS skanning av mobilen din. Trykk på lenken før den går ut.",
            "Vi tilbyr billige takrenner i hele området. Ring oss for befaring.",
            "Du er trukket ut! Svar innen i kveld for å hente gevinsten.",
            "Lån på dagen, uten spørsmål. Skriv LÅN, så ringer vi.",
        ),
        about="",
    ),
    Story(
        Theme.UNSET,
        ("young",),
        (
            "hei hei hei hei",
            "test test 123",
            "asdfghjkl",
            "hvem leser dette lol",
            "skriv tilbake da",
        ),
        about="",
    ),
)

ONCE_MORE = (
    "Jeg sendte dette i forrige uke også, men fant ikke igjen kvitteringen.",
    "Jeg vet ikke om det kom fram første gang, så jeg prøver igjen.",
    "Jeg har skrevet om det samme før.",
)


def once_more(rng: Random, worry: Worry) -> Worry:
    """The same worry from the same reporter: what was answered the first time is not said again."""
    return replace(worry, seen=f"{rng.choice(ONCE_MORE)} {worry.seen}", closing="")
