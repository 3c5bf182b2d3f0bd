"""Twenty-four invented ideas of invented young people, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

from kominn.allin.states import State


@dataclass(frozen=True, slots=True)
class Idea:
    """What a team wrote on its canvas, where it stands, and what was said to it.

    `days` is how many days after the course's first day the latest was said: the answer, or else
    that it was handed in.
    """

    course: str
    state: State
    name: str
    idea: str = ""
    left_out: str = ""
    hurts: str = ""
    joins: str = ""
    first_step: str = ""
    cost: str = ""
    seen: str = ""
    words: str = ""
    role: str = ""
    days: int = 0
    phones: int = 3


CULTURE = "Kultursjefen"
SCHOOLS = "Skolesjefen"
STREETS = "Vei- og parksjefen"
YOUTH = "Leder for ungdomshuset"

IDEAS: tuple[Idea, ...] = (
    # --- Vårleiren, for over et år siden -------------------------------------------------------
    Idea(
        course="spring",
        state=State.YES,
        name="Kalenderen",
        idea="Én side der alt som skjer for oss står, med pris og hvordan du kommer deg dit.",
        left_out="De som aldri får vite om noe før det er over.",
        hurts="Alt ligger i lukkede grupper. Er du ny, vet du ikke hvilke.",
        joins="Fritidsklubben, idretten, biblioteket og vi som fyller inn.",
        first_step="Samle alt som skjer i oktober på ett ark og henge det på skolen.",
        cost="Gratis hvis kommunen lar oss ha en side.",
        seen="Vi spør fem nye på skolen om de visste om tre ting i helga.",
        words="Ja. Vi lager siden sammen med dere, og biblioteket passer på den fra høsten. Ring "
        "biblioteket når dere har funnet tre som vil fylle inn.",
        role=CULTURE,
        days=19,
    ),
    Idea(
        course="spring",
        state=State.YES,
        name="Lånebua",
        idea="Et sted der du låner ski, sykkel og telt uten å betale og uten å spørre noen.",
        left_out="De som sier at de ikke har lyst når klassen skal på skitur.",
        hurts="Utstyr koster, og det er flaut å si det.",
        joins="Idrettslaget gir det de ikke bruker. Vi reparerer.",
        first_step="Rydde boden bak hallen en lørdag.",
        cost="3 000 kr til hyller og lås.",
        seen="Hvor mange par ski som er ute i februar.",
        words="Ja. Idrettslaget og kommunen deler boden. Dere får 3 000 kr og en vaktmester som "
        "låser opp.",
        role=CULTURE,
        days=26,
    ),
    Idea(
        course="spring",
        state=State.YES_IF,
        name="Kveldsbuss på fredager",
        idea="En buss klokka elleve fra sentrum ut til bygdene på fredager.",
        left_out="Vi som bor langt ute og må gå når det begynner å bli gøy.",
        hurts="Siste buss går 20.40. Ikke alle har noen som kan hente.",
        joins="Fylket, bussjåførene og foreldrerådet.",
        first_step="Telle hvor mange som ville tatt den, tre fredager.",
        cost="Vi vet ikke. Vi har spurt fylket.",
        seen="Om det sitter mer enn ti på den i mars.",
        words="Ja, hvis fylket betaler halvparten. Vi har sendt søknaden dere skrev, og svarer "
        "igjen "
        "når fylket har svart.",
        role=STREETS,
        days=28,
        phones=4,
    ),
    Idea(
        course="spring",
        state=State.NO,
        name="Skatehall i gamle fryseriet",
        idea="Bygge om det tomme fryseriet til skatehall.",
        left_out="De som ikke driver med ballsport.",
        hurts="Om vinteren er det ingen steder å stå.",
        joins="Skateklubben og noen som kan snekre.",
        first_step="Se på bygget sammen med noen fra kommunen.",
        cost="Mye. Kanskje en million.",
        seen="Om vi er der i januar.",
        words="Nei, fordi taket i fryseriet er farlig og bygget skal rives. Men gymsalen på gamle "
        "skolen står tom på lørdager. Vil dere prøve der med rampene som kan flyttes?",
        role=CULTURE,
        days=21,
    ),
    Idea(
        course="spring",
        state=State.YES,
        name="Bli med-benken",
        idea="En benk i hver skolegård der du setter deg når du vil at noen skal spørre deg.",
        left_out="De som går rundt skolen i hvert friminutt.",
        hurts="Å spørre om å få være med er det verste som finnes.",
        joins="Elevrådet på hver skole.",
        first_step="Male én benk og fortelle femteklassingene hva den er til.",
        cost="600 kr til maling.",
        seen="Vi spør assistenten om benken blir brukt.",
        words="Ja. Tre skoler begynner. Vi vet at en slik benk også kan gjøre den ensomme mer "
        "synlig, "
        "så elevrådet spør de yngste etter seks uker om den skal bli stående.",
        role=SCHOOLS,
        days=14,
    ),
    Idea(
        course="spring",
        state=State.NO,
        name="Voksenfri sone i parken",
        idea="En del av parken der voksne ikke får lov til å komme etter klokka seks.",
        left_out="Vi som blir jaget fra overalt.",
        hurts="Folk tror vi gjør noe galt bare fordi vi er mange.",
        joins="Vi som er der uansett.",
        first_step="Sette opp et skilt.",
        cost="Et skilt.",
        seen="At ingen ringer politiet på oss.",
        words="Nei, fordi parken er for alle, og noen må kunne komme hvis det skjer noe. Men "
        "dere har "
        "rett i at dere blir jaget. Uteteamet snakker med naboene, og dere får velge hvor de "
        "nye bordene skal stå.",
        role=STREETS,
        days=24,
    ),
    Idea(
        course="spring",
        state=State.WITHDRAWN,
        name="E-sportslag",
        idea="Et lag i byen som trener sammen på biblioteket.",
        left_out="De som spiller alene hele natta.",
        cost="Bedre maskiner.",
    ),
    # --- Høstleiren ----------------------------------------------------------------------------
    Idea(
        course="autumn",
        state=State.YES,
        name="Mat og prat på tvers",
        idea="Tre familier som ikke kjenner hverandre lager middag sammen på skolekjøkkenet.",
        left_out="Foreldrene våre. De kjenner ingen her.",
        hurts="Mamma har bodd her i fire år og har aldri vært inne hos noen.",
        joins="Norskkurset, frivilligsentralen, skolen.",
        first_step="Spørre rektor om kjøkkenet en torsdag.",
        cost="1 200 kr til mat hver gang.",
        seen="Om to av familiene treffes etterpå uten oss.",
        words="Ja. Dere får fire torsdager og 4 800 kr. Frivilligsentralen hjelper med å "
        "invitere, på "
        "de språkene dere trenger.",
        role=CULTURE,
        days=18,
        phones=5,
    ),
    Idea(
        course="autumn",
        state=State.YES,
        name="Leksehjelp på norsk, arabisk og polsk",
        idea="Eldre elever hjelper yngre på det språket de tenker på.",
        left_out="De som forstår matte, men ikke teksten.",
        hurts="Du føler deg dum når du egentlig kan det.",
        joins="Elever på videregående som får timene som frivillig arbeid.",
        first_step="Ha én prøvetime på biblioteket.",
        cost="Frukt: 200 kr i uka.",
        seen="Om de samme kommer igjen.",
        words="Ja, på mandager fra januar. Biblioteket holder rommet, og dere skriver timene i "
        "ambassadørpasset.",
        role=SCHOOLS,
        days=12,
    ),
    Idea(
        course="autumn",
        state=State.YES_IF,
        name="Bade uten blikk",
        idea="Svømmehallen åpen bare for jenter to timer i måneden.",
        left_out="Jenter som ikke bader når gutter ser på.",
        hurts="Du sier at du har vondt i magen hver gang det er svømming.",
        joins="Badevaktene, helsesykepleier.",
        first_step="Spørre femti jenter om de ville kommet.",
        cost="Én badevakt i to timer: 1 100 kr.",
        seen="Hvor mange som kommer for tredje gang.",
        words="Ja, hvis vi finner en kvinnelig badevakt på søndager. Vi har lyst ut to vakter og "
        "svarer innen nyttår. Gutter som ikke vil bli sett på, har også skrevet til oss: vi "
        "prøver en time til dem.",
        role=CULTURE,
        days=27,
    ),
    Idea(
        course="autumn",
        state=State.NO,
        name="Karakterfri fredag",
        idea="Ingen prøver, framføringer eller karakterer på fredager.",
        left_out="De som ikke sover før de skal si noe foran klassen.",
        hurts="Alt kommer på samme dag.",
        joins="Elevrådet og lærerne.",
        first_step="Telle prøvene i november.",
        cost="Ingenting.",
        seen="Færre som er borte på fredager.",
        words="Nei, fordi lærerne må kunne velge dag selv. Men tallene deres gjorde inntrykk: sju "
        "prøver på én uke er for mange. Skolene prøver en felles prøveplan fra januar.",
        role=SCHOOLS,
        days=25,
    ),
    Idea(
        course="autumn",
        state=State.YES,
        name="Lys der det er mørkt",
        idea="Vi går kveldstur med kommunen og peker på stedene der vi går omvei.",
        left_out="Jenter som må hentes etter trening.",
        hurts="Du later som du snakker i telefonen hele veien.",
        joins="De som bytter lyspærene.",
        first_step="Én kveldstur i november.",
        cost="Vi vet ikke hva en lyktestolpe koster.",
        seen="Om vi slutter å gå omvei.",
        words="Ja. Turen er den første tirsdagen i desember klokka 17 fra ungdomshuset. Vi "
        "retter de "
        "tre verste stedene før jul og sier fra hva de andre koster.",
        role=STREETS,
        days=9,
    ),
    Idea(
        course="autumn",
        state=State.SHOWN,
        name="Musikkbussen",
        idea="En buss med instrumenter som står en uke på hver skole ute i bygdene.",
        left_out="De som bor for langt unna kulturskolen.",
        hurts="Det er venteliste, og det koster.",
        joins="Kulturskolen og noen som kan kjøre.",
        first_step="Låne bokbussen i høstferien.",
        cost="8 000 kr for å prøve i to uker.",
        seen="Om noen begynner å øve sammen etterpå.",
        days=0,
    ),
    Idea(
        course="autumn",
        state=State.SHOWN,
        name="Første kampen gratis",
        idea="Alle lag lar deg prøve en måned før noen spør om penger.",
        left_out="De som slutter når regningen kommer.",
        hurts="Mamma sier at vi får se. Det betyr nei.",
        joins="Idrettsrådet.",
        first_step="Spørre tre lag.",
        cost="Forsikring. Ellers ingenting.",
        seen="Hvor mange nye som er der i april.",
        days=3,
        phones=2,
    ),
    Idea(
        course="autumn",
        state=State.SHOWN,
        name="Rolig rom på ungdomshuset",
        idea="Et rom uten musikk der det er lov å bare være.",
        left_out="De som synes det blir for mye lyd.",
        hurts="Du går hjem etter ti minutter.",
        joins="Vi maler. Ungdomsrådet bestemmer reglene.",
        first_step="Tømme lageret ved siden av kjøkkenet.",
        cost="2 500 kr til lamper og puter.",
        seen="Om noen blir lenger enn en time.",
        days=4,
    ),
    Idea(
        course="autumn",
        state=State.SHOWN,
        name="Nabohjelp på mopeden",
        idea="Vi med moped kjører varer til eldre på lørdager.",
        left_out="Eldre som ikke kommer seg ut, og vi som ikke får jobb.",
        hurts="Ingen ansetter noen på femten.",
        joins="Butikken, hjemmetjenesten.",
        first_step="Spørre butikken om fem bestillinger.",
        cost="Bensin og vester.",
        seen="Om noen bestiller igjen.",
        days=4,
    ),
    # --- Leiren som pågår ----------------------------------------------------------------------
    Idea(
        course="now",
        state=State.HANDED_IN,
        name="Velkomstgjengen",
        idea="To på samme alder møter alle som flytter hit, den første uka.",
        left_out="De som begynner i klassen i februar.",
        hurts="Alle har allerede noen å sitte med.",
        joins="Skolen sier fra når noen kommer.",
        first_step="Lage en liste over ti ting en ny må få vite.",
        cost="Kakao.",
        seen="Vi spør etter en måned om de har noen å ringe.",
        days=1,
        phones=4,
    ),
    Idea(
        course="now",
        state=State.HANDED_IN,
        name="Byttedagen",
        idea="Bytt klær og spill i gymsalen to ganger i året, uten penger.",
        left_out="De som har de samme skoene hele året.",
        joins="Foreldrerådet bærer bord.",
        first_step="Velge en lørdag i mars.",
        cost="Ingenting.",
        seen="Hvor mye som er igjen når vi går.",
        days=1,
    ),
    Idea(
        course="now",
        state=State.RETURNED,
        name="Læreren som burde slutte",
        idea="Vi vil ha en bedre stemning i timene på niende.",
        left_out="De som ikke tør å rekke opp hånda.",
        words="Det viktigste dere sier, er at noen ikke tør å si noe i timene. Det vil vi høre "
        "mer om. "
        "Men navnet peker på én person, og det kan ikke stå her. Kall den noe som handler om "
        "timene, så viser vi den. Trenger dere å si fra om en voksen, gjør vi det sammen: kom "
        "til meg, eller bruk /meld/.",
        days=1,
    ),
    Idea(
        course="now",
        state=State.RETURNED,
        name="Fiskekonkurranse",
        idea="En dag på brygga der alle kan fiske.",
        words="Fin idé. Skriv hvem den er for: hvem er det som ikke er på brygga i dag?",
        days=1,
        phones=2,
    ),
    Idea(
        course="now",
        state=State.DRAFT,
        name="Podkast fra gangen",
        idea="Vi spør folk på skolen om det ingen snakker om.",
        left_out="De som tror de er de eneste.",
        phones=4,
    ),
    Idea(
        course="now",
        state=State.DRAFT,
        name="Foreldrefri foreldrekafé",
        idea="Et sted der vi kan øve på å ta opp vanskelige ting hjemme.",
        hurts="Pappa tror det er fjortisprat.",
        phones=3,
    ),
    Idea(
        course="now",
        state=State.DRAFT,
        name="Sykkelverkstedet",
        left_out="De som går fordi sykkelen er ødelagt.",
        first_step="Spørre han på bensinstasjonen om verktøy.",
        phones=2,
    ),
    Idea(
        course="now",
        state=State.DRAFT,
        name="Bedre chat",
        idea="En regel alle klasser lager selv for gruppechatten.",
        hurts="Det står hundre meldinger når du våkner, og noen av dem er om deg.",
        phones=5,
    ),
)
