"""Organisations and what they arrange, on days around today."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kominn.activities import actions
from kominn.activities.models import Activity, Rhythm


def invited(*, by, name="Fjordklubben", email="post@fjordklubben.example"):
    token = actions.invite(name, email, by=by, at=timezone.now())
    organiser = actions.organiser_of(token)
    assert organiser is not None
    return organiser, token


def facts(today=None, **wishes):
    today = today or timezone.localdate()
    return {
        "title": "Åpen hall",
        "about": "Ball, musikk og kakao.",
        "place": "Fjellhallen",
        "area": None,
        "age_from": 13,
        "age_to": 16,
        "price_ore": 0,
        "step_free": True,
        "wheelchair": False,
        "quiet": False,
        "girls_only": False,
        "equipment": "",
        "rhythm": Rhythm.WEEKLY,
        "first_day": today,
        "last_day": today + dt.timedelta(days=70),
        "starts": dt.time(18),
        "ends": dt.time(21),
    } | wishes


def arranged(organiser, *, by=None, at=None, **wishes) -> Activity:
    """Proposed; shown where somebody takes it in."""
    at = at or timezone.now()
    made = actions.propose(organiser, facts(timezone.localdate(at), **wishes), at=at)
    if by is not None:
        actions.take_in(made, by=by, at=at)
        made.refresh_from_db()
    return made


def once(day, **wishes):
    return {"rhythm": Rhythm.ONCE, "first_day": day, "last_day": day} | wishes
