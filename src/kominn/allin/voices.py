"""What young people have proposed about a challenge: ideas in the open, chosen by staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import Concept
from kominn.challenges.voices import Heard, Said

MOST_TO_CHOOSE = 40


class Ideas:
    """An idea has no theme of its own: somebody who has read it says that it belongs here."""

    key = "ideas"
    name = _("Ideas of young people")

    def themes(self, kept: Sequence[str] = ()) -> Mapping[str, str | Promise]:
        """The newest ideas, and those that are chosen already."""
        shown = Concept.objects.public().only("texts")
        newest = shown.order_by("-handed_in_on", "pk")[:MOST_TO_CHOOSE]
        chosen = shown.filter(pk__in=list(kept)).exclude(pk__in=[one.pk for one in newest])
        return {str(one.pk): one.name for one in (*newest, *chosen)}

    def heard(self, themes: Sequence[str], today: dt.date) -> Heard:
        found = Concept.objects.public().filter(pk__in=list(themes))
        shown = found.only("texts", "state").order_by("-handed_in_on", "pk")
        return Heard(
            title=self.name,
            lines=[
                Said(
                    one.name,
                    url=reverse("allin:concept", args=[one.pk]),
                    note=one.get_state_display(),
                    language="no",
                )
                for one in shown
            ],
            nothing=_("No idea of young people is tied to this challenge yet."),
            gap="" if shown else _("What young people would propose about this."),
            url=reverse("allin:young"),
            link=_("For young people"),
        )


ideas = Ideas()
