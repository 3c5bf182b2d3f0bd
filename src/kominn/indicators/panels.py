"""What figures put on the Monday page: files that wait for a yes, tables that did not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.panels import MOST, Line, Panel, Todo, at_most
from kominn.indicators.models import Dataset, Fetch, Vintage
from kominn.indicators.states import State

SHOWN = 5


def panels(user: User) -> list[Panel]:
    """Nobody is at the desk at night, when tables are fetched: here it is told what came of it."""
    if not user.may(Right.KEEP_FIGURES):
        return []
    waiting, failed = _waiting(), _failed()
    lines = [*map(_to_look_at, waiting[:SHOWN]), *map(_not_fetched, failed[:SHOWN])]
    panel = Panel(
        slug="figures",
        title=_("Figures that did not come through by themselves"),
        icon="steps",
        lines=lines,
        todo=list(_todo(waiting, failed)),
        count=len(waiting) + len(failed),
        url=reverse("indicators:desk"),
        link=_("To the figures"),
    )
    return [panel] if lines else []


def _waiting() -> list[Vintage]:
    found = Vintage.objects.filter(state=State.WAITING).select_related("dataset")
    return list(found.only("dataset__title").order_by("fetched_at")[: MOST + 1])


def _failed() -> list[Dataset]:
    newest = Fetch.objects.filter(dataset=OuterRef("pk")).order_by("-pk")
    asked = Dataset.objects.annotate(outcome=Subquery(newest.values("outcome")[:1]))
    failed = asked.filter(outcome=Fetch.Outcome.FAILED).only("slug", "title")
    return list(failed.order_by("title")[: MOST + 1])


def _to_look_at(one: Vintage) -> Line:
    url = reverse("indicators:vintage", args=[one.pk])
    return Line(one.dataset.title, url, _("much changed: say whether it is right"))


def _not_fetched(one: Dataset) -> Line:
    url = reverse("indicators:dataset", args=[one.slug])
    return Line(one.title, url, _("could not be fetched; what is shown is unchanged"))


def _todo(waiting: Sequence[Vintage], failed: Sequence[Dataset]) -> Iterator[Todo]:
    if waiting:
        words = ngettext(
            "Look at %(n)s file of figures", "Look at %(n)s files of figures", len(waiting)
        )
        yield _about(words, list(map(_to_look_at, waiting)))
    if failed:
        words = ngettext(
            "See why %(n)s table could not be fetched",
            "See why %(n)s tables could not be fetched",
            len(failed),
        )
        yield _about(words, list(map(_not_fetched, failed)))


def _about(words: str, lines: Sequence[Line]) -> Todo:
    """Of one thing it leads straight there."""
    return Todo(words % {"n": at_most(len(lines))}, url=lines[0].url if len(lines) == 1 else "")
