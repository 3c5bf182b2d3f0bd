"""What reports say of a challenge, in the numbers that were published, and in no other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.challenges.voices import Heard, Said
from kominn.concerns.statistics import theme_names
from kominn.core.templatetags.words import count, day
from kominn.portal.told_and_done import FEWEST, QUARTERS
from kominn.portrait.models import PublishedCount, PublishedTable


class Concerns:
    """Where too few have told, words stand: the page is the same whether it was none or some."""

    key = "concerns"
    name = _("What people report")

    def themes(self, kept: Sequence[str] = ()) -> Mapping[str, str | Promise]:
        return {key: name for key, name in theme_names().items() if key}

    def heard(self, themes: Sequence[str], today: dt.date) -> Heard:
        named = {key: name for key, name in self.themes().items() if key in themes}
        if not named:
            return self._nothing(_("No theme of what people report is tied to this challenge."))
        subject = PublishedTable.Subject.CONCERNS
        tables = list(PublishedTable.objects.of(subject).latest_first()[:QUARTERS])
        if not tables:
            return self._nothing(_("Numbers come when a quarter has been over for some weeks."))
        told = PublishedCount.objects.filter(table__in=tables, theme__in=list(named))
        sums = Counter[str]()
        for theme, shown in told.values_list("theme", "shown"):
            sums[theme] += shown
        enough = sorted((key for key in named if sums[key] >= FEWEST), key=lambda key: -sums[key])
        few = [key for key in named if sums[key] < FEWEST]
        return Heard(
            title=self.name,
            lines=[
                *(Said(named[key], _about(sums[key])) for key in enough),
                *(Said(named[key], _("too few to tell")) for key in few),
            ],
            nothing="",
            source=_("Reports, not people, from %(first)s to %(last)s, rounded.")
            % {"first": day(tables[-1].first_day), "last": day(tables[0].last_day)},
            gap="" if enough else _("Too few have told us of this to give a number."),
            url=reverse("portal:told_and_done"),
            link=_("You told us, we did"),
        )

    def _nothing(self, why: str | Promise) -> Heard:
        return Heard(
            title=self.name,
            lines=(),
            nothing=why,
            gap=_("How often people tell us of this."),
        )


def _about(number: int) -> str | Promise:
    return _("about %(number)s") % {"number": count(number)}


concerns = Concerns()
