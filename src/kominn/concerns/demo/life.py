"""One concern's life as a list of deeds. A domain that stands on this one adds its own to it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kominn.accounts.models import User
from kominn.concerns.actions import (
    closing,
    handle,
    handover,
    interpreter,
    joining,
    mailbox,
    nearness,
    second_look,
    second_reader,
    talk,
    triage,
)
from kominn.concerns.actions.receive import Setting, receive
from kominn.concerns.demo import papers
from kominn.concerns.demo.stories import Worry
from kominn.concerns.models import Concern, Handover, Message, SecondLook
from kominn.concerns.ready_words import ready_words
from kominn.concerns.states import Channel, CloseReason
from kominn.concerns.surroundings import Surroundings
from kominn.concerns.told import Told
from kominn.core.demo import Deed
from kominn.core.worktime import day_of
from kominn.portrait.models import Area
from kominn.vault.receipts import Receipt

Do = Callable[[dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads and answers, who of them finishes, who writes down for others, and who has left."""

    readers: tuple[User, ...]
    closer: User
    registrar: User
    left: Mapping[int, dt.date] = field(default_factory=dict)

    def on(self, day: dt.date) -> list[User]:
        return [one for one in self.readers if self.is_here(one, day)]

    def is_here(self, reader: User, day: dt.date) -> bool:
        return reader.pk not in self.left or day < self.left[reader.pk]

    def other_than(self, reader: User, day: dt.date) -> User:
        return next(one for one in self.on(day) if one != reader)

    def instead_of(self, reader: User, day: dt.date) -> User:
        """The reader, or who has taken over."""
        return reader if self.is_here(reader, day) else self.other_than(reader, day)


@dataclass(slots=True)
class Life:
    """From the telling to the end. `rng` is the life's own: a deed more changes no other life."""

    worry: Worry
    area: Area | None
    around: Surroundings
    desk: Desk
    rng: Random
    channel: Channel = Channel.WEB
    cluster: str = ""
    deeds: list[Deed] = field(default_factory=list)
    moments: dict[str, dt.datetime] = field(default_factory=dict)
    room: tuple[dt.datetime, dt.datetime] | None = None
    """Weeks left free between taking and finishing, for what two of them decide together."""

    near: User | None = None
    """The reader who stands near somebody in it, and to whom it is closed."""

    _opened_by: set[int] = field(default_factory=set)
    _receipt: Receipt | None = None
    _pk: uuid.UUID | None = None
    _page: Concern | None = None

    def concern(self) -> Concern:
        """As it stands at the moment of a deed; nobody may ask before it was told."""
        assert self._pk
        self._page = Concern.objects.get(pk=self._pk)
        return self._page

    def page(self) -> Concern:
        """As it stood when somebody last opened it: a deed looks anew by itself."""
        return self._page or self.concern()

    def then(self, at: dt.datetime, do: Do, *, called: str = "") -> None:
        self.deeds.append(Deed(at, do))
        if called:
            self.moments[called] = at

    # --- What the reporter does ---

    def is_told(self, at: dt.datetime, *, with_file: bool = False) -> None:
        worry, seed, paper = self.worry, self.rng.randbytes(32), Random(self.rng.random())

        def do(at: dt.datetime) -> None:
            answers = worry.answers()
            if self.area:
                answers["area"] = self.area.slug
            files = [papers.attach(paper)] if with_file else []
            told = Told(answers, worry.names, worry.language, at, self.channel, files)
            setting = Setting(self.around.hours, self.around.residents(self.area), self.area)
            by = {} if self.channel == Channel.WEB else {"by": handle.name_of(self.desk.registrar)}
            received = receive(told, seed=seed, setting=setting, at=at, **by)
            self._receipt, self._pk = received.receipt, received.concern_id

        self.then(at, do, called="told")

    def is_answered(self, at: dt.datetime, words: str) -> None:
        token = self._token()

        def do(at: dt.datetime) -> None:
            found = mailbox.find(self._receipt)
            if found:
                mailbox.add(found, words, token=token, hours=self.around.hours, at=at)

        self.then(at, do)

    def is_taken_back(self, at: dt.datetime) -> None:
        def do(at: dt.datetime) -> None:
            found = mailbox.find(self._receipt)
            if found:
                mailbox.withdraw(found, at=at)

        self.then(at, do, called="taken back")

    # --- What staff do ---

    def is_opened_by(self, reader: User, at: dt.datetime) -> None:
        """Whoever has not opened it before says first that they stand near nobody in it."""
        if reader.pk not in self._opened_by:
            nearness.say_not_near(self.page(), by=reader, at=at)
            self._opened_by.add(reader.pk)

    def is_set_aside(self, at: dt.datetime, *, by: User) -> None:
        """This reader does stand near: it closes to them."""
        self.near = by
        hours = self.around.hours
        self.then(at, lambda at: nearness.say_near(self.concern(), hours=hours, by=by, at=at))

    def is_taken(
        self,
        at: dt.datetime,
        *,
        by: User,
        due_on: dt.date,
        again: bool = False,
        if_open: bool = False,
    ) -> None:
        """Read, taken and sorted on one page; `again` after it was finished and written to, and
        `if_open` only where a second look opened it."""

        def do(at: dt.datetime) -> None:
            concern = self.concern()
            if if_open and not concern.is_open:
                return
            self.is_opened_by(by, at)
            handle.read(concern, by=by, at=at)
            handle.take(concern, by=by, at=at)
            if again:
                handle.read(self.concern(), by=by, at=at)
            self._sort(concern, due_on, by=by, at=at)

        self.then(at, do, called="taken")

    def is_passed_on(self, at: dt.datetime, *, to: User) -> None:
        def do(at: dt.datetime) -> None:
            self.is_opened_by(to, at)
            handle.take(self.page(), by=to, at=at)

        self.then(at, do)

    def is_offered(self, at: dt.datetime, words: str, *, by: User, to: User) -> None:
        """The holder asks a colleague to take over; not where somebody else has taken it since."""
        hours = self.around.hours

        def do(at: dt.datetime) -> None:
            concern, day = self.concern(), handover.usual_day(hours, at=at)
            if concern.holder_id == by.pk:
                handover.offer(
                    concern, to=to, words=words, answer_by=day, hours=hours, by=by, at=at
                )

        self.then(at, do)

    def is_answered_for(self, at: dt.datetime, *, by: User, why_not: str = "") -> None:
        """The colleague takes over, or says why not."""

        def do(at: dt.datetime) -> None:
            self.is_opened_by(by, at)
            offered = Handover.objects.offered().filter(concern=self._pk, taker=by).first()
            if offered is None:
                return
            if why_not:
                handover.decline(offered, words=why_not, by=by, at=at)
            else:
                handover.accept(offered, by=by, at=at)

        self.then(at, do)

    def is_read(self, at: dt.datetime, *, by: User, due_on: dt.date | None = None) -> None:
        def do(at: dt.datetime) -> None:
            concern = self.concern()
            self.is_opened_by(by, at)
            handle.read(concern, by=by, at=at)
            if due_on:
                self._sort(concern, due_on, by=by, at=at)

        self.then(at, do)

    def is_noted(self, at: dt.datetime, words: str, *, by: User, due_on: dt.date) -> None:
        token = self._token()

        def do(at: dt.datetime) -> None:
            concern = self.page()
            talk.note(concern, words, token=token, by=by, at=at)
            self._sort(concern, due_on, by=by, at=at)

        self.then(at, do)

    def has_names_opened(self, at: dt.datetime, why: str, *, by: User) -> None:
        self.then(at, lambda at: _ignore(handle.read_names(self.page(), why=why, by=by, at=at)))

    def has_interpreter(self, at: dt.datetime, day: dt.date, *, called: bool, by: User) -> None:
        token = self._token()
        details: dict[str, Any] = {
            "language": self.worry.language, "way": "phone", "needed_on": day, "time": dt.time(13),
        }  # fmt: skip

        def do(at: dt.datetime) -> None:
            order = interpreter.order(self.page(), details, token=token, by=by, at=at)
            if called:
                interpreter.was_called(order, by=by, at=at + dt.timedelta(minutes=10))

        self.then(at, do)

    def is_asked(self, at: dt.datetime, words: str, *, by: User, again: bool = False) -> None:
        """Write to the reporter; `again` instead of what a colleague stopped."""
        token = self._token()

        def do(at: dt.datetime) -> None:
            stopped = (
                Message.objects.stopped().filter(concern=self._pk, author=by) if again else None
            )
            first = stopped.first() if stopped is not None else None
            talk.write(
                self.page(),
                words,
                token=token,
                read_by_two=False,
                instead_of=first.pk if first else None,
                by=by,
                at=at,
            )

        self.then(at, do)

    def is_looked_at(self, at: dt.datetime, *, by: User, why_not: str = "") -> None:
        """The second reader sends what waits, or stops it with a reason."""

        def do(at: dt.datetime) -> None:
            self.is_opened_by(by, at)
            message = Message.objects.waiting().get(concern=self._pk)
            second_reader.release(message, send=not why_not, why=why_not, by=by, at=at)

        self.then(at, do)

    def is_let_be(self, at: dt.datetime, *, by: User) -> None:
        """What waits is taken back by its writer."""

        def do(at: dt.datetime) -> None:
            talk.put_away(Message.objects.waiting().get(concern=self._pk), by=by, at=at)

        self.then(at, do)

    def is_finished(
        self,
        at: dt.datetime,
        words: str,
        reason: CloseReason,
        *,
        by: User,
        if_open: bool = False,
    ) -> None:
        token = self._token()

        def do(at: dt.datetime) -> None:
            concern = self.concern() if if_open else self.page()
            if if_open and not concern.is_open:
                return
            closing.close(concern, reason=reason, words=words, token=token, by=by, at=at)

        self.then(at, do, called="finished")

    def is_finished_at_once(self, at: dt.datetime, reason: CloseReason, *, by: User) -> None:
        """Read, taken and finished with the words that stand ready; sorted, where it tells of
        something."""
        token, language = self._token(), self.worry.language
        words = "\n\n".join(filter(None, (ready_words(reason, language), self.worry.closing)))

        def do(at: dt.datetime) -> None:
            concern = self.concern()
            self.is_opened_by(by, at)
            seen = triage.mark_of(concern)
            handle.read(concern, by=by, at=at)
            if self.worry.theme:
                self._sort(concern, day_of(at), by=by, at=at)
            triage.finish_at_once(
                concern, reason=reason, words=words, seen=seen, token=token, by=by, at=at
            )

        self.then(at, do, called="finished")

    def is_looked_at_once_more(self, at: dt.datetime, *, by: User, why_again: str = "") -> None:
        """Where the lot fell on it: a colleague agrees with how it was finished, or opens it."""
        hours = self.around.hours

        def do(at: dt.datetime) -> None:
            look = SecondLook.objects.for_reader(by).filter(concern=self._pk).first()
            if look is None:
                return
            self.is_opened_by(by, at)
            handle.read(self.concern(), by=by, at=at)
            if why_again:
                second_look.reopen(look, why_again, hours=hours, by=by, at=at)
            else:
                second_look.agree(look, by=by, at=at)

        self.then(at, do, called="looked at once more")

    # --- What many tell ---

    def gathers(
        self, at: dt.datetime, others: Sequence[Life], *, by: User, due_on: dt.date
    ) -> None:
        """These tell the same: they are worked on with this one."""

        def do(at: dt.datetime) -> None:
            numbers = {one.concern().pk for one in others}
            joining.join(self.concern(), numbers, by=by, at=at)
            self._sort(self.concern(), due_on, by=by, at=at)

        self.then(at, do)

    def is_told_to_all(self, at: dt.datetime, words: str, *, by: User) -> None:
        token = self._token()

        def do(at: dt.datetime) -> None:
            joining.write_to_all(
                self.concern(), words, token=token, read_by_two=False, by=by, at=at
            )

        self.then(at, do)

    def is_finished_for_all(
        self, at: dt.datetime, words: str, reason: CloseReason, *, by: User
    ) -> None:
        token = self._token()

        def do(at: dt.datetime) -> None:
            joining.finish_for_all(
                self.concern(), reason=reason, words=words, token=token, by=by, at=at
            )

        self.then(at, do, called="finished")

    def _sort(self, concern: Concern, due_on: dt.date, *, by: User, at: dt.datetime) -> None:
        theme, day = self.worry.theme, max(due_on, day_of(at))
        handle.sort(concern, theme=theme, area=self.area, due_on=day, by=by, at=at)

    def _token(self) -> uuid.UUID:
        return uuid.UUID(bytes=self.rng.randbytes(16), version=4)


def _ignore(_names: str) -> None:
    """The names are for the reader's eyes; nothing here keeps them."""
