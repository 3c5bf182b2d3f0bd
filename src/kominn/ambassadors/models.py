"""Passports of ambassadors, and what stands in them.

A passport is opened by digits that its owner alone has; here stands only what knows them again.
It holds no name unless the owner wishes one, and under an age of the city only while a guardian
has said yes. What is counted of people (gender) is counted apart, and leads back to nobody.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.ambassadors import ages
from kominn.ambassadors.badge_models import Badge as Badge
from kominn.ambassadors.badge_models import Revoked as Revoked
from kominn.ambassadors.badge_models import SigningKey as SigningKey
from kominn.ambassadors.credit_models import Credited as Credited
from kominn.ambassadors.states import WITH_A_TERM, Sign, Step
from kominn.portrait.models import Area

THE_ONE_ROW = 1
DIGITS_ON_THE_WALL = 6
OPEN_BEFORE = OPEN_AFTER = dt.timedelta(minutes=30)


class Rules(models.Model):
    """The ages and the length of a term, as the city has decided them: one row."""

    passport_from = models.PositiveSmallIntegerField(default=13)
    name_from = models.PositiveSmallIntegerField(default=15)
    story_from = models.PositiveSmallIntegerField(default=18)
    term_months = models.PositiveSmallIntegerField(default=12)

    class Privacy:
        ordinary = ("id", "passport_from", "name_from", "story_from", "term_months")
        retention = "Kept as long as the installation."

    class Meta:
        constraints = [
            models.CheckConstraint(name="rules_stand_alone", condition=Q(pk=THE_ONE_ROW)),
            models.CheckConstraint(
                name="rules_let_no_child_decide_what_the_law_gives_a_guardian",
                condition=Q(passport_from__gte=13, story_from__lte=21)
                & Q(name_from__gte=F("passport_from"))
                & Q(story_from__gte=F("name_from")),
            ),
            models.CheckConstraint(
                name="rules_give_a_term_an_end",
                condition=Q(term_months__gte=1, term_months__lte=36),
            ),
        ]

    def __str__(self) -> str:
        return "rules for ambassadors"


def rules() -> Rules:
    return Rules.objects.filter(pk=THE_ONE_ROW).first() or Rules(pk=THE_ONE_ROW)


class PassportQuerySet(models.QuerySet["Passport"]):
    def terms_over(self, today: dt.date) -> Self:
        return self.filter(step__in=WITH_A_TERM, term_ends_on__lte=today)

    def ready(self) -> Self:
        """Those who ask for the next step."""
        return self.exclude(asks_for="")


class Passport(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    locator = models.CharField(max_length=8, unique=True)
    verifier = models.BinaryField(max_length=32)
    step = models.CharField(max_length=11, choices=Step.choices, default=Step.PARTICIPANT)
    asks_for = models.CharField(max_length=11, choices=Step.choices, blank=True)
    born = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    first_name = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    term_ends_on = models.DateField(null=True)
    invented = models.BooleanField(default=False)

    objects = PassportQuerySet.as_manager()

    class Privacy:
        personal = ("first_name", "email", "born", "area", "step", "asks_for", "term_ends_on")
        ordinary = ("id", "locator", "verifier", "invented")
        # `verifier` comes of the owner's digits, and opens nothing.
        retention = "Until the owner, or a guardian where one must say yes, takes it back."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="passport_has_a_term_from_helper_on",
                condition=~Q(step__in=WITH_A_TERM) | ~Q(term_ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"passport {self.pk}"

    @property
    def number(self) -> str:
        """What a grown-up can say aloud; it opens nothing."""
        return f"{self.locator[:4]} {self.locator[4:]}"

    @property
    def band(self) -> str:
        return ages.name_of(self.born)


class Covers(models.TextChoices):
    PASSPORT = "passport", _("Having a passport")
    NAME = "name", _("First name and e-mail")
    STORY = "story", _("Name or a story card that others see")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def good(self) -> Self:
        return self.filter(withdrawn_on=None).exclude(recorded_by=None)

    def to_record(self) -> Self:
        """Said over a link; a grown-up here has not yet made sure that it was a guardian."""
        return self.filter(withdrawn_on=None, recorded_by=None)


class Consent(models.Model):
    """That a guardian said yes, or that a grown-up saw that the owner is old enough.

    Who the guardian is does not stand here: the paper lies with the one who recorded it.
    """

    class How(models.TextChoices):
        PAPER = "paper", _("On paper")
        LINK = "link", _("By the guardian’s link")
        OLD_ENOUGH = "old_enough", _("Old enough to decide alone")

    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="consents")
    covers = models.CharField(max_length=8, choices=Covers.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    said_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Privacy:
        personal = ("passport", "recorded_by")
        ordinary = ("id", "covers", "how", "said_on", "withdrawn_on")
        retention = "With the passport."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_is_given_once",
                fields=["passport", "covers"],
                condition=Q(withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="consent_that_came_by_no_link_is_recorded_by_somebody",
                condition=Q(how="link") | ~Q(recorded_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class GuardianLink(models.Model):
    """A guardian's own way in: to say yes, and to take it back on any day."""

    passport = models.OneToOneField(Passport, on_delete=models.CASCADE, related_name="link")
    mark = models.CharField(max_length=64, unique=True)

    class Privacy:
        personal = ("passport",)
        ordinary = ("id", "mark")
        retention = "With the passport."

    def __str__(self) -> str:
        return f"link {self.pk}"


class ModuleDone(models.Model):
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="modules")
    module = models.SlugField(max_length=40)
    done_on = models.DateField()

    class Privacy:
        personal = ("passport", "module", "done_on")
        ordinary = ("id",)
        retention = "With the passport."

    class Meta:
        constraints = [
            models.UniqueConstraint(name="module_is_done_once", fields=["passport", "module"])
        ]

    def __str__(self) -> str:
        return f"module {self.module} of {self.passport_id}"


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def open_at(self, at: dt.datetime) -> Self:
        """Those whose code on the wall counts."""
        return self.filter(starts_at__lte=at + OPEN_BEFORE, ends_at__gte=at - OPEN_AFTER)

    def coming(self, at: dt.datetime) -> Self:
        return self.filter(ends_at__gte=at).order_by("starts_at", "pk")


class Gathering(models.Model):
    """Some hours in which ambassadors meet, with a code on the wall that counts only then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    code = models.CharField(max_length=DIGITS_ON_THE_WALL, unique=True)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    gone = models.PositiveSmallIntegerField(default=0)
    word_sent = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)

    objects = GatheringQuerySet.as_manager()

    class Privacy:
        personal = ("leader",)
        ordinary = (
            "id", "title", "place", "area", "starts_at", "ends_at", "code", "gone", "word_sent",
            "invented",
        )  # fmt: skip
        # `gone`: how many came whose passports are erased since.
        retention = "Kept: gatherings are counted over the years."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gathering_does_not_end_before_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class Attendance(models.Model):
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="attendances")
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="attendances")
    minutes = models.PositiveSmallIntegerField()

    class Privacy:
        personal = ("passport", "gathering", "minutes")
        ordinary = ("id",)
        retention = "With the passport."

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attendance_counts_once", fields=["passport", "gathering"])
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Deed(models.Model):
    """Something done outside gatherings, chosen from a list: nobody writes about anybody."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited somebody new and came along with them")
        RAN = "ran", _("Ran a gathering, or a part of one")
        HELPED = "helped", _("Helped at an event")
        MADE = "made", _("Made something: a poster, a film, a page")
        SPOKE = "spoke", _("Told a class, a club or the council about us")
        LISTENED = "listened", _("Asked people what they need, and brought it on")
        BUILT = "built", _("Helped to make an idea real")

    class Why(models.TextChoices):
        """What a grown-up answers with: words to the young are chosen, not written."""

        NOT_SEEN = "not_seen", _("I wasn’t there. Who was? Ask them to sign it.")
        HOURS = "hours", _("I think it took less or more time. Look at the hours once more.")
        TWICE = "twice", _("This stands here already.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="deeds")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    done_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    sign = models.CharField(max_length=8, choices=Sign.choices, default=Sign.WAITING)
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Privacy:
        personal = ("passport", "kind", "done_on", "minutes", "sign", "why", "signed_by")
        ordinary = ("id",)
        retention = "With the passport."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deed_signed_says_by_whom",
                condition=~Q(sign=Sign.SIGNED) | ~Q(signed_by=None),
            ),
            models.CheckConstraint(
                name="deed_sent_back_says_why", condition=~Q(sign=Sign.RETURNED) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="deed_takes_a_day_at_most", condition=Q(minutes__gte=15, minutes__lte=720)
            ),
        ]

    def __str__(self) -> str:
        return f"deed {self.pk}"


class Gender(models.TextChoices):
    GIRL = "girl", _("Girl")
    BOY = "boy", _("Boy")
    OTHER = "other", _("Something else")
    UNSAID = "unsaid", _("I’d rather not say")


class Joined(models.Model):
    """How many began in a year, by gender: a count of its own that no passport leads to."""

    year = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=6, choices=Gender.choices)
    people = models.PositiveIntegerField(default=0)

    class Privacy:
        ordinary = ("id", "year", "gender", "people")
        retention = "Kept: counts of nobody in particular."

    class Meta:
        constraints = [
            models.UniqueConstraint(name="joined_is_counted_once", fields=["year", "gender"])
        ]

    def __str__(self) -> str:
        return f"joined in {self.year}"


class Gone(models.Model):
    """What is left of erased passports: how many, how far they had come, and their hours."""

    year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=11, choices=Step.choices)
    people = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)

    class Privacy:
        ordinary = ("id", "year", "step", "people", "minutes")
        retention = "Kept: counts of nobody in particular."

    class Meta:
        constraints = [
            models.UniqueConstraint(name="gone_is_counted_once", fields=["year", "step"])
        ]

    def __str__(self) -> str:
        return f"gone in {self.year}"


class Target(models.Model):
    """How many ambassadors the city wants in a part of town."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="+")
    wanted = models.PositiveSmallIntegerField()

    class Privacy:
        ordinary = ("id", "area", "wanted")
        retention = "Kept as long as the installation."

    def __str__(self) -> str:
        return f"target {self.pk}"
