"""Why a deed with keys is refused; shown to whoever tried."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class NoWrap(Exception):
    """The user's keys do not open this record: need-to-know is missing."""

    def __init__(self) -> None:
        super().__init__(_("Your teams do not have the key to this."))


class NotAHolder(Exception):
    def __init__(self) -> None:
        super().__init__(
            _("Only someone who already reads for this team can let another person in.")
        )


class NotAMember(Exception):
    def __init__(self) -> None:
        super().__init__(_("This person does not belong to the team."))


class LastReader(Exception):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the last person who can read for the team. Let a colleague in first, "
                "or what is sealed to the team can never be opened again."
            )
        )


class LastReaderOfSome(LastReader):
    """Of what was set aside for others, this person alone opens so many."""

    def __init__(self, number: int) -> None:
        Exception.__init__(
            self,
            ngettext(
                "%(number)s concern opens to this person alone, and would never open again. They "
                "must let a colleague in to it first: it stands on their Monday page.",
                "%(number)s concerns open to this person alone, and would never open again. They "
                "must let a colleague in to each first: they stand on their Monday page.",
                number,
            )
            % {"number": number},
        )


class StandsTooNear(Exception):
    """The record was closed to this colleague; it is opened to them by nobody."""

    def __init__(self) -> None:
        super().__init__(_("This was closed to that colleague, and stays closed."))


class AlreadyFounded(Exception):
    def __init__(self) -> None:
        super().__init__(_("This team already has its keys. Ask a member to let people in."))


class NoTeamKey(Exception):
    def __init__(self) -> None:
        super().__init__(_("This team can receive nothing yet, because nobody reads for it."))


class LastWrap(Exception):
    def __init__(self) -> None:
        super().__init__(_("No other team could open this any longer; share it first."))
