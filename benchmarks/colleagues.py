"""Colleagues who take, assess, decide, help, tell and finish, one deed after the other: the second
load of `kill.py`. A process of its own, which is killed in the middle of whatever it does.

colleagues.py work NUMBER   does deeds for ever; a line of JSON when each is done
colleagues.py whole         half deeds, and lines given on the way in whose deed is not there
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kominn.config.settings")
django.setup()

from django.db import OperationalError  # noqa: E402
from django.utils import timezone  # noqa: E402

from kominn.accounts.models import User  # noqa: E402
from kominn.audit.models import Event  # noqa: E402
from kominn.audit.verification import verify  # noqa: E402
from kominn.casework import content, following_content, needs, sections  # noqa: E402
from kominn.casework.actions import assess, beginning, decide, disclose, follow  # noqa: E402
from kominn.casework.models import (  # noqa: E402
    Assessment,
    Decision,
    Disclosure,
    PersonMeasure,
    PersonMeasureReview,
)
from kominn.casework.states import WAITING, AssessmentState, DecisionState, Outcome  # noqa: E402
from kominn.concerns import conversation  # noqa: E402
from kominn.concerns.actions import closing, handle, handover, talk  # noqa: E402
from kominn.concerns.actions.closing import UnreadWords  # noqa: E402
from kominn.concerns.actions.handle import NotTheHolder  # noqa: E402
from kominn.concerns.models import Concern, Handover, Message  # noqa: E402
from kominn.concerns.states import HandoverState, ImpossibleStep, State, Writer  # noqa: E402
from kominn.concerns.surroundings import surroundings  # noqa: E402
from kominn.core.worktime import day_of  # noqa: E402
from kominn.law.models import LegalBasis  # noqa: E402
from kominn.plan.models import MeasureKind  # noqa: E402
from kominn.plan.states import Level, Verdict  # noqa: E402
from kominn.vault.actions import records  # noqa: E402
from kominn.vault.ciphertext import CannotOpen  # noqa: E402
from kominn.vault.models import MemberWrap, Wrap  # noqa: E402

REFUSALS = (
    ImpossibleStep, NotTheHolder, UnreadWords, assess.CannotAsk, assess.NotOpen,
    decide.AlreadyAnswered, handover.CannotHandOver,
)  # fmt: skip
AT_HAND = 12
TIMES = {"assessment.handed_in": 2}
"""How often a deed is done in one concern. Pressed twice, by two at once, most are done once."""
Deed = Callable[[], object]


# --- What they do ------------------------------------------------------------------------------


def work(number: str) -> None:
    """Whatever comes next in one of the concerns at hand, until the process is killed."""
    random = Random(int(number))
    staff = {one.email.partition("@")[0]: one for one in User.objects.all()}
    print(json.dumps({"began": True}), flush=True)
    while True:
        open_ones = Concern.objects.exclude(state__in=[State.CLOSED, State.WITHDRAWN])
        at_hand = list(open_ones.order_by("week", "pk")[:AT_HAND])
        if not at_hand:
            continue
        concern = random.choice(at_hand)
        # Another colleague was there first; or the database is busy, and one tries again.
        with suppress(*REFUSALS, OperationalError):
            for verb, deed in next_deeds(concern, staff):
                deed()
                line = {"did": verb, "target": f"concern:{concern.pk}"}
                print(json.dumps(line), flush=True)


def next_deeds(concern: Concern, staff: dict[str, User]) -> Iterator[tuple[str, Deed]]:
    at = timezone.now()
    hours = surroundings(day_of(at)).hours
    kari, inga = staff["kari"], staff["inga"]
    day = hours.working_day_after(at, days=5)
    if concern.state == State.RECEIVED:
        yield "concern.read", lambda: handle.read(concern, by=inga, at=at)
        yield "concern.taken", lambda: handle.take(concern, by=inga, at=at)
    elif concern.state == State.HELD and concern.holder == inga:
        offered = Handover.objects.offered().filter(concern=concern).first()
        if offered:
            yield "handover.accepted", lambda: handover.accept(offered, by=kari, at=at)
        else:
            yield "handover.offered", lambda: handover.offer(
                concern, to=kari, words="Du kjenner skolen.", answer_by=day, hours=hours, by=inga,
                at=at)  # fmt: skip
    elif concern.state == State.HELD and not PersonMeasure.objects.filter(concern=concern).exists():
        two = [staff["vera"], staff["vidar"]]
        yield "concern.noted", lambda: talk.note(
            concern, "Ringt skolen.", token=uuid.uuid4(), by=kari, at=at)  # fmt: skip
        yield "assessment.asked", lambda: assess.ask(
            concern, two, answer_by=day, hours=hours, by=kari, at=at)  # fmt: skip
    elif concern.state == State.ASSESSED:
        yield from _assess_and_decide(concern, kari, hours=hours, at=at)
    elif concern.state == State.FOLLOWED:
        yield _help(concern, kari, hours=hours, at=at)
    else:
        yield "disclosure.recorded", lambda: disclose.disclose(
            concern, LegalBasis.objects.get(code="duty-to-notify"),
            following_content.Given("Vakta", "Blåmerker.", "Meldeplikt"), on=day_of(at),
            token=uuid.uuid4(), by=kari, at=at)  # fmt: skip
        yield (
            "concern.closed",
            lambda: closing.close(
                concern, reason="helped", words="Takk.", token=uuid.uuid4(), by=kari, at=at
            ),
        )


def _assess_and_decide(
    concern: Concern, kari: User, *, hours: Any, at: dt.datetime
) -> Iterator[tuple[str, Deed]]:
    round_ = Assessment.objects.filter(concern=concern).select_related("concern", "assessor")
    asked = round_.filter(state=AssessmentState.ASKED).first()
    proposed = Decision.objects.filter(concern=concern).select_related("concern").first()
    if asked:
        written = content.Written(
            words={one.name: "Læreren så det på mandag." for one in sections.SECTIONS},
            informed="told", informed_on=day_of(at).isoformat(), level=1,
            level_name="1", outcome=Outcome.PERSON_FOLLOWED,
        )  # fmt: skip
        assert not needs.missing_in_assessment(written, None)
        yield "assessment.handed_in", lambda: assess.hand_in(
            asked, written, hours=hours, by=asked.assessor, at=at)  # fmt: skip
    elif proposed is None:
        basis = LegalBasis.objects.get(code="consent")
        proposal = content.Proposal(
            "Mindre hjelper ikke.", basis=basis.code, basis_from=basis.valid_from.isoformat(),
            basis_name="Samtykke", voice="Det går bra.", best_interest="At noen snakker med ham.",
            level=1, level_name="1",
            review_on=hours.working_day_after(at, days=15).isoformat(),
        )  # fmt: skip
        # The holder is none of the two here: either may say the second yes.
        yield "decision.proposed", lambda: decide.propose(
            concern, Outcome.PERSON_FOLLOWED, proposal, token=uuid.uuid4(), hours=hours, by=kari,
            at=at)  # fmt: skip
    else:
        other = round_.order_by("pk")[0].assessor
        yield "decision.decided", lambda: decide.answer(
            proposed, yes=True, words="Enig.", hours=hours, by=other, at=at)  # fmt: skip


def _help(concern: Concern, kari: User, *, hours: Any, at: dt.datetime) -> tuple[str, Deed]:
    running = PersonMeasure.objects.running().filter(concern=concern).first()
    if running:
        return "help.ended", lambda: follow.review(
            running, seen=running.reviews.count(), verdict=Verdict.CLOSE, words="Han kom.",
            hours=hours, by=kari, at=at)  # fmt: skip
    today = day_of(at)
    yes = following_content.Consent("Mor", today.isoformat(), "Mentor hver uke")
    kind = MeasureKind.objects.active().filter(level=Level.PERSON).in_order()[0]
    return "help.begun", lambda: beginning.begin_for_person(
        concern, kind=kind, owner=kari, starts_on=today,
        review_on=hours.working_day_after(at, days=15),
        written=following_content.Help("At han kommer på skolen.", consent=yes),
        token=uuid.uuid4(), hours=hours, by=kari, at=at)  # fmt: skip


# --- Whether each was done whole ---------------------------------------------------------------


def whole() -> dict[str, Any]:
    """What the state says and what the trail says, deed by deed; and whether all of it opens."""
    given = [json.loads(line) for line in sys.stdin]
    written = Counter(Event.objects.values_list("verb", "target"))
    done = Counter((line["did"], line["target"]) for line in given if "did" in line)
    lost = [
        deed for deed, times in done.items() if written[deed] < min(times, TIMES.get(deed[0], 1))
    ]
    verbs = Counter(Event.objects.values_list("verb", flat=True))
    kept = {
        "assessment.asked": Assessment.objects.count(),
        "assessment.handed_in": Assessment.objects.exclude(state=AssessmentState.ASKED).count(),
        "assessment.shared": Assessment.objects.filter(state=AssessmentState.SHARED).count() / 2,
        "decision.proposed": Decision.objects.count(),
        "decision.decided": Decision.objects.filter(state=DecisionState.DECIDED).count(),
        "help.begun": PersonMeasure.objects.count(),
        "help.ended": PersonMeasureReview.objects.count(),
        "disclosure.recorded": Disclosure.objects.count(),
        "handover.offered": Handover.objects.count(),
        "handover.accepted": Handover.objects.filter(state=HandoverState.ACCEPTED).count(),
        "concern.noted": Message.objects.filter(writer=Writer.NOTE).count(),
        "concern.closed": Concern.objects.filter(state=State.CLOSED).count(),
    }
    return {
        "deeds acknowledged": done.total(),
        "of them lost": len(lost),
        "half deeds": sum(verbs[verb] != number for verb, number in kept.items()),
        "wraps that are not whole": _wrong_wraps(),
        "parts that do not open": _closed_parts(),
        "faults of the trail": len(verify()),
        "concerns finished": kept["concern.closed"],
    }


def _wrong_wraps() -> int:
    """While two write, each alone has a key; when both are in, nobody needs one any more."""
    waiting = {(one.pk, one.assessor_id) for one in Assessment.objects.filter(state__in=WAITING)}
    held = set(MemberWrap.objects.values_list("record", "user"))
    shared = Assessment.objects.filter(state=AssessmentState.SHARED).values("pk")
    concerns = set(Concern.objects.values_list("pk", flat=True))
    wrapped = set(Wrap.objects.values_list("record", flat=True))
    left_over = MemberWrap.objects.filter(record__in=shared).count()
    return len(waiting ^ held) + len(concerns ^ wrapped) + left_over


def _closed_parts() -> int:
    kari = User.objects.get(email__startswith="kari@")
    keys = records.data_keys_for(Concern.objects.values_list("pk", flat=True), kari)
    wrong = 0
    opened: list[tuple[Any, Callable[[Any, bytes], object]]] = [
        *((one, conversation.open_told) for one in Concern.objects.all()),
        *((one, conversation.open_message) for one in Message.objects.all()),
        *((one, content.open_decision) for one in Decision.objects.all()),
        *((one, following_content.open_help) for one in PersonMeasure.objects.all()),
        *((one, following_content.open_given) for one in Disclosure.objects.all()),
    ]
    for one, open_with in opened:
        wrong += not _opens(one, open_with, keys[getattr(one, "concern_id", one.pk)])
    for own in Assessment.objects.select_related("assessor"):
        alone = own.state in WAITING
        key = records.own_key_for(own.pk, own.assessor) if alone else keys[own.concern_id]
        wrong += not _opens(own, content.open_assessment, key)
    return wrong


def _opens(one: Any, open_with: Callable[[Any, bytes], object], key: bytes) -> bool:
    try:
        open_with(one, key)
    except CannotOpen:
        return False
    return True


if __name__ == "__main__":
    if sys.argv[1] == "work":
        work(sys.argv[2])
    else:
        print(json.dumps(whole()))
