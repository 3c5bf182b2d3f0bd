"""What a course needs on paper: poster, timetable, letter, rules, check-list, questions."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from kominn.allin.models import Course
from kominn.core.prose import lines
from kominn.core.templatetags.words import clock, span, weekday
from kominn.core.wording import in_language
from kominn.guide import printing, running
from kominn.guide.models import MethodCard, Recipe
from kominn.guide.printing import Facts, made, prose


def course_facts(course: Course) -> Facts:
    return {
        "name": course.name,
        "when": span(course.first_day, course.last_day),
        "place": ", ".join(
            part for part in (course.place, course.area.name if course.area else "") if part
        ),
        "leader": course.leader.name,
    }


def words() -> dict[str, str]:
    """What these sheets say besides what the recipe says."""
    return {
        "join": _("Join in"),
        "type": _("Point a camera here, or type the code at"),
        "anonymous": _("No name, no account. Nobody can see who wrote what."),
        "when": _("When"),
        "where": _("Where"),
        "leads": _("Who leads"),
        "reply": _("Reply"),
        "young": _("Name of the young person"),
        "yes": _("Yes, they take part"),
        "no": _("No, they do not"),
        "guardian": _("I am a guardian"),
        "self": _("I am 15 or older and answer for myself"),
        "needs": _("Allergies, and what help is needed"),
        "phone": _("Telephone of a guardian"),
        "signed": _("Day and signature"),
        "before": _("Before we begin"),
        "after": _("Now that we are done"),
        "nameless": _("Write no name. One tick on each line. Put the sheet in the box yourself."),
        "least": _("not at all"),
        "most": _("very much"),
    }


def _sheet(template: str, course: Course, facts: Facts, *, title: str, language: str) -> bytes:
    told = {"course": course_facts(course), "words": words(), "title": title} | facts
    return made(template, told, language=language, title=f"{title} – {course.name}")


def poster(course: Course, *, square: str, address: str, language: str) -> bytes:
    with override(language):
        code = course.room.code
        facts = {"square": square, "address": address, "code": [code[:4], code[4:]]}
        return _sheet("poster", course, facts, title=_("Join in"), language=language)


def timetable(course: Course, language: str) -> bytes:
    with override(language):
        days: dict[str, list[Facts]] = {}
        for one in course.gatherings.all():
            hours = f"{clock(one.starts)}–{clock(one.ends)}"
            days.setdefault(weekday(one.day), []).append({"hours": hours, "name": one.name})
        facts = {"days": [{"name": name, "steps": steps} for name, steps in days.items()]}
        return _sheet("timetable", course, facts, title=_("Timetable"), language=language)


def consent(course: Course, recipe: Recipe, language: str) -> bytes:
    with override(language):
        facts = {"letter": prose(in_language(recipe.consent, language))}
        return _sheet("consent", course, facts, title=_("Letter to guardians"), language=language)


def conduct(course: Course, recipe: Recipe, language: str) -> bytes:
    with override(language):
        facts = {"rules": lines(in_language(recipe.conduct, language))}
        return _sheet("conduct", course, facts, title=_("Code of conduct"), language=language)


def checklist_of(course: Course, recipe: Recipe, language: str) -> bytes:
    with override(language):
        facts = {
            "tasks": [
                {"when": weekday(one.due), "words": one.words, "done": one.done is not None}
                for one in running.to_do(course, recipe, language)
            ]
        }
        return _sheet("checklist", course, facts, title=_("Check-list"), language=language)


def before(course: Course, recipe: Recipe, language: str) -> bytes:
    with override(language):
        facts = {"questions": lines(in_language(recipe.questions, language)), "open": []}
        return _sheet("questions", course, facts, title=_("Before we begin"), language=language)


def after(course: Course, recipe: Recipe, language: str) -> bytes:
    with override(language):
        facts = {
            "questions": lines(in_language(recipe.questions, language)),
            "open": lines(in_language(recipe.after, language)),
        }
        title = _("Now that we are done")
        return _sheet("questions", course, facts, title=title, language=language)


def cards_of(shown: Iterable[MethodCard], language: str) -> bytes:
    return printing.cards(shown, language)
