"""Two places where much truly happens for some weeks, and one evening that a few tell of often."""

from __future__ import annotations

from dataclasses import dataclass

from kominn.concerns.demo.stories import Story
from kominn.concerns.states import Theme


@dataclass(frozen=True, slots=True)
class Cluster:
    """So many told of one thing in one area, beginning so many weeks before today.

    `tellers` is how many people it truly was: in a real one each told once. `joined` is how many of
    the first to tell are worked on as one.
    """

    slug: str
    area: str
    story: Story
    weeks_ago: int
    days: int
    told: int
    tellers: int
    joined: int = 0
    said_to_all: str = ""

    @property
    def is_real(self) -> bool:
        return self.told == self.tellers


QUAY = Story(
    Theme.CRIME,
    ("resident", "guardian", "young", "volunteer", "resident"),
    (
        "{Noen} kjører moped mellom brygga og parkeringshuset {kveld}. De stopper ved biler og "
        "leverer noe.",
        "Datteren min ble spurt om å «holde på en pose» ved brygga. Hun sa nei og løp.",
        "Det står folk ved isboden {kveld} som ikke kjøper is. Ungene kaller dem «sjefene».",
        "{Antall} gutter fra klubben har sluttet å komme. Jeg ser dem på brygga {kveld}, med nye "
        "jakker.",
        "På brygga får du hundre kroner for å gå med en pakke til rundkjøringen. Alle vet det.",
        "En gutt på tolv viste meg en rull med sedler. Han skulle bare «passe på dem» til i "
        "morgen.",
        "Det er nye voksne ved brygga {kveld} som alltid har en liten gutt med seg foran.",
        "Noen roper beløp etter sønnen min når vi går over brygga. Han vil ikke si hva det er.",
        "Vi som har båt, ser overleveringer {kveld}. Det er barn som løper.",
        "Jeg ble bedt om å levere en pakke på sykkel. Jeg sa nei, men de vet hvor jeg bor.",
    ),
    about="group",
    worry=("At de yngste ikke kommer ut av det.", "At noen blir slått når de vil slutte."),
    where=("Brygga", "Ved isboden", "Parkeringshuset"),
    closings=(
        "Mange sa fra om det samme. Politi og utekontakt har vært der hver kveld, og guttene har "
        "fått noe "
        "annet å gå til.",
    ),
)

BRICKWORKS = Story(
    Theme.SUBSTANCES,
    ("guardian", "resident", "young", "resident", "employee", "volunteer"),
    (
        "Det selges vape og piller på lekeplassen {kveld}. Ungene mine tror det er godteri.",
        "Jeg har plukket opp {antall} små poser ved huskene {nylig}.",
        "{Noen} sitter i kjellernedgangen {kveld}. Det lukter løsemiddel i hele oppgangen.",
        "En elev ble dårlig i første time. Hun sa at «alle tar dem» borte på tomta.",
        "Det er blitt en kø av ungdommer ved garasjene {kveld}. De er borte på to minutter.",
        "Sønnen min falt om utenfor porten. Legevakta trodde på noe han hadde fått på tomta.",
        "Vi i velforeningen har ryddet to ganger. Det ligger sprøyter bak boden nå.",
        "De på sjuende snakker om «tomta-sukker». Jeg vet ikke hva det er, men jeg tør ikke smake.",
        "Det ligger lystgassflasker overalt etter helga. De små bruker dem som leker.",
        "En kompis fikk to piller gratis. Neste gang kostet de fem hundre.",
    ),
    about="place",
    worry=("At noen dør.", "At de små finner det.", "At flere begynner."),
    where=("Lekeplassen", "Ved garasjene", "Kjellernedgangen"),
    closings=(
        "Takk. Dere var mange som sa fra: lekeplassen er ryddet, og det er voksne der hver kveld "
        "nå.",
    ),
)

ONE_EVENING = Story(
    Theme.VIOLENCE,
    ("resident",),
    (
        "Det var et voldsomt slagsmål på busstasjonen på lørdag. Minst tjue stykker.",
        "Slagsmålet på busstasjonen igjen! Det var helt vilt. Byen er ikke trygg.",
        "Jeg skrev i går også: det slåss på busstasjonen. Hvorfor gjør ingen noe?",
        "Har dere lest det jeg skrev om busstasjonen? Det var blod på benken.",
        "Venninna mi så det samme på lørdag. Hele gjenger. Folk løp.",
        "Det med busstasjonen er på nett nå også. Se på filmen.",
        "Nå skriver jeg for tredje gang om lørdagen på busstasjonen.",
        "Alle snakker om slagsmålet. Det er sikkert den gjengen fra før.",
        "Busstasjonen, lørdag, rundt elleve. Jeg sto på andre siden av veien.",
        "Mannen min sier også at det var minst tjue på busstasjonen.",
    ),
    about="place",
    where=("Busstasjonen",),
)

CLUSTERS: tuple[Cluster, ...] = (
    Cluster(
        "quay", "tollbodbrygga", QUAY, weeks_ago=98, days=42, told=24, tellers=24, joined=16,
        said_to_all="Dere er mange som har sett det samme på brygga. Vi er der nå på kveldstid, "
        "sammen med utekontakten. Skriv her om du ser mer.",
    ),
    Cluster(
        "brickworks", "teglverkstomta", BRICKWORKS, weeks_ago=7, days=40, told=19, tellers=19,
        joined=11,
        said_to_all="Takk for at du sa fra. Flere forteller om det samme på tomta, og vi ser på "
        "alt under ett. Vi skriver her når vi vet hva som blir gjort.",
    ),
    Cluster(
        "one-evening", "lagenvik-sentrum", ONE_EVENING, weeks_ago=40, days=3, told=16, tellers=3
    ),
)  # fmt: skip
