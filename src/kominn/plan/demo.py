"""Invented measures of an invented town: begun, reviewed and ended by the product's own deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kominn.accounts.models import User
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY
from kominn.plan import actions
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import State, Verdict
from kominn.portrait.models import Area, City

COORDINATOR = "kari"


@dataclass(frozen=True, slots=True)
class Look:
    """One review: so many days before today, what was decided, and how long to the next."""

    ago: int
    verdict: Verdict
    words: str = ""
    next_in: int = 56
    ends_as: State = State.FINISHED


@dataclass(frozen=True, slots=True)
class Story:
    """A measure begun so many days before today."""

    kind: str
    title: str
    aim: str
    owner: str
    ago: int
    first_review_in: int
    area: str = ""
    public_words: str = ""
    concerns: int = 0
    looks: tuple[Look, ...] = ()
    handed_to: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        kind="nabolag",
        title="Lys og voksne på gangveien bak skolen",
        aim="At de yngste går gangveien hjem etter trening igjen. Vi teller på to onsdager.",
        owner="kari",
        ago=120,
        first_review_in=50,
        area="tollbodbrygga",
        public_words="Dere sa fra om mørke på gangveien. Lysene er tilbake, og voksne går der på "
        "fredager.",
        concerns=6,
        looks=(
            Look(
                68,
                Verdict.CONTINUE,
                "Lysene virker. Vi telte 14 barn første onsdag og 23 den andre; vi vet ikke om det "
                "skyldes lysene eller våren.",
                63,
            ),
            Look(6, Verdict.STEP_DOWN, "Voksne går nå bare på fredager.", 70),
        ),
    ),
    Story(
        kind="uteteam",
        title="Ute på torget på fredager",
        aim="At ungdommene på torget kjenner to voksne ved navn.",
        owner="stian",
        ago=90,
        first_review_in=58,
        area="tollbodbrygga",
        public_words="To voksne fra uteteamet er på torget hver fredag kveld. Kom og si hei.",
        looks=(
            Look(
                31,
                Verdict.STEP_UP,
                "Flere kom enn vi trodde, så vi er ute lørdager også. Noen sier de kommer for "
                "varmen og maten.",
                33,
            ),
        ),
    ),
    Story(
        kind="ungdomshus",
        title="Søndagsåpent ungdomshus",
        aim="Et sted å være på søndager for dem som ikke har det hjemme.",
        owner="stian",
        ago=75,
        first_review_in=70,
        area="tollbodbrygga",
        public_words="Ungdomshuset prøver å ha åpent på søndager fram til sommeren.",
    ),
    Story(
        kind="skolemiljo",
        title="Trygg på åttende trinn",
        aim="At ingen på trinnet sier at de er alene i friminuttene når vi spør igjen.",
        owner="stian",
        ago=150,
        first_review_in=56,
        looks=(
            Look(
                92,
                Verdict.CONTINUE,
                "Elevene laget reglene selv. For tidlig å si om noe er annerledes.",
                56,
            ),
            Look(
                35,
                Verdict.CLOSE,
                "Perioden er over. Elevene sier det er bedre; vi har ingen klasse å sammenligne "
                "med.",
            ),
        ),
    ),
    Story(
        kind="foreldregruppe",
        title="Foreldrekvelder om nettet",
        aim="At foreldre på trinnet har avtalt felles grenser for natta.",
        owner="leif",
        ago=60,
        first_review_in=56,
        area="ospelundvollen",
        public_words="Foreldre møtes fire kvelder om livet på nettet. Det er tolk på to språk.",
        handed_to="kari",
    ),
    Story(
        kind="brobygging",
        title="Fire møter i året med tros- og livssynssamfunn",
        aim="At begge parter holder det de lover. Løftene telles opp i desember.",
        owner="kari",
        ago=170,
        first_review_in=84,
        public_words="Kommunen og byens tros- og livssynssamfunn møtes fire ganger i året.",
        looks=(Look(82, Verdict.CONTINUE, "Sju av ni løfter holdt.", 120),),
    ),
    Story(
        kind="klangfarge",
        title="Klangfarge på Teglverkstomta",
        aim="At minst ti nye barn blir med, og er der fortsatt etter jul.",
        owner="leif",
        ago=110,
        first_review_in=49,
        area="teglverkstomta",
        looks=(
            Look(
                60,
                Verdict.CLOSE,
                "Stanset: lokalet er stengt, og bare tre barn kom. Vi prøver et annet sted til "
                "høsten.",
                ends_as=State.STOPPED,
            ),
        ),
    ),
    Story(
        kind="nabolag",
        title="Ryddedag og ny benk ved skaterampa",
        aim="At de som bruker rampa, selv sier at den er deres.",
        owner="kari",
        ago=20,
        first_review_in=23,
        area="kvernhuslokka",
        public_words="Naboer og skatere rydder sammen, og kommunen setter opp en benk.",
    ),
    Story(
        kind="to-kart",
        title="Kurset To kart, første gruppe",
        aim="At åtte unge fullfører, og sier hva de vil ha annerledes.",
        owner="leif",
        ago=9,
        first_review_in=70,
    ),
)


def deeds(*, staff: Mapping[str, User], today: dt.date) -> Iterator[Deed]:
    """Everything that has happened before half past seven this morning."""
    for number, story in enumerate(STORIES):
        yield from _life(story, number, staff, today)


def _life(story: Story, number: int, staff: Mapping[str, User], today: dt.date) -> Iterator[Deed]:
    kept: list[Measure] = []
    began = today - dt.timedelta(days=story.ago)

    def start(at: dt.datetime) -> None:
        area = Area.objects.filter(slug=story.area).first()
        begun = actions.add_measure(
            kind=MeasureKind.objects.get(slug=story.kind),
            title=story.title,
            aim=story.aim,
            area=area,
            owner=staff[story.owner],
            starts_on=began,
            review_on=_working_day(began, story.first_review_in),
            public_words=story.public_words,
            told_public=bool(story.public_words),
            came_from_concerns=story.concerns,
            by=staff[COORDINATOR],
            at=at,
        )
        kept.append(begun)

    yield Deed(_moment(began, number), start)
    if story.handed_to:

        def hand_over(at: dt.datetime) -> None:
            actions.hand_measure_over(
                kept[0], to=staff[story.handed_to], by=staff[story.owner], at=at
            )

        yield Deed(_moment(began + dt.timedelta(days=14), number), hand_over)
    for seen, look in enumerate(story.looks):
        on = today - dt.timedelta(days=look.ago)
        yield Deed(_moment(on, number), _look(kept, look, seen, on, staff[story.owner]))


def _look(
    kept: list[Measure], look: Look, seen: int, on: dt.date, by: User
) -> Callable[[dt.datetime], None]:
    def review(at: dt.datetime) -> None:
        closes = look.verdict == Verdict.CLOSE
        actions.review_measure(
            kept[0],
            seen=seen,
            verdict=look.verdict,
            words=look.words,
            next_on=None if closes else _working_day(on, look.next_in),
            ends_as=look.ends_as,
            by=by,
            at=at,
        )

    return review


def _working_day(on: dt.date, days: int) -> dt.date:
    return actions.next_working_day(City.objects.current(), on + dt.timedelta(days=days))


def _moment(day: dt.date, number: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9 + number % 5, 12 + number), NORWAY)
