"""How law's pages colour what they show."""

from __future__ import annotations

from django import template

from kominn.law.models import Approval

register = template.Library()

TONES = {
    Approval.Standing.VALID: "success",
    Approval.Standing.SOON: "warning",
    Approval.Standing.RUN_OUT: "danger",
    Approval.Standing.NOT_YET: "info",
    Approval.Standing.ENDED: "neutral",
}


@register.filter
def tone(standing: Approval.Standing) -> str:
    return TONES[standing]
