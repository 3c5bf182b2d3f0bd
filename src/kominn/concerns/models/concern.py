"""What is kept of a concern.

In clear stands only what the inbox and the counts need: theme, area, week, coarse role, channel,
state, deadline by day, team, who among staff holds it, whether danger was told of, and whether the
reporter's latest is unread. Everything else told is sealed.
"""

from __future__ import annotations

import datetime as dt
import heapq
import uuid
from collections.abc import Iterable
from itertools import islice
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Team, User
from kominn.audit.marks import MARK, mark_of_words
from kominn.concerns import states
from kominn.concerns.brief import Brief, columns, short
from kominn.concerns.states import HANDLED, OPEN, OVER, State
from kominn.law.classes import PROPOSALS
from kominn.portrait.models import Area
from kominn.vault.models import readable_by

OF_MAPS = ("area__outline", "area__bounds")
Place = tuple[dt.date, uuid.UUID]
"""Where a page of a list by deadline ends."""


def seen_by(user: User, concern: str = "") -> Q:
    """Whether this user may see the concern, or the one that a row names by a field: of a team of
    the user's, and the user can unwrap its key.

    The only place that says so. The wrap is the second lock, after the team.
    """
    record, team = (concern, f"{concern}__team") if concern else ("id", "team")
    return readable_by(user, record, team)


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User) -> Self:
        """What this user may see: concerns of the user's teams whose key the user can unwrap."""
        return self.filter(seen_by(user))

    def held_by(self, user: User) -> Self:
        return self.filter(holder=user)

    def due_before(self, day: dt.date) -> Self:
        return self.filter(due_on__lt=day)

    def finished_by(self, day: dt.date) -> Self:
        return self.filter(finished_on__lte=day)

    def without_what_is_sealed(self) -> Self:
        """For lists, which show nothing of it: it stays on the disk, and so do outlines on maps."""
        return self.defer(*Concern.Privacy.sealed, *OF_MAPS)

    def most_urgent(
        self,
        number: int,
        *,
        to: User,
        states: Iterable[State],
        after: Place | None = None,
        teams: Iterable[int] | None = None,
    ) -> list[Concern]:
        """The first of those `to` may see, by deadline; `after` begins where a page ended.

        A query for each team, and for each state in which it is over: within these an index holds
        the order, and the time does not grow with the concerns. To sort those of several it would.
        Whoever knows the teams of `to` gives them, and they are not asked for; it lets nobody see
        more.
        """
        listed = self.without_what_is_sealed()
        parts = listed._in_order(number, to=to, states=states, after=after, teams=teams)
        return list(islice(heapq.merge(*parts, key=_by_deadline), number))

    def most_urgent_in_brief(
        self,
        number: int,
        *,
        to: User,
        states: Iterable[State],
        teams: Iterable[int],
        also: tuple[str, ...] = (),
    ) -> list[Brief]:
        """The same of them that one line shows; `also` names what was annotated."""
        parts = self._in_order(number, to=to, states=states, after=None, teams=teams)
        rows = [part.values_list(*columns(), *also) for part in parts]
        found = [[Brief(*row) for row in each] for each in rows]
        return list(islice(heapq.merge(*found, key=_by_deadline), number))

    def _in_order(
        self,
        number: int,
        *,
        to: User,
        states: Iterable[State],
        after: Place | None,
        teams: Iterable[int] | None,
    ) -> list[Self]:
        if teams is None:
            teams = to.teams.values_list("pk", flat=True)
        seen = self.visible_to(to).order_by("due_on", "id")
        return [
            seen.filter(among, team=team, **later)[:number]
            for team in teams
            for among in _among(frozenset(states))
            for later in _later(after)
        ]


def _by_deadline(concern: Concern | Brief) -> Place:
    return concern.due_on, concern.pk


def _among(states: frozenset[State]) -> list[Q]:
    """Those not over lie in one index by deadline. They are left out by state, never asked for by
    it: for that the index by state would be taken, and all there are in it be sorted."""
    waits, over = states - OVER, states & OVER
    alone = waits if len(waits) == 1 else frozenset()
    parts = [Q(state=state) for state in sorted(over | alone)]
    if len(waits) > 1:
        parts.append(Q(finished_on=None) & ~Q(state__in=sorted(frozenset(State) - OVER - waits)))
    return parts


def _later(place: Place | None) -> list[dict[str, Any]]:
    """What comes after a place, in two ranges that an index can be entered at."""
    if place is None:
        return [{}]
    due_on, pk = place
    return [{"due_on": due_on, "id__gt": pk}, {"due_on__gt": due_on}]


class Concern(models.Model):
    class Privacy:
        personal = ("holder",)
        sealed = (
            "content",
            "names",
            "clock",
            "receipt_wrap",
            "receipt_verifier",
            "locator",
            "submission",
        )
        ordinary = (
            "id",
            "theme",
            "area",
            "week",
            "sender_role",
            "channel",
            "state",
            "due_on",
            "team",
            "close_reason",
            "danger",
            "announced",
            "news",
            "record_class",
            "finished_on",
            "nudged",
            "main",
        )
        retention = (
            "Until it is finished and the rule of its record class, signed off, says erase "
            "or archive; then the wraps are destroyed and the row is erased."
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    theme = models.CharField(max_length=12, choices=states.Theme.choices, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    week = models.DateField(help_text="Monday of the week it came; the exact time is sealed")
    sender_role = models.CharField(max_length=10, choices=states.SenderRole.choices, blank=True)
    channel = models.CharField(max_length=8, choices=states.Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    due_on = models.DateField(help_text="The day by which somebody must look or act")
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    close_reason = models.CharField(max_length=10, choices=states.CloseReason.choices, blank=True)
    danger = models.CharField(max_length=6, choices=states.Danger.choices, blank=True)
    announced = models.BooleanField(default=False, help_text="A letter has told that it waits")
    news = models.BooleanField(
        default=False,
        help_text="The reporter wrote, or took it back, since whoever answers for it last read it",
    )
    record_class = models.CharField(
        max_length=40,
        choices=[(slug, proposal.name) for slug, proposal in PROPOSALS.items()],
        blank=True,
        help_text="By which rule it is kept, archived or erased",
    )
    finished_on = models.DateField(
        null=True, help_text="From when it is counted; of what was taken back, only the week"
    )
    nudged = models.PositiveSmallIntegerField(
        choices=states.Nudged.choices,
        default=states.Nudged.NOBODY,
        help_text="Who has been told by letter that it waits in silence; a deed begins it anew",
    )

    clock = models.BinaryField(
        null=True,
        help_text="By when somebody must look where danger is now, sealed by the server; "
        "gone at the first look",
    )
    main = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joined",
        help_text="The concern about the same, under which this one is worked on",
    )

    content = models.BinaryField(help_text="Everything told, with its exact time and language")
    names = models.BinaryField(help_text="The separate box for names, opened on its own")
    locator = models.CharField(max_length=8, unique=True)
    receipt_verifier = models.BinaryField()
    receipt_wrap = models.BinaryField(help_text="The data key, sealed by the receipt")
    submission = models.BinaryField(unique=True, help_text="So that a form sent twice is kept once")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "state", "due_on", "id"], name="concerns_by_deadline"),
            models.Index(
                fields=["holder", "team", "state", "due_on", "id"], name="held_concerns_by_deadline"
            ),
            models.Index(
                fields=["team", "state", "-week", "due_on", "id"], name="concerns_by_week"
            ),
            models.Index(
                fields=["team", "due_on", "id", "state"],
                condition=Q(finished_on=None),
                name="concerns_not_over_by_deadline",
            ),
            models.Index(
                fields=["holder", "team", "due_on", "id", "state"],
                condition=Q(finished_on=None),
                name="held_and_not_over_by_deadline",
            ),
            models.Index(
                # For whom works in several teams; what nobody has held costs nothing here.
                fields=["holder", "state", "due_on", "id"],
                condition=Q(holder__isnull=False),
                name="held_concerns_by_state",
            ),
            models.Index(
                fields=["week"], condition=Q(announced=False), name="concerns_to_announce"
            ),
            models.Index(
                fields=["team", "state", "due_on", "id"],
                condition=Q(news=True),
                name="concerns_with_news",
            ),
            models.Index(
                fields=["record_class", "finished_on"],
                condition=Q(finished_on__isnull=False),
                name="concerns_by_end",
            ),
            models.Index(
                fields=["id"], condition=Q(clock__isnull=False), name="concerns_with_a_clock"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_concern_being_handled_has_a_holder",
                condition=~Q(state__in=sorted(HANDLED)) | Q(holder__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_concern_has_a_reason",
                condition=~Q(state=State.CLOSED) | ~Q(close_reason=""),
            ),
            models.CheckConstraint(
                name="what_is_finished_has_a_class_and_a_day",
                condition=(
                    Q(state__in=sorted(OVER), finished_on__isnull=False) & ~Q(record_class="")
                )
                | (~Q(state__in=sorted(OVER)) & Q(finished_on=None)),
            ),
            models.CheckConstraint(
                name="a_silent_concern_is_told_of_in_three_steps",
                condition=Q(nudged__lte=states.Nudged.CRISIS),
            ),
            models.CheckConstraint(
                name="a_joined_concern_stands_under_another",
                condition=Q(state=State.JOINED, main__isnull=False)
                | (~Q(state=State.JOINED) & Q(main=None)),
            ),
            models.CheckConstraint(
                name="a_concern_does_not_stand_under_itself",
                condition=Q(main=None) | ~Q(main=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    measures_run: bool | None = None
    """None where nobody has asked; see `ports.mark_what_runs`."""

    @property
    def state_in_words(self) -> str:
        """What two have decided does not run before somebody begins it."""
        if self.state != State.FOLLOWED or self.measures_run:
            return self.get_state_display()
        return str(_("Decided") if self.measures_run is None else _("Decided, not begun"))

    @property
    def is_joined(self) -> bool:
        return self.state == State.JOINED

    @property
    def leading(self) -> Concern:
        """The one whose holder answers for it: itself, or the one it stands under."""
        return self.main or self

    def as_it_ended(self) -> dict[str, str]:
        """What an entry keeps of how it ended: its class and day, and a mark of the reason."""
        if self.state != State.CLOSED:
            return {}
        mark = mark_of_words(str(self.pk), self.close_reason)
        return {"class": self.record_class, "day": f"{self.finished_on}", MARK: mark}

    def news_for(self, reader: User) -> bool:
        """Whether it is this reader who has not seen the latest; where nobody holds what was taken
        back, any reader."""
        holder = self.leading.holder_id
        if holder is None:
            return self.news and self.state == State.WITHDRAWN
        return self.news and holder == reader.pk

    @property
    def short(self) -> str:
        """What staff call it: part of its random number, nothing that anyone told."""
        return short(self.id)


LEFT_BY_LISTS = tuple(f"concern__{name}" for name in (*Concern.Privacy.sealed, *OF_MAPS))
"""What lists of rows about concerns leave on the disk."""
