"""The life of an assessment and of an area's own profile, and what may be counted, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    WORKING = "working", _("Is being worked out")
    FINISHED = "finished", pgettext_lazy("assessment of need", "Worked out")
    REFUSED = "refused", _("Could not be worked out")
    SET_ASIDE = "set_aside", pgettext_lazy("assessment of need", "Set aside")


NEXT: dict[str, frozenset[str]] = {
    State.WORKING: frozenset({State.FINISHED, State.REFUSED}),
    # What was worked out is never changed: a mistake is set aside, with a reason, and made anew.
    State.FINISHED: frozenset({State.SET_ASIDE}),
    State.REFUSED: frozenset(),
    State.SET_ASIDE: frozenset(),
}

STANDING = (State.WORKING, State.FINISHED)


class Showing(models.TextChoices):
    MADE = "made", pgettext_lazy("profile of an area", "Not shown to anybody yet")
    SHOWN = "shown", _("Shown to its neighbourhood committee")
    OPEN = "open", pgettext_lazy("profile of an area", "Open to everybody")
    HELD_BACK = "held_back", pgettext_lazy("profile of an area", "Held back")


NEXT_FOR_PROFILES: dict[str, frozenset[str]] = {
    Showing.MADE: frozenset({Showing.SHOWN, Showing.HELD_BACK}),
    Showing.SHOWN: frozenset({Showing.OPEN, Showing.HELD_BACK}),
    Showing.OPEN: frozenset({Showing.HELD_BACK}),
    # The only way on is by the committee.
    Showing.HELD_BACK: frozenset({Showing.SHOWN}),
}


class About(models.TextChoices):
    AREAS = "areas", _("Areas of the city")
    GROUPS = "groups", _("Groups of people, by age and theme")


class Origin(models.TextChoices):
    FILE = "file", _("A file")
    SERIES = "series", _("Figures about the city")


class Domain(models.TextChoices):
    INCOME = "income", pgettext_lazy("domain of need", "Income")
    WORK = "work", pgettext_lazy("domain of need", "Education and work")
    UPBRINGING = "upbringing", pgettext_lazy("domain of need", "Growing up")
    PARTICIPATION = "participation", pgettext_lazy("domain of need", "Taking part")


class Kind(models.TextChoices):
    """All that may be counted. Origin, religion, language, concerns and police are not here, and no
    setting brings them in."""

    INCOME = "income", pgettext_lazy("kind of figure", "Income")
    HOUSING = "housing", pgettext_lazy("kind of figure", "Housing")
    EDUCATION = "education", pgettext_lazy("kind of figure", "Education")
    WORK = "work", pgettext_lazy("kind of figure", "Work")
    UPBRINGING = "upbringing", pgettext_lazy("kind of figure", "Growing up")
    HEALTH = "health", pgettext_lazy("kind of figure", "Health")
    PARTICIPATION = "participation", pgettext_lazy("kind of figure", "Taking part")
    SAFETY = "safety", pgettext_lazy("kind of figure", "Feeling safe")


class NeedClass(models.TextChoices):
    MOST = "most", _("In the fifth with most need")
    OTHER = "other", _("Not in the fifth with most need")
    UNCERTAIN = "uncertain", pgettext_lazy("class of need", "Uncertain")
    INCOMPLETE = "incomplete", _("Figures are missing")


class Caveat(models.TextChoices):
    FOR_STAFF = "for_staff", _("This is for colleagues who know the areas. It is never published.")
    OWN_REFERENCE = (
        "own_reference",
        _(
            "A figure has no reference year. The areas are compared with each other, so that "
            "progress of all of them can’t be seen in it."
        ),
    )
    SOME_MISSING = (
        "some_missing",
        _("Some areas lack a figure. The others of its theme stand in for it there."),
    )
    FEW_PEOPLE = (
        "few_people",
        _("Some figures are counted among fewer than 100 people. Chance weighs much there."),
    )
    FEW_EFFECTIVE = (
        "few_effective",
        _("One of the figures was hard to work with. Its uncertainty is itself uncertain."),
    )
    CHOICES_MATTER = (
        "choices_matter",
        _("Other choices, as good as ours, would have given an area the opposite answer."),
    )
