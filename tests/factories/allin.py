"""Courses that begin today, and concepts in any state."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kominn.accounts.models import User
from kominn.allin import canvas
from kominn.allin.actions import courses
from kominn.allin.models import Concept
from kominn.allin.states import ANSWERS, PROJECTS
from kominn.participation import actions as participation
from kominn.participation import replies
from kominn.participation.models import AgeBand, Statement
from tests.factories.accounts import UserFactory


def start(*, by, **facts):
    today = timezone.localdate()
    return courses.start_course(
        **{
            "name": "Leir i fjæra",
            "recipe": "",
            "area": None,
            "place": "Fjellhallen",
            "first_day": today,
            "last_day": today + dt.timedelta(days=2),
            "age_band": AgeBand.YOUNGER,
            "most_seats": 30,
            "by": by,
            "at": timezone.now(),
        }
        | facts
    )


def concept(course, *, name, state, idea="Et sted å være"):
    written = canvas.rewritten(canvas.new_canvas(), was={}, now={"name": name, "idea": idea})
    answered = state in (*ANSWERS, *PROJECTS)
    return Concept.objects.create(
        course=course,
        state=state,
        canvas=written,
        texts=canvas.texts(written),
        handed_in_on=timezone.localdate(),
        answer="Det vil vi." if answered else "",
        answered_by="Kultursjefen" if answered else "",
        answered_on=timezone.localdate() if answered else None,
    )


def said(words, *, by):
    """What one wrote and another has read."""
    at, second = timezone.now(), User.objects.exclude(pk=by.pk).first() or UserFactory()
    reply = replies.propose("concept:1", "step", words, part=words[:36], by=by, at=at)
    return replies.pass_on(reply, by=second, at=at)


def statement(course, text="Lys på gangveien", **facts):
    """One from a seat of its own."""
    today = timezone.localdate()
    token = participation.sit_down(course.room.code, today=today)
    seat = participation.seat_of(token, today=today)
    return Statement.objects.create(
        **{"room": course.room, "seat": seat, "text": text, "written_on": today} | facts
    )
