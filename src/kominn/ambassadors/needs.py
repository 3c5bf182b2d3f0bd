"""What each step asks for: real gatherings, training, things done. Nothing is scored or ranked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.ambassadors.models import Deed, Passport
from kominn.ambassadors.states import UPWARDS, Sign, Step
from kominn.ambassadors.training import modules


@dataclass(frozen=True, slots=True)
class Asked:
    modules: tuple[str, ...]
    gatherings: int
    signed: int
    ran: int = 0


BEGINNING = ("ambassador", "listening")
ALL = (*BEGINNING, "safety", "gathering", "online")
ASKED: dict[Step, Asked] = {
    Step.HELPER: Asked(BEGINNING, gatherings=1, signed=0),
    Step.AMBASSADOR: Asked(ALL, gatherings=3, signed=1),
    Step.TRAINER: Asked(ALL, gatherings=6, signed=3, ran=1),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """What stands in a passport, and what the next step still asks for."""

    done: frozenset[str]
    gatherings: int
    signed: int
    ran: int
    minutes: int
    next: Step | None

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def missing(self) -> list[str]:
        if self.next is None:
            return []
        asked = ASKED[self.next]
        left = [str(modules()[slug]) for slug in asked.modules if slug not in self.done]
        found = [_("the course “%(name)s”") % {"name": name} for name in left]
        if (n := asked.gatherings - self.gatherings) > 0:
            found.append(ngettext("%(n)d gathering more", "%(n)d gatherings more", n) % {"n": n})
        if (n := asked.signed - self.signed) > 0:
            words = ngettext(
                "%(n)d thing done that a grown-up signs",
                "%(n)d things done that a grown-up signs",
                n,
            )
            found.append(words % {"n": n})
        if (n := asked.ran - self.ran) > 0:
            words = ngettext("%(n)d gathering you have run", "%(n)d gatherings you have run", n)
            found.append(words % {"n": n})
        return found

    @property
    def ready(self) -> bool:
        return self.next is not None and not self.missing


def progress(passport: Passport) -> Progress:
    signed = passport.deeds.filter(sign=Sign.SIGNED)
    attended = passport.attendances.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    done = signed.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    return Progress(
        done=frozenset(passport.modules.values_list("module", flat=True)),
        gatherings=passport.attendances.count(),
        signed=signed.count(),
        ran=signed.filter(kind=Deed.Kind.RAN).count(),
        minutes=attended + done,
        next=UPWARDS.get(Step(passport.step)),
    )
