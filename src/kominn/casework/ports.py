"""What the packages below ask of casework; named in the settings, for they may not import it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kominn.casework import person
from kominn.casework.models import MeasureOrigin, PersonMeasure
from kominn.concerns.models import Concern
from kominn.concerns.ports import Done, Followed
from kominn.concerns.states import ImpossibleStep
from kominn.plan.models import Measure
from kominn.plan.states import State as PlanState


class Port:
    """Answers `kominn.concerns.ports.Casework`."""

    def check_may_close(self, concern: Concern) -> None:
        running = PersonMeasure.objects.running().filter(concern=concern)
        if running.exists():
            raise ImpossibleStep(
                _("A measure for the person still runs. Close it by a review first.")
            )

    def measures_of(self, concern: Concern) -> list[Followed]:
        """Kind, state and next review: nothing of why or how."""
        own = PersonMeasure.objects.filter(concern=concern).select_related("kind")
        origins = _origins(concern).select_related("measure")
        return [
            *(
                Followed(
                    one.measure.title,
                    one.measure.get_state_display(),
                    one.measure.review_on if one.measure.runs else None,
                )
                for one in origins.order_by("measure__review_on", "pk")
            ),
            *(
                Followed(
                    _("For the person"),
                    one.get_state_display(),
                    one.review_on if one.runs else None,
                    keeps_open=_page_of(one) if one.runs else "",
                )
                for one in own.running_first()
            ),
        ]

    def running_in(self, numbers: Iterable[UUID]) -> set[UUID]:
        own = PersonMeasure.objects.running().filter(concern__in=(asked := list(numbers)))
        came = MeasureOrigin.objects.filter(concern__in=asked, measure__state=PlanState.RUNNING)
        found = own.order_by().values_list("concern", flat=True)
        return set(found.union(came.values_list("concern", flat=True)))

    def done_for(self, concern: Concern, today: dt.date) -> list[Done]:
        """What everybody may read of measures for a place or a group; of a person, nothing.

        Whoever told the same as others reads what came of it under the one they stand under.
        """
        together = {concern.pk, concern.leading.pk}
        found = Measure.objects.filter(
            pk__in=MeasureOrigin.objects.filter(concern__in=together).values("measure"),
            told_public=True,
            starts_on__lte=today,
        ).exclude(state=PlanState.STOPPED)
        return [
            Done(one.public_words, one.area.name if one.area else "")
            for one in found.select_related("area").order_by("starts_on", "pk")
        ]

    def goes_on_under(self, concern: Concern, first: Concern) -> None:
        _origins(concern).update(concern=first)
        person.notices_follow(concern, first)


def _page_of(measure: PersonMeasure) -> str:
    page = reverse("casework:measures", args=[measure.concern_id])
    return f"{page}#help-{measure.pk}"


def _origins(concern: Concern) -> QuerySet[MeasureOrigin]:
    return MeasureOrigin.objects.filter(concern=concern)


casework = Port()
