"""The ladder to begin with, after the published one of Se meg! (BTI); the city words its own.

A level says how many work together, not how grave anything or anyone is. It is never added up.
"""

from __future__ import annotations

Words = dict[str, str]

STARTER: tuple[tuple[int, Words, Words], ...] = (
    (
        0,
        {
            "nb": "Sette ord på det",
            "nn": "Setje ord på det",
            "en": "Put it into words",
        },
        {
            "nb": "Vi avklarer uroen og deler den med nærmeste leder.",
            "nn": "Vi avklarer uroa og deler henne med næraste leiar.",
            "en": "We clarify the worry and share it with the nearest leader.",
        },
    ),
    (
        1,
        {
            "nb": "I egen tjeneste",
            "nn": "I eiga teneste",
            "en": "Within one service",
        },
        {
            "nb": "Én tjeneste hjelper med det den selv rår over, etter samtykke.",
            "nn": "Éi teneste hjelper med det ho sjølv rår over, etter samtykke.",
            "en": "One service helps with what it can do itself, with consent.",
        },
    ),
    (
        2,
        {
            "nb": "To tjenester sammen",
            "nn": "To tenester saman",
            "en": "Two services together",
        },
        {
            "nb": "Tjenester samarbeider om samme plan.",
            "nn": "Tenester samarbeider om same plan.",
            "en": "Services work together on one plan.",
        },
    ),
    (
        3,
        {
            "nb": "Flere tjenester, med ledere",
            "nn": "Fleire tenester, med leiarar",
            "en": "Several services, with leaders",
        },
        {
            "nb": "Et team av ledere som kan bestemme over penger og fag, samordner hjelpen.",
            "nn": "Eit team av leiarar som rår over pengar og fag, samordnar hjelpa.",
            "en": "A team of leaders with power over money and methods coordinates the help.",
        },
    ),
)
