"""Groups of people in place of areas: by age and what they live with, never by who they are."""

from __future__ import annotations

from citystats.composite.indicators import Refused, given_away
from citystats.composite.towns import FEW_PEOPLE, Rate, Town


def check_groups(town: Town) -> None:
    """Whether every group is one that may be compared.

    Raises
    ------
    ValueError
        Where something is counted among fewer than 100 people, or only a rate is known, which
        does not say among how many; Refused where a group's name is about origin, religion,
        language, concerns or police.
    """
    for group in town.areas:
        about = given_away(f"{group.code} {group.name}")
        if about is not None:
            raise Refused(
                f"group {group.code!r} is about {about.value}; need for support never compares "
                "people by origin, religion, language, concerns or police"
            )
    for (area, number), each in sorted(town.seen.items(), key=lambda item: item[0]):
        where = f"group {town.areas[area].code!r}, indicator {town.indicators[number].id!r}"
        if isinstance(each, Rate):
            raise ValueError(f"{where}: has only a rate; groups are counted")
        if each.people < FEW_PEOPLE:
            raise ValueError(f"{where}: is counted among {each.people}, fewer than {FEW_PEOPLE}")
