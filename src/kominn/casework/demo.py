"""Where two assess in the invented city: a round is put into the room its concern's life leaves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

from kominn.accounts.models import User
from kominn.casework.actions import assess, decide
from kominn.casework.content import Proposal, Written
from kominn.casework.levels import STARTER
from kominn.casework.models import Assessment, Decision
from kominn.casework.states import FOLLOWED_UP, NEEDS_BASIS, Informed, Outcome
from kominn.concerns.actions import handle
from kominn.concerns.demo import Do, Life
from kominn.core.worktime import NORWAY, day_of
from kominn.law.models import LegalBasis
from kominn.law.starter import STARTERS

OUTCOMES = {
    Outcome.GROUP_MEASURE: 28,
    Outcome.PERSON_FOLLOWED: 26,
    Outcome.PLACE_MEASURE: 10,
    Outcome.REFERRED: 14,
    Outcome.NO_GROUND: 10,
    Outcome.CHILD_WELFARE: 7,
    Outcome.NOT_OURS: 3,
    Outcome.POLICE: 2,
}
BASES = {
    Outcome.PERSON_FOLLOWED: "consent",
    Outcome.REFERRED: "consent",
    Outcome.CHILD_WELFARE: "duty-to-notify",
    Outcome.POLICE: "duty-to-avert",
}
RECIPIENTS = {
    Outcome.REFERRED: "Helsesykepleier på skolen",
    Outcome.CHILD_WELFARE: "Barneverntjenestens mottak",
    Outcome.POLICE: "Operasjonssentralen",
}

WORDS: dict[str, tuple[str, ...]] = {
    "facts": (
        "Melderen har sett det selv to ganger den siste måneden. Ingen andre har fortalt om det.",
        "To voksne har sett det samme, hver for seg, på forskjellige dager.",
        "Det som står i meldingen, er det eneste noen har sett. Skolen har ikke merket noe.",
    ),
    "interpretations": (
        "Melderen tror det handler om vennene. Læreren tror det er noe hjemme.",
        "Noen leser det som trass. Vi leser det som at noen er redd.",
        "Det er fort gjort å tenke det verste etter det som har stått i avisa.",
    ),
    "explanations": (
        "Det kan være et vanlig brudd mellom venner.",
        "Flytting, ny skole og lite søvn kan forklare mye av det.",
        "Det kan være sykdom i familien som ingen har fortalt om.",
    ),
    "vulnerability": (
        "Få venner, og ingen fast fritid.",
        "Trangt hjemme, og mye ansvar for søsken.",
        "Har byttet skole to ganger.",
    ),
    "protective": (
        "Kommer på skolen hver dag og har én lærer som får kontakt.",
        "En trener som ringer når noen uteblir.",
        "Besteforeldre i nærheten, og en mor som ber om hjelp.",
    ),
    "voice": (
        "Sier selv at det verste er å gå alene i friminuttene.",
        "Er ikke spurt ennå. Helsesykepleier tar en prat på tirsdag.",
        "Vil ikke at foreldrene skal få vite alt, men vil gjerne ha en voksen med.",
    ),
    "best_interest": (
        "At noen som allerede er kjent, tar kontakt, og at det ikke blir mange nye voksne.",
        "Ro på skolen først. Så resten.",
        "Å få bli på laget.",
    ),
    "unknown": (
        "Hvordan det er hjemme i helgene.",
        "Hvem de eldre er, og om det er penger inne i bildet.",
        "Om det har skjedd før.",
    ),
    "feared": (
        "At kontakten med skolen glipper helt.",
        "At noen eldre får et tak som er vanskelig å løsne.",
        "At ingen sier fra neste gang.",
    ),
    "help": (
        "En voksen på fritidsklubben, og et tilbud til hele gruppa.",
        "Foreldremøte for trinnet før vi gjør noe med én.",
        "Samtale med helsesykepleier, om det er ønsket.",
    ),
}
REASONS = (
    "Vi er enige om at det minste som kan være nok, er å begynne her.",
    "Begge ser det samme: det haster ikke, men det går ikke over av seg selv.",
    "Vi vet for lite til å gjøre mer, og nok til ikke å la det ligge.",
)
AGREED = (
    "Enig.",
    "Ja. La oss se på det igjen når fristen er ute.",
    "Enig, og fint at det er lite.",
)
REFUSED = "Nei, ikke ennå: vi har ikke spurt den det gjelder."


def judge(lives: Iterable[Life], *, staff: Mapping[str, User], today: dt.date) -> None:
    """Give a round to each life with room for one, as far as it has come by today."""
    now = dt.datetime.combine(today, dt.time(7, 30), NORWAY)
    for life in lives:
        if life.room:
            _Rounds(life, Random(life.rng.random()), staff, now).plan(*life.room)


@dataclass(slots=True)
class _Rounds:
    """One round in one life: asked, written twice, proposed and answered."""

    life: Life
    rng: Random
    staff: Mapping[str, User]
    now: dt.datetime
    outcome: Outcome = Outcome.NO_GROUND
    asked: dict[int, uuid.UUID] = field(default_factory=dict)

    def plan(self, begins: dt.datetime, ends: dt.datetime) -> None:
        asked = self._work(begins, 1, 3)
        first, second = self._work(asked, 1, 4), self._work(asked, 4, 8)
        proposed = self._work(second, 1, 3)
        answered = self._work(proposed, 1, 3)
        again = self._work(answered, 1, 3)
        if again >= ends:
            return
        held = [one for one in OUTCOMES if _holds(one, day_of(proposed))]
        if answered < self.now < ends:
            # Begun and not over: this is what one can see running today.
            held = [one for one in held if one in FOLLOWED_UP]
        self.outcome = self.rng.choices(held, [OUTCOMES[one] for one in held])[0]
        one, other = self._two(day_of(ends))
        self._then(asked, lambda at: self._ask(one, other, at))
        for moment, assessor in ((first, one), (second, other)):
            written = self._written(day_of(asked))
            self._then(moment, self._handing_in(assessor, written))
        yes = self.rng.random() > 0.08
        reviewed = day_of(self._work(answered, 20, 40))
        self._propose(proposed, answered, other, reviewed, yes=yes)
        if not yes:
            self._propose(again, self._work(again, 1, 2), other, reviewed, yes=True)

    # --- Deeds ---

    def _ask(self, one: User, other: User, at: dt.datetime) -> None:
        concern, by = self.life.concern(), self.staff["kari"]
        handle.take(concern, by=by, at=at)
        for reader in (by, one, other):
            self.life.is_opened_by(reader, at)
        hours = self.life.around.hours
        answer_by = assess.usual_day(hours=hours, at=at)
        rows = assess.ask(concern, [one, other], answer_by=answer_by, hours=hours, by=by, at=at)
        self.asked = {row.assessor_id: row.pk for row in rows}

    def _handing_in(self, assessor: User, written: Written) -> Do:
        def hand_in(at: dt.datetime) -> None:
            found = Assessment.objects.select_related("concern", "assessor")
            assessment = found.get(pk=self.asked[assessor.pk])
            assess.hand_in(assessment, written, hours=self.life.around.hours, by=assessor, at=at)

        return hand_in

    def _propose(
        self, at: dt.datetime, answered: dt.datetime, other: User, reviewed: dt.date, *, yes: bool
    ) -> None:
        by, hours = self.staff["kari"], self.life.around.hours
        token = uuid.UUID(bytes=self.rng.randbytes(16), version=4)
        reasons, agreed = self.rng.choice(REASONS), self.rng.choice(AGREED)
        made: list[Decision] = []

        def propose(at: dt.datetime) -> None:
            concern = self.life.concern()
            handle.take(concern, by=by, at=at)
            proposal = self._proposal(reasons, reviewed)
            made.append(
                decide.propose(
                    concern, self.outcome, proposal, token=token, hours=hours, by=by, at=at
                )
            )

        def answer(at: dt.datetime) -> None:
            words = agreed if yes else REFUSED
            decide.answer(made[0], yes=yes, words=words, hours=hours, by=other, at=at)

        self._then(at, propose)
        self._then(answered, answer)

    # --- Words ---

    def _written(self, asked: dt.date) -> Written:
        level = self.rng.choice((0, 1, 1, 2))
        return Written(
            words={name: self.rng.choice(texts) for name, texts in WORDS.items()},
            informed=Informed.TOLD,
            informed_on=asked.isoformat(),
            level=level,
            level_name=_level_name(level),
            outcome=self.outcome,
        )

    def _proposal(self, reasons: str, reviewed: dt.date) -> Proposal:
        code = BASES[self.outcome] if self.outcome in NEEDS_BASIS else ""
        basis = LegalBasis.objects.filter(code=code).order_by("valid_from").last()
        return Proposal(
            reasons=reasons,
            basis=code,
            basis_from=basis.valid_from.isoformat() if basis else "",
            basis_name=basis.name["nb"] if basis else "",
            recipient=RECIPIENTS.get(self.outcome, ""),
            told="At noen er urolig, og hva som er sett." if self.outcome in RECIPIENTS else "",
            voice=WORDS["voice"][0],
            best_interest=WORDS["best_interest"][0],
            level=1,
            level_name=_level_name(1),
            review_on=reviewed.isoformat() if self.outcome in FOLLOWED_UP else "",
        )

    # --- Who and when ---

    def _two(self, day: dt.date) -> tuple[User, User]:
        """Any two who may assess; the second of them answers what the coordinator proposes."""
        kari, able = self.staff["kari"], [self.staff["vera"], self.staff["vidar"]]
        readers = [one for one in self.life.desk.on(day) if one not in (kari, self.life.near)]
        others = [*able, *readers]
        self.rng.shuffle(others)
        return self.rng.choice([kari, others[1]]), others[0]

    def _work(self, after: dt.datetime, least: int, most: int) -> dt.datetime:
        """A moment in duty hours, so many working days later."""
        hours, days = self.life.around.hours, self.rng.randrange(least, most)
        day = hours.working_day_after(after, days=days)
        opening = hours.opening_on(day)
        assert opening
        return opening.start + dt.timedelta(minutes=self.rng.randrange(10, 400))

    def _then(self, at: dt.datetime, do: Do) -> None:
        if at < self.now:
            self.life.then(at, do)


def _holds(outcome: Outcome, day: dt.date) -> bool:
    """Whether the Act it stands on was in force that day."""
    code = BASES.get(outcome)
    return not code or any(one.code == code and one.valid_from <= day for one in STARTERS)


def _level_name(number: int) -> str:
    name = next(name for level, name, _meaning in STARTER if level == number)
    return f"{number} – {name['nb']}"
