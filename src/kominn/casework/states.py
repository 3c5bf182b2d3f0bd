"""The life of an assessment and of a decision, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kominn.law import classes


class AssessmentState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    IN = "in", _("Handed in")
    SHARED = "shared", _("Both are in")
    LEFT = "left", _("Not given")


NEXT: dict[AssessmentState, frozenset[AssessmentState]] = {
    AssessmentState.ASKED: frozenset({AssessmentState.IN, AssessmentState.LEFT}),
    AssessmentState.IN: frozenset({AssessmentState.SHARED, AssessmentState.LEFT}),
    AssessmentState.SHARED: frozenset(),
    AssessmentState.LEFT: frozenset(),
}

WAITING = (AssessmentState.ASKED, AssessmentState.IN)
"""Sealed to their assessor alone. In the order of the index, or SQLite finds it only by luck."""


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second yes")
    DECIDED = "decided", _("Decided")
    REFUSED = "refused", _("The other said no")
    LAPSED = "lapsed", _("Taken back")


NEXT_FOR_DECISIONS: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.PROPOSED: frozenset(
        {DecisionState.DECIDED, DecisionState.REFUSED, DecisionState.LAPSED}
    ),
    DecisionState.DECIDED: frozenset(),
    DecisionState.REFUSED: frozenset(),
    DecisionState.LAPSED: frozenset(),
}


class Outcome(models.TextChoices):
    """What two may decide. What helps without touching one person stands first."""

    PLACE_MEASURE = "place_measure", _("A measure for a place")
    GROUP_MEASURE = "group_measure", _("A measure for a group")
    PERSON_FOLLOWED = "person_followed", _("Follow up one person")
    REFERRED = "referred", _("Pass it on to another service")
    CHILD_WELFARE = "child_welfare", _("Tell the child welfare service, by the duty to notify")
    POLICE = "police", _("Tell the police, by the duty to avert")
    NOT_OURS = "not_ours", _("Not something the municipality can do")
    NO_GROUND = "no_ground", _("There was no ground for worry")


FOLLOWED_UP = frozenset({Outcome.PLACE_MEASURE, Outcome.GROUP_MEASURE, Outcome.PERSON_FOLLOWED})
"""Measures run after these, and are looked at again on a day."""

TOLD_TO_OTHERS = frozenset({Outcome.REFERRED, Outcome.CHILD_WELFARE, Outcome.POLICE})
"""Something leaves the room: what exactly, and to whom, is written down."""

NEEDS_BASIS = TOLD_TO_OTHERS | {Outcome.PERSON_FOLLOWED}

CONSENT = "consent"
"""The basis in law that is a yes. It is nobody's before the person concerned was told and asked."""

CLASS_OF: dict[Outcome, str] = {
    Outcome.PLACE_MEASURE: classes.PLACE_MEASURE,
    Outcome.GROUP_MEASURE: classes.PLACE_MEASURE,
    Outcome.PERSON_FOLLOWED: classes.PERSON_FOLLOWED,
    Outcome.REFERRED: classes.PASSED_ON,
    Outcome.CHILD_WELFARE: classes.PASSED_ON,
    Outcome.POLICE: classes.PASSED_ON,
}
"""What the concern is kept as, however it ends later; of the others its end decides."""

ABOUT_ONE_PERSON = frozenset({Outcome.PERSON_FOLLOWED, Outcome.CHILD_WELFARE})


class Informed(models.TextChoices):
    """Whether the person, or the guardian, knows that we assess."""

    TOLD = "told", _("Yes, they were told on this day")
    SOON = "soon", _("Not yet: they are told on this day")
    EXCEPTION = "exception", _("No, there is an exception until this day")


class MeasureState(models.TextChoices):
    """Of a measure for one person."""

    RUNNING = "running", pgettext_lazy("measure", "Running")
    FINISHED = "finished", pgettext_lazy("measure", "Finished")
    STOPPED = "stopped", pgettext_lazy("measure", "Stopped before time")
    NO_CONSENT = "no_consent", pgettext_lazy("measure", "Stopped: the consent was taken back")


NEXT_FOR_PERSON_MEASURES: dict[MeasureState, frozenset[MeasureState]] = {
    MeasureState.RUNNING: frozenset(set(MeasureState) - {MeasureState.RUNNING}),
    # Whoever wants it back begins a new one, with an aim, an owner and a yes of its own.
    MeasureState.FINISHED: frozenset(),
    MeasureState.STOPPED: frozenset(),
    MeasureState.NO_CONSENT: frozenset(),
}

IN_THE_OPEN = frozenset({Outcome.PLACE_MEASURE, Outcome.GROUP_MEASURE})
"""The measures that follow stand at the round table, and are told of there."""


class Telling(models.TextChoices):
    """Whether the person concerned, or the guardian, was told that we keep something."""

    TOLD = "told", _("Told")
    EXCEPTION = "exception", _("Not told yet, by an exception")


class ToWhom(models.TextChoices):
    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("A guardian")
    BOTH = "both", _("The person and a guardian")


class Age(models.TextChoices):
    """Of the one it is about, where a guardian asks: by these the law lets them decide more."""

    UNDER_12 = "under_12", _("Under 12")
    FROM_12 = "from_12", _("12 to 14")
    FROM_15 = "from_15", _("15 to 17")
    FROM_18 = "from_18", _("18 or older")


OLD_ENOUGH = frozenset({Age.FROM_12, Age.FROM_15, Age.FROM_18})
"""What they have said themselves is not a guardian's to read unless somebody has asked them."""


class How(models.TextChoices):
    TALK = "talk", _("In a talk")
    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter")
    DIGITAL = "digital", _("By secure digital post")


class AnswerKind(models.TextChoices):
    """What the person concerned says to something that stands here. The first stays as it was."""

    CORRECTION = "correction", _("This is wrong, and is corrected")
    REBUTTAL = "rebuttal", _("I see it differently")
