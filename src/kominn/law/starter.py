"""Legal bases to begin with: what confidentiality lets a municipality tell others, and when.

None is signed off. The day each begins is that of its Act; the lawyer who signs it off sees to
section, wording and day, and replaces what has changed by a new version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from kominn.law.actions import add_legal_basis
from kominn.law.models import LegalBasis

# The Public Administration Act of 1967, the Child Welfare Act of 2021 and the Penal Code of 2005,
# by the day each came into force.
FVL, BVL, STRL = dt.date(1970, 1, 1), dt.date(2023, 1, 1), dt.date(2015, 10, 1)

GUIDE = (
    "https://www.regjeringen.no/no/dokumenter/taushetsplikt-opplysningsrett-og-"
    "opplysningsplikt-i-forvaltningen-en-veileder/id2963083/"
)


@dataclass(frozen=True, slots=True)
class Starter:
    code: str
    name: dict[str, str]
    help: dict[str, str]
    statute: str
    valid_from: dt.date
    source_url: str


STARTERS: tuple[Starter, ...] = (
    Starter(
        "consent",
        {"nb": "Samtykke", "nn": "Samtykke", "en": "Consent"},
        {
            "nb": "Den det gjelder, eller de foresatte, har sagt ja til at akkurat dette "
            "fortelles til akkurat denne mottakeren. Skriv hvem som sa ja, når, og til hva. Et "
            "ja kan trekkes tilbake.",
            "nn": "Den det gjeld, eller dei føresette, har sagt ja til at akkurat dette blir "
            "fortalt til akkurat denne mottakaren. Skriv kven som sa ja, når, og til kva. Eit ja "
            "kan trekkjast tilbake.",
            "en": "The person, or the guardians, agreed that just this is told to just this "
            "recipient. Write who agreed, when, and to what. A yes can be taken back.",
        },
        "forvaltningsloven § 13 a nr. 1",
        FVL,
        GUIDE,
    ),
    Starter(
        "anonymised",
        {"nb": "Anonymisert", "nn": "Anonymisert", "en": "Anonymised"},
        {
            "nb": "Ingen kan kjennes igjen, heller ikke av noen som kjenner stedet. Ta bort "
            "navn, alder, skole og yrke, og tenk på om historien selv peker på noen.",
            "nn": "Ingen kan kjennast att, heller ikkje av nokon som kjenner staden. Ta bort "
            "namn, alder, skule og yrke, og tenk på om historia sjølv peiker på nokon.",
            "en": "Nobody can be recognised, not even by someone who knows the place. Take out "
            "name, age, school and work, and consider whether the story itself points to someone.",
        },
        "forvaltningsloven § 13 a nr. 2",
        FVL,
        GUIDE,
    ),
    Starter(
        "within-the-body",
        {
            "nb": "Innen eget organ",
            "nn": "Innan eige organ",
            "en": "Within the same body",
        },
        {
            "nb": "En kollega i samme organ trenger det for å gjøre jobben sin. Bare det som "
            "trengs, og bare til den som trenger det.",
            "nn": "Ein kollega i same organ treng det for å gjere jobben sin. Berre det som "
            "trengst, og berre til den som treng det.",
            "en": "A colleague in the same body needs it to do the work. Only what is needed, "
            "and only to whoever needs it.",
        },
        "forvaltningsloven § 13 b første ledd nr. 3",
        FVL,
        GUIDE,
    ),
    Starter(
        "other-body",
        {
            "nb": "Til et annet forvaltningsorgan",
            "nn": "Til eit anna forvaltningsorgan",
            "en": "To another public body",
        },
        {
            "nb": "Nødvendig for en oppgave som loven gir oss eller mottakeren. Skriv hvilken "
            "oppgave. NAV, barnevernet og helsetjenesten har egne, strengere regler.",
            "nn": "Nødvendig for ei oppgåve som lova gir oss eller mottakaren. Skriv kva "
            "oppgåve. NAV, barnevernet og helsetenesta har eigne, strengare reglar.",
            "en": "Necessary for a task that statute gives us or the recipient. Write which "
            "task. NAV, child welfare and health services have stricter rules of their own.",
        },
        "forvaltningsloven § 13 b første ledd nr. 5",
        FVL,
        GUIDE,
    ),
    Starter(
        "report-offence",
        {
            "nb": "Opplysning om lovbrudd til påtalemyndigheten",
            "nn": "Opplysning om lovbrot til påtalemakta",
            "en": "Telling the prosecuting authority of an offence",
        },
        {
            "nb": "Et lovbrudd er begått, og hensynet til allmennheten taler for å si fra, eller "
            "saken henger sammen med våre egne oppgaver. Leder avgjør.",
            "nn": "Eit lovbrot er gjort, og omsynet til ålmenta talar for å seie frå, eller saka "
            "heng saman med våre eigne oppgåver. Leiar avgjer.",
            "en": "An offence has been committed, and the public interest speaks for telling, or "
            "it belongs with our own tasks. A leader decides.",
        },
        "forvaltningsloven § 13 b første ledd nr. 6",
        FVL,
        GUIDE,
    ),
    Starter(
        "special-law",
        {
            "nb": "En annen lov sier det",
            "nn": "Ei anna lov seier det",
            "en": "Another statute says so",
        },
        {
            "nb": "Skriv lov og paragraf i begrunnelsen. Finner du ingen, velg noe annet "
            "eller spør juristen.",
            "nn": "Skriv lov og paragraf i grunngivinga. Finn du inga, vel noko anna eller spør "
            "juristen.",
            "en": "Write the statute and section in your reasons. If you find none, choose "
            "something else or ask the lawyer.",
        },
        "Loven og paragrafen som står i begrunnelsen",
        FVL,
        GUIDE,
    ),
    Starter(
        "duty-to-notify",
        {
            "nb": "Meldeplikt til barnevernet",
            "nn": "Meldeplikt til barnevernet",
            "en": "Duty to notify child welfare",
        },
        {
            "nb": "Grunn til å tro at et barn blir mishandlet eller utsatt for alvorlig "
            "omsorgssvikt. Plikten er din egen, går foran taushetsplikten og venter ikke på leder.",
            "nn": "Grunn til å tru at eit barn blir mishandla eller utsett for alvorleg "
            "omsorgssvikt. Plikta er di eiga, går framom teieplikta og ventar ikkje på leiar.",
            "en": "Reason to believe that a child is abused or seriously neglected. The duty is "
            "your own, goes before confidentiality, and waits for no leader.",
        },
        "barnevernsloven § 13-2",
        BVL,
        "https://www.bufdir.no/barnevern/melde-fra-offentlig-melder/",
    ),
    Starter(
        "duty-to-avert",
        {"nb": "Avvergingsplikt", "nn": "Avverjingsplikt", "en": "Duty to avert"},
        {
            "nb": "Et alvorlig lovbrudd er sikkert eller mest sannsynlig, og kan ennå hindres. "
            "Ring 112. Plikten gjelder alle og går foran taushetsplikten.",
            "nn": "Eit alvorleg lovbrot er sikkert eller mest sannsynleg, og kan enno hindrast. "
            "Ring 112. Plikta gjeld alle og går framom teieplikta.",
            "en": "A serious offence is certain or most likely, and can still be stopped. Call "
            "112. The duty is everyone’s, and goes before confidentiality.",
        },
        "straffeloven § 196",
        STRL,
        "https://dinutvei.no/lover-beskyttelse/generell-avvergeplikt-etter-straffeloven-196/",
    ),
)


@transaction.atomic
def begin(*, at: dt.datetime) -> int:
    """Add those the city has no version of; how many. What is there is left alone."""
    known = set(LegalBasis.objects.values_list("code", flat=True))
    new = [one for one in STARTERS if one.code not in known]
    for one in new:
        add_legal_basis(
            code=one.code,
            name=one.name,
            help=one.help,
            statute=one.statute,
            valid_from=one.valid_from,
            source_url=one.source_url,
            by=None,
            at=at,
        )
    return len(new)
