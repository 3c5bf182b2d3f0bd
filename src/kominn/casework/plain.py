"""What two wrote and decided about one concern, opened and put in words."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kominn.casework import content, plain_following
from kominn.casework.content import Proposal, Written
from kominn.casework.models import Assessment, Decision
from kominn.casework.sections import SECTIONS
from kominn.casework.states import AssessmentState, Informed, Outcome
from kominn.concerns.models import Concern
from kominn.core.chapters import Chapter, Passage
from kominn.core.templatetags.words import day


def chapters(concern: Concern, key: bytes) -> list[Chapter]:
    """Assessments as far as both were in, each by itself, and every proposal with its answer."""
    shared = Assessment.objects.filter(concern=concern, state=AssessmentState.SHARED)
    by_whom = shared.select_related("assessor").order_by("round", "assessor__name")
    decisions = Decision.objects.filter(concern=concern)
    found = [
        *(
            Chapter(
                format_lazy("{} {}", _("Assessment"), number),
                _assessment(one, content.assessment_or_damaged(one, key)),
            )
            for number, one in enumerate(by_whom, start=1)
        ),
        Chapter(
            _("Decisions"),
            [
                passage
                for one in decisions.select_related("decided_by", "seconded_by").order_by("round")
                for passage in _decision(one, content.decision_or_damaged(one, key))
            ],
        ),
        *plain_following.chapters(concern, key),
    ]
    return [chapter for chapter in found if chapter.passages]


def _assessment(one: Assessment, written: Written | None) -> list[Passage]:
    mark, name = f"assessment:{one.pk}", one.assessor.name
    if written is None:
        return [Passage(mark, _("Assessment"), None, by=name)]
    words = [
        Passage(f"{mark}:{section.name}", section.label, written.words[section.name], by=name)
        for section in SECTIONS
        if written.words.get(section.name)
    ]
    if written.informed:
        told = " · ".join(part for part in (_informed(written), written.informed_why) if part)
        words.append(
            Passage(
                f"{mark}:informed",
                _("Is the person, or the guardian, told?"),
                told,
                by=name,
                at=written.informed_day,
            )
        )
    if written.level_name:
        words.append(Passage(f"{mark}:level", _("Level"), written.level_name, by=name))
    later = [
        Passage(f"{mark}:later:{number}", _("Added later"), one.text, by=name, at=one.moment)
        for number, one in enumerate(written.later)
    ]
    return [*words, *later]


INFORMED = {
    Informed.TOLD: _("Yes, they were told on %(day)s"),
    Informed.SOON: _("Not yet: they are told on %(day)s"),
    Informed.EXCEPTION: _("No, there is an exception until %(day)s"),
}


def _informed(written: Written) -> str:
    if not written.informed_day:
        return str(Informed(written.informed).label)
    return str(INFORMED[Informed(written.informed)]) % {"day": day(written.informed_day)}


def _decision(one: Decision, proposal: Proposal | None) -> list[Passage]:
    mark = f"decision:{one.pk}"
    by = " · ".join(who.name for who in (one.decided_by, one.seconded_by) if who)
    outcome = f"{Outcome(one.outcome).label} · {one.get_state_display()}"
    first = Passage(mark, _("Decision"), outcome, by=by, at=one.decided_on)
    if proposal is None:
        return [first, Passage(f"{mark}:content", _("Reasons"), None, by=by)]
    words = (
        ("reasons", _("Reasons"), proposal.reasons),
        ("basis", _("Legal basis"), proposal.basis_name),
        ("recipient", _("Told to"), proposal.recipient),
        ("told", _("What is told"), proposal.told),
        ("voice", _("What the person or the child says"), proposal.voice),
        ("best_interest", _("What is best for the child"), proposal.best_interest),
        ("level", _("Level"), proposal.level_name),
        ("answer", _("The second answer"), proposal.answer),
    )
    return [
        first,
        *(Passage(f"{mark}:{name}", label, text, by=by) for name, label, text in words if text),
    ]
