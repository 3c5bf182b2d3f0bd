"""How many hold a sender's role in an area: a role that fits fewer than a handful is not kept.

A clear column that says "leader of a congregation in Ytre Nes" names a person. The shares are
rough on purpose and lean low, so that a doubtful role is left out rather than kept (ADR 0008).
"""

from __future__ import annotations

from kominn.concerns.states import SenderRole

HANDFUL = 5

# Holders per 1 000 residents, rounded down.
HOLDERS_PER_1000: dict[SenderRole, float] = {
    SenderRole.UNSAID: 1000.0,
    SenderRole.RESIDENT: 700.0,
    SenderRole.GUARDIAN: 150.0,
    SenderRole.YOUNG: 70.0,
    SenderRole.EMPLOYEE: 10.0,
    SenderRole.VOLUNTEER: 8.0,
    SenderRole.LEADER: 0.2,
}


def kept_role(role: SenderRole, residents: int) -> SenderRole:
    """The role as it may stand in clear beside an area with so many residents."""
    holders = HOLDERS_PER_1000[role] * residents / 1000
    return role if holders >= HANDFUL else SenderRole.UNSAID
