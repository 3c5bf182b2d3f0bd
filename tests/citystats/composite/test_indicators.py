"""What may be counted as need: never origin, religion, language, concerns or police."""

import pytest

from citystats.composite.indicators import Indicator, Reference, Refused
from citystats.composite.terms import REFUSED, Direction, Kind


def made(identity="low_income", title="", domain="income", kind=Kind.INCOME):
    return Indicator(identity, title, domain, kind, Direction.MORE)


@pytest.mark.parametrize("kind", Kind)
def test_five_kinds_are_refused_and_all_others_counted(kind):
    refused = kind.name in {"ORIGIN", "RELIGION", "LANGUAGE", "CONCERNS", "POLICE"}
    assert (kind in REFUSED) is refused
    if refused:
        with pytest.raises(Refused, match=f"is about {kind.value}"):
            made(kind=kind)
    else:
        assert made(kind=kind).kind is kind


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("andel_innvandrere", "origin"),
        ("share_non_western", "origin"),
        ("norskfødte med innvandrerforeldre", "origin"),
        ("Elever med annet morsmål", "language"),
        ("særskilt språkopplæring", "language"),
        ("medlemmer i trossamfunn", "religion"),
        ("bekymringsmeldinger per 1000", "concerns"),
        ("concerns_2024", "concerns"),
        ("anmeldte lovbrudd", "police"),
        ("police_reports", "police"),
    ],
)
def test_an_indicator_that_gives_itself_away_is_refused_whatever_it_declares(words, about):
    for where in ("identity", "title", "domain"):
        with pytest.raises(Refused, match=f"is about {about}"):
            made(**{where: words})


@pytest.mark.parametrize(
    "words",
    [
        "politisk deltakelse", "antall rom per person", "trygghet i nærmiljøet", "valgdeltakelse",
        "vedvarende lavinntekt", "unge utenfor", "grunnskolepoeng", "flytting blant barn",
        "children in persistent low income", "terrace houses", "felt safety in the evening",
    ],
)  # fmt: skip
def test_what_is_counted_elsewhere_by_right_is_not_caught_in_the_net(words):
    assert made(title=words).title == words


def test_a_reference_needs_a_spread_and_an_indicator_a_name():
    with pytest.raises(ValueError, match="spread above 0"):
        Reference(2019, 0.2, 0.0)
    with pytest.raises(ValueError, match="an id and a domain"):
        made(identity="")
