"""What becomes of a concern, and when: planned whole, and done as far as today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kominn.accounts.models import User
from kominn.concerns.demo.life import Life
from kominn.concerns.states import ALONE, FAST, CloseReason
from kominn.core.worktime import day_of

STEADY = (CloseReason.HELPED, CloseReason.HELPED, CloseReason.PASSED_ON)
QUICK = (
    CloseReason.ADVICE, CloseReason.ADVICE, CloseReason.ADVICE, CloseReason.NOT_OURS,
    CloseReason.NO_GROUND, CloseReason.HELPED, CloseReason.MOVED,
)  # fmt: skip
NOTES = (
    "Snakket med skolen. De har sett noe av det samme, og følger med.",
    "Ringte helsestasjonen for råd, uten navn.",
    "Tatt opp på felles mandag, på et generelt grunnlag.",
    "Uteteamet har vært der to kvelder. De så lite, men går tilbake.",
    "Avventer svar fra tjenesten. Ringer igjen om de ikke har svart.",
    "Snakket med driftsavdelingen. De ser på det denne uka.",
    "Ingen ny uro. Lar den stå åpen litt til.",
)
WHY_STOPPED = (
    "Kan du skrive kortere? Dette er mye for en på fjorten.",
    "Ta bort det om skolen. Det kan peke på noen.",
    "Fint, men lov ikke at vi ringer i dag.",
)
HANDED_OVER = (
    "Jeg slutter. Alt som er avtalt, står i notatene. Det neste er å ringe tilbake.",
    "Kan du ta denne? Skolen vet at en annen ringer fra nå av.",
    "Denne går fint, men trenger en som ser til den hver uke.",
)
WHY_AGAIN = (
    "Barnet er nevnt i siste setning. Jeg vil at vi ringer skolen før vi slipper denne.",
    "Dette har vi hørt før fra samme gate. Ta en runde til.",
)
WHY_NAMES = ("Må vite hvilken skole det gjelder.", "For å se om vi alt er i kontakt.")

AT_ONCE = {CloseReason.DUPLICATE: 1.0, CloseReason.SPAM: 1.0}
"""How often one person finishes it straight away; the others half of the times."""

Step = tuple[dt.datetime, Callable[[dt.date], None]]
"""A moment, and the deed with the day of the next one: its deadline."""


@dataclass(slots=True)
class Course:
    """Plans one life up to `now`. Staff work in duty hours; reporters whenever they like."""

    life: Life
    now: dt.datetime

    def run(self, told_at: dt.datetime, *, reason: CloseReason | None = None) -> Life:
        rng, life = self.life.rng, self.life
        quick = reason in QUICK if reason else rng.random() < 0.4
        reason = reason or rng.choice(QUICK if quick else STEADY)
        if life.worry.danger == "yes":
            quick, reason = False, CloseReason.PASSED_ON
        life.is_told(told_at, with_file=rng.random() < 0.013)
        back = rng.random()
        if back < 0.008:
            life.is_taken_back(self.later(told_at, minutes=rng.randrange(20, 200)))
            return self._as_far_as_today()
        taken = self.first_look(told_at)
        holder = rng.choice([life.desk.closer, *life.desk.on(day_of(taken))])
        if rng.random() < 0.02 and holder != life.desk.closer and life.worry.role != "young":
            life.is_set_aside(taken, by=holder)
            holder, taken = life.desk.closer, self.later(taken, minutes=40)
        if reason in FAST and rng.random() < AT_ONCE.get(reason, 0.5):
            self._at_once(taken, reason)
            return self._as_far_as_today()
        self._work(holder, taken, quick=quick, reason=reason, taken_back=back < 0.03)
        return self._as_far_as_today()

    # --- Planning ---

    def _work(
        self,
        holder: User,
        taken: dt.datetime,
        *,
        quick: bool,
        reason: CloseReason,
        taken_back: bool,
    ) -> None:
        rng, life, worry = self.life.rng, self.life, self.life.worry
        steps: list[Step] = [
            (taken, lambda due: life.is_taken(taken, by=self.holder(holder, taken), due_on=due))
        ]
        if taken_back:
            self._do(steps, end=None)
            gone = self.later(taken, minutes=rng.randrange(300, 6000))
            life.is_taken_back(gone)
            read = self.at_work(gone, days=rng.randrange(3))
            life.is_read(read, by=self.holder(holder, read))
            return
        at = taken
        if worry.question and rng.random() < (0.2 if quick else 0.6):
            at = self._talk(holder, at, steps)
        if not quick:
            at = self._long(holder, at, steps)
        end = self.at_work(at, days=rng.randrange(1, 6) if quick else rng.randrange(3, 9))
        self._hand_over(holder, steps, end)
        self._do(steps, end=end)
        self._finish(holder, end, reason)
        if reason in ALONE:
            self._looked_at_once_more(end)
        elif rng.random() < 0.04 and worry.role != "young":
            self._again(end)

    def _do(self, steps: list[Step], *, end: dt.datetime | None) -> None:
        """Each with the day of the next as its deadline, and here and there one too short."""
        rng = self.life.rng
        steps = sorted(steps, key=lambda step: step[0])
        after = end or steps[-1][0] + dt.timedelta(days=7)
        for (_at, do), following in zip(steps, [*(at for at, _ in steps[1:]), after], strict=True):
            late = rng.random() < 0.04
            do(day_of(following) + dt.timedelta(days=-4 if late else rng.randrange(3)))

    def _talk(self, holder: User, after: dt.datetime, steps: list[Step]) -> dt.datetime:
        """A question, what the reporter answers to it, and the holder who reads that."""
        rng, life, worry = self.life.rng, self.life, self.life.worry
        asked = self.at_work(after, days=rng.randrange(3))
        by = self.holder(holder, asked)
        life.is_asked(asked, worry.question, by=by)
        sent = asked
        if worry.role == "young":
            sent = self._second_look(asked, by, worry.question)
        if worry.language not in ("nb", "nn") and rng.random() < 0.4:
            order = self.later(asked, minutes=4)
            day = day_of(self.at_work(asked, days=3))
            life.has_interpreter(order, day, called=rng.random() < 0.85, by=by)
        if not worry.answer or rng.random() > 0.7:
            return sent
        answered = self.later(sent, minutes=rng.randrange(40, 7000))
        life.is_answered(answered, worry.answer)
        read = self.at_work(answered)
        steps.append(
            (read, lambda due: life.is_read(read, by=self.holder(holder, read), due_on=due))
        )
        return read

    def _second_look(self, written: dt.datetime, by: User, words: str) -> dt.datetime:
        rng, life = self.life.rng, self.life
        looked = self.later(written, minutes=rng.randrange(10, 90))
        other = life.desk.other_than(by, day_of(written))
        if rng.random() < 0.06:
            life.is_looked_at(looked, by=other, why_not=rng.choice(WHY_STOPPED))
            anew = self.later(looked, minutes=15)
            life.is_asked(anew, words, by=by, again=True)
            looked = self.later(anew, minutes=20)
        life.is_looked_at(looked, by=other)
        return looked

    def _long(self, holder: User, after: dt.datetime, steps: list[Step]) -> dt.datetime:
        """Weeks of work. About a person it takes longest, and leaves room for two to judge."""
        rng, life, worry = self.life.rng, self.life, self.life.worry
        for_two = worry.about == "known" and rng.random() < 0.6
        at = after
        if worry.names and rng.random() < 0.4:
            opened = self.at_work(after, days=1)
            life.has_names_opened(opened, rng.choice(WHY_NAMES), by=self.holder(holder, opened))
            at = opened
        for _ in range(rng.randrange(4, 8) if for_two else rng.randrange(1, 3)):
            at = self.at_work(at, days=rng.randrange(5, 12))
            steps.append((at, self._noting(holder, at)))
        if for_two:
            life.room = (after, at)
        return at

    def _noting(self, holder: User, at: dt.datetime) -> Callable[[dt.date], None]:
        words = self.life.rng.choice(NOTES)
        return lambda due: self.life.is_noted(at, words, by=self.holder(holder, at), due_on=due)

    def _hand_over(self, holder: User, steps: list[Step], end: dt.datetime) -> None:
        """A leaver's concerns are handed over in the last days."""
        leaves = self.life.desk.left.get(holder.pk)
        if leaves and day_of(steps[0][0]) < leaves <= day_of(end):
            eve = self.opening(dt.datetime.combine(leaves, dt.time(8), self.now.tzinfo))
            other = self.life.desk.instead_of(holder, leaves)
            asked = self.opening(eve - dt.timedelta(days=3))
            if steps[0][0] < asked < eve:
                words = self.life.rng.choice(HANDED_OVER)
                steps.append(
                    (asked, lambda _due: self.life.is_offered(asked, words, by=holder, to=other))
                )
                steps.append((eve, lambda _due: self.life.is_answered_for(eve, by=other)))
            else:
                steps.append((eve, lambda _due: self.life.is_passed_on(eve, to=other)))

    def _finish(self, holder: User, end: dt.datetime, reason: CloseReason) -> None:
        """Whoever may finish takes the baton for it."""
        life, by = self.life, self.life.desk.closer
        if self.holder(holder, end) != by:
            life.is_passed_on(end, to=by)
            end = self.later(end, minutes=5)
        life.is_finished(end, life.worry.closing, reason, by=by)
        if life.worry.role == "young" and life.worry.closing:
            other = life.desk.other_than(by, day_of(end))
            life.is_looked_at(self.later(end, minutes=life.rng.randrange(10, 60)), by=other)

    def _at_once(self, at: dt.datetime, reason: CloseReason) -> None:
        life, by = self.life, self.life.desk.closer
        life.is_finished_at_once(at, reason, by=by)
        if life.worry.role == "young":
            at = self.later(at, minutes=life.rng.randrange(10, 60))
            life.is_looked_at(at, by=life.desk.other_than(by, day_of(at)))
        self._looked_at_once_more(at)

    def _looked_at_once_more(self, end: dt.datetime) -> None:
        """Within some days, where the lot falls on it; now and then it was finished too early."""
        rng, life = self.life.rng, self.life
        closer = life.desk.closer
        looked = self.at_work(end, days=rng.randrange(1, 6))
        other = life.desk.other_than(closer, day_of(looked))
        too_early = rng.random() < 0.12 and life.worry.role != "young" and bool(life.worry.theme)
        why = rng.choice(WHY_AGAIN) if too_early else ""
        life.is_looked_at_once_more(looked, by=other, why_again=why)
        if too_early:
            taken = self.first_look(looked)
            over = self.at_work(taken, days=rng.randrange(2, 8))
            words = "Vi så på det du fortalte en gang til, og har gjort mer. Takk for at du sa fra."
            life.is_taken(taken, by=closer, due_on=day_of(over), if_open=True)
            life.is_finished(over, words, CloseReason.HELPED, by=closer, if_open=True)

    def _again(self, end: dt.datetime) -> None:
        """The reporter writes once more: it is new work, for whoever takes it."""
        rng, life = self.life.rng, self.life
        told = self.later(end, minutes=rng.randrange(4000, 60000))
        life.is_answered(told, "Nå har det skjedd igjen. Kan dere se på det en gang til?")
        taken, by = self.first_look(told), life.desk.closer
        over = self.at_work(taken, days=rng.randrange(2, 8))
        life.is_taken(taken, by=by, due_on=day_of(over), again=True)
        words = "Takk for at du skrev igjen. Vi har sett på det på nytt og gjort mer."
        life.is_finished(over, words, CloseReason.HELPED, by=by)

    def _as_far_as_today(self) -> Life:
        self.life.deeds = [deed for deed in self.life.deeds if deed.at < self.now]
        return self.life

    # --- Time ---

    def holder(self, holder: User, at: dt.datetime) -> User:
        return self.life.desk.instead_of(holder, day_of(at))

    def first_look(self, told_at: dt.datetime) -> dt.datetime:
        """Within duty hours, nearly always in time."""
        rng = self.life.rng
        at = self.later(told_at, minutes=rng.randrange(15, 180))
        if rng.random() < 0.05:
            at = at + dt.timedelta(days=3)
        return self.opening(at)

    def at_work(self, after: dt.datetime, *, days: int = 0) -> dt.datetime:
        at = self.later(after, minutes=self.life.rng.randrange(20, 200))
        return self.opening(at + dt.timedelta(days=days))

    def opening(self, at: dt.datetime) -> dt.datetime:
        """The moment itself in duty hours, else some minutes after they next begin."""
        opening = self.life.around.hours.next_opening(at)
        if at >= opening.start:
            return at
        return opening.start + dt.timedelta(minutes=self.life.rng.randrange(5, 240))

    def later(self, at: dt.datetime, *, minutes: int) -> dt.datetime:
        return at + dt.timedelta(minutes=minutes)
