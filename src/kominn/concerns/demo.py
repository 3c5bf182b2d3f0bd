"""Invented worries of an invented town. Every one goes through the form's own deeds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kominn.accounts.models import User
from kominn.concerns.actions import handle, mailbox
from kominn.concerns.actions.receive import Setting, receive
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import Channel, CloseReason, State, Theme
from kominn.concerns.surroundings import Surroundings
from kominn.concerns.told import Told
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY
from kominn.vault.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Worry:
    """One invented report: who tells it, and what becomes of it when there is time."""

    seen: str
    role: str = "resident"
    about: str = "place"
    theme: Theme = Theme.OTHER
    worry: str = ""
    good: str = ""
    tried: str = ""
    names: str = ""
    where: str = ""
    under_18: str = "unknown"
    reply: str = "anonymous"
    language: str = "nb"
    danger: str = "no"
    channel: Channel = Channel.WEB
    question: str = ""
    answer: str = ""
    closing: str = ""
    reason: CloseReason = CloseReason.HELPED


OLD_ENOUGH = 14

WORRIES: tuple[Worry, ...] = (
    Worry(
        seen="Lysene på gangveien mellom skolen og brygga har vært borte i flere uker. Noen av de "
        "yngste tør ikke gå hjem alene etter trening.",
        role="guardian",
        theme=Theme.PLACE,
        worry="At noen blir skremt, eller at noe skjer i mørket.",
        good="Foreldrene følger hverandres barn når de kan.",
        where="Gangveien bak skolen",
        closing="Takk for at du sa fra. Lysene er meldt, og to voksne går der på fredager.",
        question="Hvilke dager er det flest barn som går der?",
        answer="Tirsdag og torsdag etter klokka seks.",
    ),
    Worry(
        seen="En gutt i klassen sitter alene hver dag. Før var han med på alt. Nå sier han nesten "
        "ikke noe, og han er mye på en server der de hater folk.",
        role="young",
        about="known",
        theme=Theme.EXCLUSION,
        worry="At han tror på det de skriver der, fordi ingen andre snakker med ham.",
        good="Han er kjempeflink til å tegne, og han liker læreren i kunst.",
        names="Han heter Jonatan i historien vår, 9. trinn.",
        under_18="yes",
        question="Takk for at du bryr deg. Er det en voksen på skolen du tror han stoler på?",
        answer="Kunstlæreren. Og kanskje helsesykepleieren.",
        closing="En voksen på skolen har snakket med ham. Du gjorde noe bra da du sa fra.",
    ),
    Worry(
        seen="Det er limt klistremerker med hatefulle slagord på busskuret og på lyktestolpene.",
        theme=Theme.HATE,
        about="place",
        where="Busskuret ved torget",
        worry="At de som blir pekt på, slutter å bruke torget.",
        closing="Merkene er fjernet, og vi følger med på stedet.",
    ),
    Worry(
        seen="Flere ungdommer forteller at noen eldre gutter lokker dem med penger for å levere "
        "pakker på sparkesykkel om kvelden.",
        role="volunteer",
        about="group",
        theme=Theme.CRIME,
        worry="At de yngste ikke skjønner hva de er med på.",
        good="De kommer fortsatt på trening to ganger i uka.",
        tried="Vi har snakket med dem på laget, og med to av foreldrene.",
        question="Kan vi ringe deg for å høre mer om når det skjer?",
        answer="Ja, men helst på dagtid.",
        reason=CloseReason.PASSED_ON,
        closing="Vi har tatt det videre med ungdomsteamet og politiet på et generelt grunnlag.",
    ),
    Worry(
        seen="Ей, моя сусідка не виходить з дому вже місяць, її чоловік каже, що вона хвора. "
        "Діти перестали ходити на гурток.",
        role="resident",
        about="known",
        theme=Theme.CONTROL,
        language="uk",
        worry="Що їй не дозволяють виходити.",
        names="Сусідка з третього поверху",
        under_18="no",
    ),
    Worry(
        seen="Mange av elevene sender et bilde av en medelev rundt i gruppa. Hun er ikke på skolen "
        "lenger.",
        role="employee",
        about="online",
        theme=Theme.BULLYING,
        worry="At hun skader seg.",
        tried="Kontaktlæreren har ringt hjem. Rektor er orientert.",
        under_18="yes",
        danger="unsure",
        reason=CloseReason.PASSED_ON,
        closing="Saken er hos dem som har ansvar for den. Takk for at du sa fra så raskt.",
    ),
    Worry(
        seen="Waxaan arkay dhallinyaro lagu caayo dukaanka. Dadka waaweyn waxba ma dhahaan.",
        role="guardian",
        about="place",
        theme=Theme.HATE,
        language="so",
        worry="Carruurtaydu way ka baqayaan inay halkaas tagaan.",
    ),
    Worry(
        seen="Det er fest i den gamle naustrekka hver helg. I helga lå det en på bakken som ikke "
        "våknet før vi ropte høyt.",
        role="resident",
        theme=Theme.SUBSTANCES,
        where="Naustrekka",
        worry="At noen dør.",
        good="Uteteamet kjenner mange av dem.",
        closing="Uteteamet er der fredag og lørdag framover.",
    ),
    Worry(
        seen="Jeg hører krangling og gråt gjennom veggen nesten hver natt.",
        about="known",
        theme=Theme.HOME,
        channel=Channel.PHONE,
        worry="Det er to små barn der.",
        names="Leiligheten over meg, tredje etasje",
        under_18="yes",
        danger="unsure",
        reason=CloseReason.PASSED_ON,
    ),
    Worry(
        seen="Sønnen min på 17 sier at han skal reise og «gjøre noe viktig». Han har fått nye "
        "venner på nettet og vil ikke si hvem de er.",
        role="guardian",
        about="known",
        theme=Theme.EXTREMISM,
        worry="At han blir borte for oss.",
        good="Han spiser fortsatt middag hos bestefar hver søndag.",
        tried="Vi har prøvd å snakke. Han blir sint.",
        under_18="yes",
        reply="contact",
        question="Takk for at du forteller. Vil du at vi tar en prat, på telefon eller her?",
        answer="Gjerne på telefon etter klokka fire.",
    ),
    Worry(
        seen="Młodzież zbiera się pod wiaduktem i rzuca kamieniami w rowerzystów.",
        role="resident",
        theme=Theme.PLACE,
        language="pl",
        where="Pod wiaduktem",
        worry="Ktoś może zginąć.",
        closing="Takk. Undergangen er nå med på ruta til uteteamet.",
    ),
    Worry(
        seen="Eit par av dei eldre på bygda seier dei ikkje tør gå på butikken etter at det kom "
        "nye folk i det gamle hotellet. Eg trur mest dei ikkje kjenner kvarandre.",
        role="leader",
        about="rumour",
        theme=Theme.EXCLUSION,
        language="nn",
        good="Kyrkjelydshuset står tomt på torsdagar.",
        closing="Vi inviterer til kaffi på torsdagar frå neste månad.",
    ),
    Worry(
        seen="Noen har laget en konto der de stemmer på hvem som er styggest i trinnet.",
        role="young",
        about="online",
        theme=Theme.ONLINE,
        worry="De som er på lista gruer seg til å gå på skolen.",
        under_18="yes",
        question="Takk! Vet du om noen har sagt fra til skolen?",
    ),
    Worry(
        seen="Det luktes røyk fra søppelrommet for tredje gang, og noen hadde skrevet trusler på "
        "døra til familien i første.",
        theme=Theme.VIOLENCE,
        about="place",
        danger="yes",
        worry="At noen brenner inne.",
        closing="Politiet følger opp, og boligselskapet har byttet lås.",
        reason=CloseReason.PASSED_ON,
    ),
    Worry(
        seen="Det er ingen steder å være for oss som ikke driver med idrett. Vi henger på senteret "
        "til vakta kaster oss ut.",
        role="young",
        about="place",
        theme=Theme.EXCLUSION,
        under_18="yes",
        where="Senteret",
        good="Biblioteket var åpent en kveld. Det var fint.",
        closing="Biblioteket holder åpent to kvelder til jul. Kom gjerne med flere ideer.",
    ),
)


@dataclass(slots=True)
class Reporter:
    """What a reporter remembers: the receipt, and nothing else."""

    receipts: dict[int, Receipt] = field(default_factory=dict)


def deeds(
    rng: Random,
    *,
    around: Surroundings,
    staff: Mapping[str, User],
    first: dt.date,
    today: dt.date,
    count: int = 90,
) -> Iterator[Deed]:
    """Reports spread over the days up to `today`, and what staff did with them in time."""
    days = (today - first).days
    for number in range(count):
        worry = WORRIES[number % len(WORRIES)]
        day = first + dt.timedelta(days=round(days * (number + rng.random()) / count))
        yield from _life(rng, worry, min(day, today), around, staff, today)


def _life(
    rng: Random,
    worry: Worry,
    day: dt.date,
    around: Surroundings,
    staff: Mapping[str, User],
    today: dt.date,
) -> Iterator[Deed]:
    kept: dict[str, Any] = {}
    seed = rng.randbytes(32)
    area = rng.choice(around.areas) if worry.about == "place" or rng.random() < 0.7 else None
    holder = staff[rng.choice(("inga", "kari"))]
    at = _moment(rng, day, 7, 22)

    def tell(at: dt.datetime) -> None:
        answers = {
            name: value
            for name in (
                "seen",
                "role",
                "about",
                "worry",
                "good",
                "tried",
                "where",
                "under_18",
                "reply",
                "danger",
            )
            if (value := getattr(worry, name))
        }
        if area:
            answers["area"] = area.slug
        told = Told(dict(answers), worry.names, worry.language, at, worry.channel)
        setting = Setting(around.hours, around.residents(area), area)
        by = "reporter" if worry.channel == Channel.WEB else handle.name_of(staff["stian"])
        received = receive(told, seed=seed, setting=setting, at=at, by=by)
        kept["receipt"], kept["pk"] = received.receipt, received.concern_id

    def concern() -> Concern:
        return Concern.objects.get(pk=kept["pk"])

    def take(at: dt.datetime) -> None:
        handle.read(concern(), by=holder, at=at)
        handle.take(concern(), by=holder, at=at)
        due_on = at.date() + dt.timedelta(days=rng.choice((5, 7, 9, 12)))
        handle.sort(concern(), theme=worry.theme, area=area, due_on=due_on, by=holder, at=at)

    def ask(at: dt.datetime) -> None:
        message = handle.write(
            concern(), worry.question, token=_token(rng), read_by_two=False, by=holder, at=at
        )
        _second_look(message, holder, staff, at)

    def answer(at: dt.datetime) -> None:
        found = mailbox.find(kept["receipt"])
        if found:
            mailbox.add(found, worry.answer, token=_token(rng), hours=around.hours, at=at)

    def close(at: dt.datetime) -> None:
        if concern().state != State.HELD or concern().holder != staff["kari"]:
            handle.take(concern(), by=staff["kari"], at=at)
        handle.read(concern(), by=staff["kari"], at=at)
        handle.close(
            concern(),
            reason=worry.reason,
            words=worry.closing,
            token=_token(rng),
            by=staff["kari"],
            at=at,
        )
        waiting = Message.objects.waiting().filter(concern=kept["pk"]).first()
        _second_look(waiting, staff["kari"], staff, at)

    steps = [tell, take]
    if worry.question:
        steps.append(ask)
        if worry.answer:
            steps.append(answer)
    if worry.closing or (today - day).days > OLD_ENOUGH:
        steps.append(close)
    now = dt.datetime.combine(today, dt.time(7, 30), NORWAY)
    for step in steps:
        if at >= now:
            return
        yield Deed(at, step)
        at = _moment(rng, at.date() + dt.timedelta(days=rng.choice((1, 1, 2, 3, 5, 8))), 8, 15)


def _second_look(
    message: Message | None, writer: User, staff: Mapping[str, User], at: dt.datetime
) -> None:
    if message is None or message.state != "waiting":
        return
    other = staff["kari"] if writer != staff["kari"] else staff["inga"]
    handle.release(message, send=True, by=other, at=at + dt.timedelta(minutes=20))


def _moment(rng: Random, day: dt.date, earliest: int, latest: int) -> dt.datetime:
    time = dt.time(rng.randrange(earliest, latest), rng.randrange(60))
    return dt.datetime.combine(day, time, NORWAY)


def _token(rng: Random) -> uuid.UUID:
    return uuid.UUID(bytes=rng.randbytes(16), version=4)
