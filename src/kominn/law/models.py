"""Approvals, legal bases and record classes: who decided what, from when and until when."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from kominn.accounts.models import User
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.law.classes import PROPOSALS, Proposal, Rule, Text


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def running(self) -> Self:
        return self.filter(ended_on=None)

    def valid_on(self, day: dt.date) -> Self:
        """Decided, recorded and not run out that day. What was ended comes to life on none, and
        a clock set back to before an approval was recorded finds it not recorded yet."""
        return self.running().filter(
            decided_on__lte=day, recorded_on__lte=day, valid_until__gte=day
        )

    def run_out_before(self, day: dt.date) -> Self:
        return self.running().filter(valid_until__lt=day)

    def latest_first(self) -> Self:
        return self.order_by("-recorded_on", "-pk")


class Approval(models.Model):
    """One of the two decisions without which no named person is taken in outside the demo.

    `decided_by` is who answers for it, by office; `recorded_by` only wrote it down here.
    """

    class Kind(models.TextChoices):
        DPIA = "dpia", _("Assessment of consequences for privacy (DPIA)")
        LEGAL_BASIS = "legal_basis", _("Legal basis for taking in concerns about named persons")

    class Standing(models.TextChoices):
        VALID = "valid", _("Valid")
        SOON = "soon", _("Runs out soon")
        RUN_OUT = "run_out", _("Has run out")
        NOT_YET = "not_yet", _("Not valid yet")
        ENDED = "ended", _("Ended")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    valid_until = models.DateField()
    reference = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_says_who_decided", condition=~Q(decided_by="") & ~Q(reference="")
            ),
            models.CheckConstraint(
                name="approval_is_decided_before_it_is_recorded",
                condition=Q(decided_on__lte=F("recorded_on")),
            ),
            models.CheckConstraint(
                name="approval_runs_out_after_it_is_decided",
                condition=Q(valid_until__gt=F("decided_on")),
            ),
            models.CheckConstraint(
                name="approval_ends_after_it_is_recorded",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("recorded_on")),
            ),
            models.CheckConstraint(
                name="approval_is_ended_by_someone_only_when_it_ended",
                condition=Q(ended_by=None) | Q(ended_on__isnull=False),
            ),
        ]

    class Privacy:
        personal = ("decided_by", "recorded_by", "ended_by")
        ordinary = (
            "id",
            "kind",
            "decided_on",
            "valid_until",
            "reference",
            "recorded_on",
            "ended_on",
        )
        retention = "As long as the installation: it shows on what ground people were recorded."

    def __str__(self) -> str:
        return f"{self.kind} until {self.valid_until}"

    def vouched_for(self) -> tuple[object, ...]:
        """What the trail vouches for by a mark, beside kind and last day, which it tells."""
        return (self.pk, self.decided_by, self.decided_on.isoformat(), self.reference)

    def standing_on(self, day: dt.date, *, soon: dt.timedelta) -> Approval.Standing:
        if self.ended_on:
            return self.Standing.ENDED
        if self.valid_until < day:
            return self.Standing.RUN_OUT
        if max(self.decided_on, self.recorded_on) > day:
            return self.Standing.NOT_YET
        return self.Standing.SOON if self.valid_until <= day + soon else self.Standing.VALID


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def valid_on(self, day: dt.date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def signed_off(self) -> Self:
        return self.filter(signed_off_on__isnull=False)

    def unsigned(self) -> Self:
        return self.filter(signed_off_on=None)

    def not_over_on(self, day: dt.date) -> Self:
        """Those that are valid that day or will be later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def by_code(self) -> Self:
        return self.order_by("code", "valid_from", "pk")


class LegalBasis(models.Model):
    """One version of one basis for telling another service something.

    Its words never change: law that changes is a new row. `valid_to` is the first day it no
    longer holds. `signed_off_by` is the lawyer, by office.
    """

    code = models.SlugField(max_length=60)
    name = models.JSONField(default=dict)
    help = models.JSONField(default=dict)
    statute = models.CharField(max_length=300)
    source_url = models.URLField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    signed_off_by = models.CharField(max_length=200, blank=True)
    signed_off_on = models.DateField(null=True)

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_basis_has_one_version_without_an_end",
                fields=["code"],
                condition=Q(valid_to=None),
            ),
            models.CheckConstraint(
                name="legal_basis_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="legal_basis_signed_off_by_and_on_go_together",
                condition=Q(signed_off_by="", signed_off_on=None)
                | (~Q(signed_off_by="") & Q(signed_off_on__isnull=False)),
            ),
        ]

    class Privacy:
        personal = ("signed_off_by",)
        ordinary = (
            "id",
            "code",
            "name",
            "help",
            "statute",
            "source_url",
            "valid_from",
            "valid_to",
            "signed_off_on",
        )
        retention = "Kept: what was told on a basis refers to the words it had that day."

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def vouched_for(self) -> tuple[object, ...]:
        """What never changes, and the trail vouches for by a mark."""
        since = self.valid_from.isoformat()
        return (self.pk, self.name, self.help, self.statute, self.source_url, since)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def help_in(self, language: str) -> str:
        return in_language(self.help, language)

    def is_over_on(self, day: dt.date) -> bool:
        return self.valid_to is not None and self.valid_to <= day


class RecordClass(models.Model):
    """What becomes of one kind of record when it is finished.

    There is a row only where somebody changed or signed off what `classes.PROPOSALS` proposes.
    Whoever wrote a rule does not sign it off.
    """

    slug = models.SlugField(max_length=40, unique=True)
    rule = models.CharField(max_length=20, choices=Rule.choices)
    keep_months = models.PositiveSmallIntegerField(null=True)
    why = models.TextField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_on = models.DateField(null=True)
    signed_off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_off_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="record_class_keeps_for_months_unless_it_deletes_at_once",
                condition=Q(rule=Rule.DELETE_AT_ONCE, keep_months=None)
                | (
                    Q(rule__in=[Rule.ARCHIVE, Rule.DELETE_ON_DATE])
                    & Q(keep_months__isnull=False)
                    & Q(keep_months__gte=1)
                ),
            ),
            models.CheckConstraint(
                name="record_class_signed_off_by_and_on_go_together",
                condition=Q(signed_off_by=None, signed_off_on=None)
                | Q(signed_off_by__isnull=False, signed_off_on__isnull=False),
            ),
            models.CheckConstraint(
                name="record_class_is_not_signed_off_by_who_wrote_it",
                condition=Q(signed_off_by=None)
                | Q(changed_by=None)
                | ~Q(signed_off_by=F("changed_by")),
            ),
        ]

    class Privacy:
        personal = ("changed_by", "signed_off_by")
        ordinary = ("id", "slug", "rule", "keep_months", "why", "changed_on", "signed_off_on")
        retention = "As long as the installation; earlier rules stand in the trail."

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> Text:
        return self._proposal.name

    @property
    def rule_in_words(self) -> Text:
        """With its months, as one sentence."""
        words = {
            Rule.DELETE_ON_DATE: ngettext(
                "Erase after %(months)d month",
                "Erase after %(months)d months",
                self.keep_months or 0,
            ),
            Rule.ARCHIVE: ngettext(
                "Archive after %(months)d month, then erase here",
                "Archive after %(months)d months, then erase here",
                self.keep_months or 0,
            ),
            Rule.DELETE_AT_ONCE: str(Rule.DELETE_AT_ONCE.label),
        }
        return words[Rule(self.rule)] % {"months": self.keep_months or 0}

    @property
    def why_in_words(self) -> Text:
        """In the reader's language as long as nobody wrote a reason of their own."""
        return self._proposal.why if self.why == self.words_of(self._proposal) else self.why

    @property
    def is_signed_off(self) -> bool:
        return self.signed_off_on is not None

    @property
    def _proposal(self) -> Proposal:
        return PROPOSALS[self.slug]

    @staticmethod
    def words_of(proposal: Proposal) -> str:
        """A proposal's reason as it is kept."""
        with override(MOTHER_TONGUE):
            return str(proposal.why)

    def vouched_for(self) -> tuple[object, ...]:
        """What the trail vouches for by a mark, beside rule and months, which it tells."""
        return (self.slug, self.why)

    @property
    def mark(self) -> str:
        """Names this very rule, so that nobody signs off another than the one they read."""
        words = json.dumps([self.slug, self.rule, self.keep_months, self.why])
        return hashlib.sha256(words.encode()).hexdigest()

    def finished_by(self, today: dt.date) -> dt.date:
        """What was finished that day or before is due today."""
        first = today.replace(day=1)
        for _month in range((self.keep_months or 0) + 1):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        # The months differ in length: what lies in the month after it is asked day by day.
        day = first
        while self.due_on(day + dt.timedelta(days=1)) <= today:
            day += dt.timedelta(days=1)
        return day

    def due_on(self, finished_on: dt.date) -> dt.date:
        """The day on which a record that was finished then is archived or erased."""
        months = finished_on.month - 1 + (self.keep_months or 0)
        year, month = finished_on.year + months // 12, months % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return dt.date(year, month, min(finished_on.day, last))
