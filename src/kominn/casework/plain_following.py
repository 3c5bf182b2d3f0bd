"""What followed a decision, opened and put in words: measures for the person, and what was told."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kominn.casework import following_content as content
from kominn.casework.following_content import Given, Help
from kominn.casework.models import Disclosure, PersonMeasure, PersonMeasureReview
from kominn.concerns.models import Concern
from kominn.core.chapters import Chapter, Passage
from kominn.core.templatetags.words import day


def chapters(concern: Concern, key: bytes) -> list[Chapter]:
    helped = PersonMeasure.objects.filter(concern=concern).select_related("kind", "owner")
    given = Disclosure.objects.filter(concern=concern).select_related("by", "legal_basis")
    return [
        Chapter(
            _("For the person"),
            [
                passage
                for one in helped.order_by("starts_on", "pk")
                for passage in _measure(one, key)
            ],
        ),
        Chapter(
            _("Told to others"),
            [
                passage
                for one in given.order_by("on", "pk")
                for passage in _disclosure(one, content.given_or_damaged(one, key))
            ],
        ),
    ]


def _measure(one: PersonMeasure, key: bytes) -> list[Passage]:
    mark, name = f"help:{one.pk}", one.owner.name
    state = f"{one.kind} · {one.get_state_display()}"
    first = Passage(mark, _("Measure"), state, by=name, at=one.starts_on)
    written = content.help_or_damaged(one, key)
    reviews = one.reviews.select_related("by").order_by("number")
    return [
        first,
        *_help(mark, written, name),
        *(_review(mark, said, content.words_or_damaged(said, key)) for said in reviews),
    ]


def _help(mark: str, written: Help | None, name: str) -> list[Passage]:
    if written is None:
        return [Passage(f"{mark}:content", _("Aim"), None, by=name)]
    consent = written.consent
    yes = [consent.who, consent.scope, day(consent.day)] if consent else []
    if consent and consent.withdrawn_day:
        yes.append(f"{gettext('Taken back on')} {day(consent.withdrawn_day)}")
    words = (
        ("aim", _("Aim"), written.aim),
        ("words", _("What is done, and by whom"), written.words),
        ("consent", _("Consent"), " · ".join(part for part in yes if part)),
        ("basis", _("The basis in law"), written.basis_name),
    )
    return [Passage(f"{mark}:{part}", label, text, by=name) for part, label, text in words if text]


def _review(mark: str, one: PersonMeasureReview, words: str | None) -> Passage:
    text = None if words is None else f"{one.get_verdict_display()}: {words}"
    return Passage(f"{mark}:review:{one.number}", _("Review"), text, by=one.by.name, at=one.on)


def _disclosure(one: Disclosure, given: Given | None) -> list[Passage]:
    mark, name = f"disclosure:{one.pk}", one.by.name
    if given is None:
        return [Passage(mark, _("What exactly"), None, by=name, at=one.on)]
    words = (
        ("recipient", _("Told to"), given.recipient),
        ("text", _("What exactly"), given.text),
        ("basis", _("The basis in law"), given.basis_name),
        ("note", _("Note among staff"), given.note),
    )
    return [
        Passage(f"{mark}:{part}", label, text, by=name, at=one.on)
        for part, label, text in words
        if text
    ]
