"""What nobody knows of a challenge, found by looking; the city's own sentences come beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kominn.challenges.figures import Told
from kominn.challenges.measures import Done
from kominn.challenges.voices import Heard


def gaps(
    figures: Sequence[Told], heard: Sequence[Heard], done: Done, *, language: str, place: str
) -> list[str | Promise]:
    return [*_of_figures(figures, language, place), *_of_voices(heard), *_of_measures(done)]


def _of_figures(figures: Sequence[Told], language: str, place: str) -> Iterator[str]:
    if not figures:
        yield _("We have no figure about this.")
    for one in figures:
        name = one.indicator.name_in(language)
        if one.newest is None:
            yield _("“%(name)s”: no figure for %(place)s has been taken in.") % {
                "name": name,
                "place": place,
            }
        elif one.stale:
            yield _("“%(name)s”: no figure since %(year)s.") % {
                "name": name,
                "year": one.newest.period.text,
            }
    told = [one for one in figures if one.newest is not None]
    if told and all(one.asked is None for one in told):
        yield _("For these figures we do not have the uncertainty. Small changes may be chance.")


def _of_voices(heard: Sequence[Heard]) -> Iterator[str | Promise]:
    yield from (one.gap for one in heard if one.gap)


def _of_measures(done: Done) -> Iterator[str]:
    if not done.measures and not done.initiatives:
        yield _("There is no measure about this that we can tell of.")
    elif done.measures:
        yield _("Whether the measures help, we do not know yet.")
