"""What people of the invented town worry about, in Bokmål. Nobody here exists; nobody is named."""

from __future__ import annotations

from kominn.concerns.demo.stories import Story, Talk, Texts, Tongue
from kominn.concerns.states import CloseReason, Theme

YOUNG = ("young",)
HOME = ("guardian",)
WORK = ("employee",)
CLUB = ("volunteer",)
NEAR = ("resident", "resident", "guardian")
ANYONE = ("resident", "guardian", "young", "volunteer")
DARK = (10, 11, 12, 1, 2)
SUMMER = (5, 6, 7, 8)

EXCLUSION: tuple[Story, ...] = (
    Story(
        Theme.EXCLUSION,
        YOUNG,
        (
            "{Hvem} sitter alene i hvert eneste friminutt. Før var {han} med på alt. Nå later "
            "{han} "
            "som om {han} leser på mobilen.",
            "{Hvem} går rundt og rundt skolen i friminuttene, så det skal se ut som {han} er på "
            "vei "
            "et sted. Det har vært sånn {tid}.",
            "{Hvem} har ikke sagt noe i timen {tid}. Når vi skal velge gruppe, blir {han} alltid "
            "igjen "
            "til slutt.",
        ),
        whom="peer",
        worry=(
            "At {han} slutter å komme på skolen.",
            "Jeg er redd {han} gjør seg selv noe.",
            "At {han} finner seg noen venner som ikke er bra for {ham}.",
        ),
        good=(
            "{Han} er kjempeflink til å tegne.",
            "{Han} er alltid snill mot de små.",
            "{Han} liker læreren i kunst og håndverk.",
        ),
        tried=("Jeg har spurt om {han} vil sitte med oss. {Han} sa nei.",),
        weight=4,
    ),
    Story(
        Theme.EXCLUSION,
        HOME,
        (
            "{Hvem} har ikke vært bedt i bursdag på over et år. {Han} har begynt å få vondt i "
            "magen "
            "hver søndag kveld.",
            "{Hvem} legger seg rett etter skolen. {Han} har ikke hatt noen med hjem {tid}.",
            "{Hvem} sier at {han} har venner, men telefonen er helt stille. I helgene går {han} "
            "ikke "
            "ut av rommet.",
        ),
        whom="child",
        worry=("At {han} gir opp.", "At dette setter seg.", "At {han} slutter å fortelle oss noe."),
        good=("{Han} ler fortsatt med søsknene.", "{Han} er glad i å lage mat sammen med oss."),
        tried=(
            "Vi har snakket med kontaktlæreren to ganger.",
            "Vi har bedt noen fra klassen hjem. De kom ikke.",
        ),
        weight=4,
    ),
    Story(
        Theme.EXCLUSION,
        CLUB,
        (
            "{Hvem} kommer først og går sist på hver trening, men ingen av de andre snakker med "
            "{ham}.",
            "{Hvem} spør alltid om {han} kan hjelpe til etterpå. Jeg tror ikke {han} vil hjem.",
        ),
        whom="player",
        worry=("At {han} er mer alene enn vi ser.",),
        good=("{Han} har ikke vært borte en eneste gang.",),
        tried=("Jeg har spurt hvordan det går. {Han} sier «bra».",),
    ),
    Story(
        Theme.EXCLUSION,
        NEAR,
        (
            "{Hvem} har ikke vært ute på lenge. Postkassa er full, og gardinene er trukket for.",
            "{Hvem} pleide å slå av en prat i trappa. {Tid} har {han} bare skyndt seg forbi.",
        ),
        whom="neighbour",
        worry=("At {han} ligger der uten at noen vet det.", "At ingen savner {ham}."),
        tried=("Jeg har ringt på. Noen gikk bort fra døra.",),
    ),
    Story(
        Theme.EXCLUSION,
        YOUNG,
        (
            "Det er ingen steder å være {kveld} for oss som ikke driver med idrett. Vi henger på "
            "senteret "
            "til vakta kaster oss ut.",
            "Klubben er full, og på biblioteket får vi ikke snakke. Så da går vi bare rundt "
            "{kveld}.",
            "Alt koster penger. Vi er {antall} stykker som aldri er med på noe, fordi vi ikke har "
            "råd.",
        ),
        about="place",
        worry=("At folk begynner med noe dumt fordi de kjeder seg.",),
        good=("Biblioteket var åpent en kveld. Det var fint.",),
        where=("Senteret", "Torget", "Ved biblioteket"),
        closings=(
            "Biblioteket holder åpent to kvelder i uka framover. Kom gjerne med flere ideer.",
            "Takk! Dette tar vi med til ungdomsrådet, og du er velkommen til å bli med.",
        ),
        weight=3,
    ),
    Story(
        Theme.EXCLUSION,
        ("leader", "volunteer"),
        (
            "Flere av familiene som kom i fjor, sier at de ikke kjenner noen utenom oss. De "
            "voksne går "
            "på kurs, men barna er mye alene.",
            "Det er {antall} av de eldre som ikke kommer lenger etter at bussen ble lagt om.",
        ),
        about="group",
        worry=("At de blir sittende hver for seg.",),
        good=("Kirkekjelleren står tom på torsdager.", "De som kommer, tar gjerne med seg noen."),
    ),
    Story(
        Theme.EXCLUSION,
        WORK,
        (
            "{Hvem} har vært borte fra timene {tid}. Når {han} først er her, går {han} langs "
            "veggen.",
            "{Hvem} spiser alltid på toalettet. De andre har sluttet å spørre hvor {han} er.",
        ),
        whom="pupil",
        worry=("At fraværet vokser til vi ikke når {ham}.",),
        tried=("Vi har hatt en samtale, og vi har ringt hjem.",),
        good=("{Han} møter fast hos helsesykepleieren.",),
    ),
)

BULLYING: tuple[Story, ...] = (
    Story(
        Theme.BULLYING,
        YOUNG,
        (
            "Det er {antall} stykker som kaller {hvem} for stygge ting hver gang {han} går forbi.",
            "{Hvem} får tingene sine gjemt hver dag. I går lå sekken {hans} i søpla.",
            "De dytter {hvem} i garderoben og filmer det. Læreren tror det er tull.",
        ),
        whom="peer",
        worry=("At {han} ikke tør å si det selv.", "At det blir verre når {han} ikke svarer."),
        good=("Vi er et par stykker som egentlig vil si fra.",),
        weight=4,
    ),
    Story(
        Theme.BULLYING,
        HOME,
        (
            "{Hvem} kom hjem med ødelagt jakke for tredje gang. {Han} sier at {han} falt.",
            "{Hvem} nekter å ta bussen. Det er noen eldre der som holder på med {ham} hver dag.",
            "{Hvem} vil bytte skole. {Han} vil ikke si hvorfor, men {han} gråter om natta.",
        ),
        whom="child",
        worry=("At {han} slutter å tro at voksne hjelper.", "At {han} slår tilbake en dag."),
        tried=("Skolen har laget en plan, men den merkes ikke.", "Vi kjører {ham} nå."),
        weight=4,
    ),
    Story(
        Theme.BULLYING,
        ("young", "guardian"),
        (
            "Noen har laget en konto der de stemmer over hvem som er styggest på {trinn} trinn.",
            "Det er en gruppe {app} som bare handler om å le av én person. Det er {antall} av oss "
            "som har "
            "forlatt den, men den blir bare større.",
            "Det sendes rundt et bilde av en medelev {app}. Hun er ikke på skolen lenger.",
        ),
        about="online",
        worry=("De som er på lista, gruer seg til å gå på skolen.", "At noen skader seg."),
        danger="unsure",
        weight=3,
    ),
    Story(
        Theme.BULLYING,
        WORK,
        (
            "{Hvem} blir stadig stående utenfor. De andre slutter å snakke når {han} kommer.",
            "Vi ser at {hvem} blir plaget i garderoben, men ingen av elevene vil fortelle hva som "
            "skjer.",
        ),
        whom="pupil",
        worry=("At vi ser bare en liten del av det.",),
        tried=("Rektor er orientert, og vi har satt inn en voksen i friminuttene.",),
        weight=3,
    ),
    Story(
        Theme.BULLYING,
        CLUB,
        (
            "To av de eldste på laget bestemmer hvem som får dusje først. De yngste går hjem "
            "skitne.",
            "Det er blitt en «dåp» for nye på laget som vi voksne ikke får være med på. {Antall} "
            "har "
            "sluttet.",
        ),
        about="group",
        worry=("At noen blir ordentlig skadet.",),
        tried=("Vi har snakket med hele laget en gang.",),
    ),
    Story(
        Theme.BULLYING,
        NEAR,
        (
            "De samme ungene følger etter en gutt hjem fra skolen og roper etter ham. Jeg ser det "
            "fra "
            "vinduet {når}.",
            "På lekeplassen er det noen store som tar ballen og sykkelen fra de små {når}.",
        ),
        about="place",
        worry=("At de små slutter å gå ut.",),
        where=("Mellom skolen og boligfeltet", "Lekeplassen", "Gangveien"),
    ),
)

VIOLENCE: tuple[Story, ...] = (
    Story(
        Theme.VIOLENCE,
        ("resident", "young", "volunteer"),
        (
            "Det er slåsskamper {sted} {kveld}. Folk møter opp for å filme.",
            "{Noen} har begynt å samle seg {sted} {kveld}. Forrige gang endte det med slag.",
            "Jeg så en gutt bli holdt fast og sparket {sted}. Ingen gjorde noe.",
        ),
        about="place",
        worry=("At noen får varige skader.", "At det blir en greie å slåss."),
        where=("{Sted}",),
        weight=3,
    ),
    Story(
        Theme.VIOLENCE,
        YOUNG,
        (
            "{Hvem} har kniv med på skolen. {Han} sier at det bare er i tilfelle.",
            "{Hvem} har fått beskjed om at {han} skal tas etter skolen på fredag. {Han} sover "
            "ikke.",
            "Kjæresten til {hvem} holder så hardt i armen at det blir merker. {Han} sier at {han} "
            "fortjener "
            "det.",
        ),
        whom="peer",
        worry=("At det smeller.", "At {han} blir tatt alene."),
        good=("{Han} hører på storesøsteren sin.",),
        danger="unsure",
        weight=2,
    ),
    Story(
        Theme.VIOLENCE,
        WORK,
        (
            "{Hvem} har truet to medelever {nylig}. Det siste var at {han} visste hvor de bor.",
            "{Hvem} eksploderer for ingenting og har kastet en stol. Etterpå gråter {han}.",
        ),
        whom="pupil",
        worry=("At noen blir skadet før vi forstår hva det handler om.",),
        tried=("To voksne er alltid i nærheten nå.",),
        good=("{Han} sier unnskyld selv, og mener det.",),
    ),
    Story(
        Theme.VIOLENCE,
        NEAR,
        (
            "Det luktet røyk fra søppelrommet igjen, og noen har skrevet trusler på døra til "
            "familien i "
            "første.",
            "Naboen roper trusler fra balkongen {kveld}. I går kastet han en flaske.",
        ),
        about="place",
        worry=("At noen brenner inne.", "At barna i oppgangen blir redde."),
        where=("Oppgangen vår", "Borettslaget"),
        danger="yes",
        weight=1,
    ),
)

HATE: tuple[Story, ...] = (
    Story(
        Theme.HATE,
        ("resident", "volunteer"),
        (
            "Det er limt klistremerker med hatefulle slagord {sted} og på lyktestolpene.",
            "Noen har tagget et hatsymbol {sted}. Det har stått der {tid}.",
            "Jeg har tatt ned {antall} hatefulle plakater {sted}. Neste dag henger det nye.",
        ),
        about="place",
        worry=("At de som blir pekt på, slutter å gå der.", "At det blir vanlig."),
        where=("{Sted}",),
        closings=(
            "Merkene er fjernet, og vi følger med på stedet.",
            "Det er vasket bort, og meldt videre. Si fra igjen om det kommer tilbake.",
        ),
        weight=3,
    ),
    Story(
        Theme.HATE,
        ("guardian", "young", "resident"),
        (
            "Noen ropte etter meg og barna mine {sted} at vi skulle dra hjem. Folk så en annen "
            "vei.",
            "En mann spyttet etter ei jente med hijab {sted}. Jeg gikk bort til henne etterpå. "
            "Hun sa at "
            "det skjer ofte.",
            "To gutter ble jaget {sted} fordi de holdt hender. De tør ikke anmelde.",
        ),
        about="place",
        worry=(
            "Barna mine spør om vi må flytte.",
            "At de går rundt og er redde.",
            "At noen blir slått.",
        ),
        where=("{Sted}",),
        weight=3,
    ),
    Story(
        Theme.HATE,
        ("leader",),
        (
            "Vi har fått {antall} stygge brev i postkassa {nylig}, og noen ringer og legger på.",
            "Foreldre sier at barna skjuler at de hører til hos oss. De har fått høre ting på "
            "skolen.",
        ),
        about="group",
        worry=("At folk slutter å komme.",),
        good=("Naboene våre har vært her med blomster.",),
    ),
    Story(
        Theme.HATE,
        YOUNG,
        (
            "I klassechatten deler de memes om minoriteter hele tida. Hvis du sier noe, er du "
            "kjedelig.",
            "På trening er det et ord de bruker om alt som er dårlig. Det er ordet for sånne som "
            "meg.",
        ),
        about="online",
        worry=("At de som det gjelder, bare later som om det er greit.",),
        weight=2,
    ),
)

EXTREMISM: tuple[Story, ...] = (
    Story(
        Theme.EXTREMISM,
        HOME,
        (
            "{Hvem} sier at {han} skal reise og «gjøre noe viktig». {Han} har fått nye venner på "
            "nettet og "
            "vil ikke si hvem de er.",
            "{Hvem} sitter oppe om natta med en gruppe som snakker om krig og fiender. {Han} har "
            "sluttet å "
            "le.",
        ),
        whom="child",
        worry=("At {han} blir borte for oss.", "At {han} gjør noe {han} ikke kan ta tilbake."),
        good=("{Han} spiser fortsatt middag hos bestefar hver søndag.",),
        tried=("Vi har prøvd å snakke. {Han} blir sint.",),
        weight=2,
    ),
    Story(
        Theme.EXTREMISM,
        YOUNG,
        (
            "{Hvem} er mye på en server der de hater folk. {Han} ler av massedrap og sier at noen "
            "fortjener "
            "det.",
            "{Hvem} har begynt å dele filmer med våpen og slagord {app}. {Han} sier at det bare "
            "er humor.",
            "{Hvem} deler verden i rene og urene. Gamle venner er plutselig forrædere.",
        ),
        whom="peer",
        worry=("At {han} tror på det, fordi ingen andre snakker med {ham}.",),
        good=("{Han} hører på treneren sin.",),
        weight=2,
    ),
)

CONTROL: tuple[Story, ...] = (
    Story(
        Theme.CONTROL,
        YOUNG,
        (
            "{Hvem} får aldri være med på noe. Broren henter {ham} rett etter skolen og sjekker "
            "telefonen.",
            "{Hvem} sier at {han} kanskje ikke kommer tilbake etter ferien. {Han} ville ikke si "
            "mer.",
            "{Hvem} må bytte klær på skolen, og er livredd for at noen skal ta bilde.",
        ),
        whom="peer",
        worry=("At {han} blir sendt bort.", "At {han} må gifte seg."),
        danger="unsure",
        weight=2,
    ),
    Story(
        Theme.CONTROL,
        WORK,
        (
            "{Hvem} har fått beskjed hjemmefra om at {han} ikke skal på turer, svømming eller "
            "avslutninger.",
            "{Hvem} spurte helt konkret hva skolen gjør hvis en elev blir borte i sommerferien.",
        ),
        whom="pupil",
        worry=("At dette er {hans} måte å be om hjelp på.",),
        tried=("Helsesykepleier har hatt to samtaler.",),
        months=(3, 4, 5, 6, 9, 10),
        weight=2,
    ),
    Story(
        Theme.CONTROL,
        ("resident",),
        (
            "{Hvem} har ikke lov til å ha bankkort eller telefon. Mannen er alltid med når vi "
            "møtes.",
            "{Hvem} fikk ikke bli på norskkurset. Nå ser jeg bare hendene {hans} når {han} tar "
            "inn posten.",
        ),
        whom="wife",
        worry=("At {han} ikke vet at {han} har rett til hjelp.",),
    ),
)

CRIME: tuple[Story, ...] = (
    Story(
        Theme.CRIME,
        ("volunteer", "young", "guardian"),
        (
            "Noen eldre gutter lokker de yngste med penger for å levere pakker på sparkesykkel "
            "{når}.",
            "Det går rundt en melding {app} om «enkle penger». {Antall} på trinnet har svart.",
            "{Noen} selger stjålne klær og øreplugger {sted}. De yngste kjøper på krita og må "
            "betale med "
            "tjenester.",
        ),
        about="group",
        worry=(
            "At de yngste ikke skjønner hva de er med på.",
            "At noen får gjeld de ikke kommer ut av.",
        ),
        good=("De kommer fortsatt på trening to ganger i uka.",),
        tried=("Vi har snakket med dem på laget, og med to av foreldrene.",),
        weight=3,
    ),
    Story(
        Theme.CRIME,
        HOME,
        (
            "{Hvem} har plutselig dyre sko og ny telefon. {Han} sier at {han} har lånt dem.",
            "{Hvem} får anrop hele natta, og går ut når det ringer. Det ligger {antall} tusen i "
            "en sokk.",
        ),
        whom="child",
        worry=("At {han} skylder noen penger.", "At {han} ikke tør å slutte."),
        tried=("Vi har spurt rett ut. {Han} ble redd, ikke sint.",),
        weight=2,
    ),
    Story(
        Theme.CRIME,
        NEAR,
        (
            "Det er brutt opp {antall} boder hos oss {nylig}. Jeg tror det er barn som gjør det "
            "for noen andre.",
            "{Noen} kjører uregistrerte mopeder {sted} {når}, og leverer noe til biler som "
            "stopper.",
            "Butikken her har sluttet å anmelde. De samme ungene kommer hver dag.",
        ),
        about="place",
        worry=("At ungene som gjør det, blir brukt.",),
        where=("{Sted}",),
        weight=2,
    ),
)

SUBSTANCES: tuple[Story, ...] = (
    Story(
        Theme.SUBSTANCES,
        ("resident", "young"),
        (
            "Det er fest i den gamle naustrekka {kveld}. Sist lå det en på bakken som ikke våknet "
            "før vi ropte "
            "høyt.",
            "Det ligger små poser og lystgasspatroner {sted} hver mandag.",
            "{Noen} drikker {sted} {kveld}. De yngste kan ikke være mer enn tretten.",
        ),
        about="place",
        worry=("At noen dør.", "At de små finner det som ligger igjen."),
        good=("Uteteamet kjenner mange av dem.",),
        where=("{Sted}",),
        closings=(
            "Uteteamet er der fredag og lørdag framover.",
            "Det er ryddet, og to voksne fra uteteamet går innom hver helg.",
        ),
        weight=3,
    ),
    Story(
        Theme.SUBSTANCES,
        YOUNG,
        (
            "{Hvem} røyker hasj før skolen. {Han} har sluttet å bry seg om alt annet.",
            "{Hvem} tar piller {han} får av noen eldre. I helga visste {han} ikke hvor {han} var.",
        ),
        whom="peer",
        worry=("At {han} tar noe {han} ikke tåler.", "At {han} begynner å selge for dem."),
        good=("{Han} er der for meg når det er noe.",),
        weight=3,
    ),
    Story(
        Theme.SUBSTANCES,
        HOME,
        (
            "Vi fant vape og noe vi ikke vet hva er, på rommet. {Hvem} sier at det tilhører en "
            "annen.",
            "{Hvem} kommer hjem og ser ikke på oss. Det lukter søtt av klærne.",
        ),
        whom="child",
        worry=("At vi oppdager det for sent.",),
        tried=("Vi har avtalt innetid. Den holdes stort sett.",),
        good=("{Han} ba oss selv om å ringe noen.",),
        weight=2,
    ),
    Story(
        Theme.SUBSTANCES,
        ("guardian", "resident", "young"),
        (
            "Russebussene står {sted} hele natta, og det er ungdomsskoleelever inne i dem.",
            "I russetida blir sekstenåringer hentet fra ungdomsskolen for å «teste» bussene.",
        ),
        about="group",
        worry=("At noen blir liggende igjen et sted.",),
        months=(4, 5),
        weight=5,
    ),
    Story(
        Theme.SUBSTANCES,
        NEAR,
        (
            "Badeplassen er full av fulle ungdommer {kveld}. Det er strøm i vannet, og ingen "
            "passer på.",
            "Det er båter uten lys ute på fjorden {kveld}, med ungdom som drikker.",
        ),
        about="place",
        worry=("At noen drukner.",),
        where=("Badeplassen", "Stupetårnet", "Ytterst på moloen"),
        months=(6, 7, 8),
        weight=5,
    ),
)

CARE: tuple[Story, ...] = (
    Story(
        Theme.HOME,
        NEAR,
        (
            "Jeg hører krangling og gråt gjennom veggen {kveld}. Det er to små barn der.",
            "Barna hos {hvem} går ute til sent på kveld. De spør om å få mat hos oss.",
            "Et lite barn står ofte i vinduet alene om morgenen. Jeg ser aldri en voksen.",
        ),
        whom="neighbour",
        worry=("At ingen passer på barna.", "At det går ut over de minste."),
        tried=("Jeg har gitt dem mat, men ikke turt å si noe til foreldrene.",),
        danger="unsure",
        weight=3,
    ),
    Story(
        Theme.HOME,
        YOUNG,
        (
            "{Hvem} vil aldri hjem. {Han} sover hos forskjellige folk hver helg.",
            "{Hvem} passer småsøsken hver dag og lager all maten. Faren er nesten aldri edru.",
        ),
        whom="peer",
        worry=("At {han} bærer alt alene.",),
        good=("Mormora er snill, men hun bor langt unna.",),
        weight=3,
    ),
    Story(
        Theme.HOME,
        WORK,
        (
            "{Hvem} har samme klær hver dag og sover i timene. På tur hadde {han} ikke med mat.",
            "{Hvem} rykker til når noen lukker døra hardt. {Han} sa «da blir det bråk» da vi "
            "ville ringe hjem.",
        ),
        whom="pupil",
        worry=("At det er noe hjemme vi ikke ser.",),
        tried=("Vi har skrevet ned det vi har sett, med dato.",),
        weight=2,
    ),
    Story(
        Theme.HOME,
        HOME,
        (
            "Vi klarer det ikke lenger hjemme. {Hvem} styrer hele huset, og de små er redde.",
            "Etter bruddet nekter {hvem} å være hos den ene av oss, og vil ikke si hvorfor.",
        ),
        whom="child",
        worry=("At vi mister hverandre.",),
        good=("{Han} har en onkel {han} stoler på.",),
    ),
    Story(
        Theme.HOME,
        ("resident", "volunteer"),
        (
            "Det går mot jul, og jeg vet om {antall} familier som ikke har råd til noe. Barna "
            "later som om de "
            "ikke bryr seg.",
            "Flere av ungene her gruer seg til juleferien. For dem er det to uker uten et trygt "
            "sted å gå.",
        ),
        about="group",
        worry=("At høytida blir det verste de har.",),
        months=(11, 12),
        weight=4,
    ),
)

PLACES: tuple[Story, ...] = (
    Story(
        Theme.PLACE,
        ("guardian", "resident", "young"),
        (
            "Lysene {sted} har vært borte {tid}. Noen av de yngste tør ikke gå hjem alene etter "
            "trening.",
            "Det er helt svart {sted} når treninga er ferdig. Ungene løper.",
            "Lyktene {sted} blinker og slukner. Det er der alle ungene går.",
        ),
        about="place",
        worry=("At noen blir skremt, eller at noe skjer i mørket.",),
        good=("Foreldrene følger hverandres barn når de kan.",),
        where=("{Sted}",),
        closings=(
            "Takk for at du sa fra. Lysene er meldt, og to voksne går der på fredager.",
            "Lysene er skiftet. Si fra hvis de slukner igjen.",
        ),
        months=DARK,
        weight=6,
    ),
    Story(
        Theme.PLACE,
        ANYONE,
        (
            "Det føles utrygt {sted} {når}. {Noen} står der og kommenterer alle som går forbi.",
            "Jeg går en omvei for å slippe å gå forbi {sted} {når}.",
            "Bussholdeplassen er knust for tredje gang, og det ligger glass {sted}.",
        ),
        about="place",
        worry=("At stedet blir deres og ikke alles.", "At folk slutter å bruke det."),
        where=("{Sted}",),
        closings=(
            "Det er ryddet, og vi ser på stedet sammen med velforeningen.",
            "Vi har vært der på kvelden selv. Busker er klippet, og uteteamet har stedet på ruta "
            "si.",
        ),
        weight=3,
    ),
    Story(
        Theme.PLACE,
        ("guardian", "resident"),
        (
            "Det kastes fyrverkeri etter folk {sted}. En hund løp ut i veien.",
            "Noen skyter raketter inn i oppganger {kveld}.",
        ),
        about="place",
        worry=("At noen mister synet.",),
        months=(12, 1),
        weight=4,
    ),
    Story(
        Theme.PLACE,
        ("guardian", "resident"),
        (
            "Mopeder kjører fort på gangveien {når}. Barnevogner må ut i grøfta.",
            "Elsparkesykler og mopeder kappkjører {sted}. De minste tør ikke gå over.",
        ),
        about="place",
        worry=("At et barn blir påkjørt.",),
        where=("{Sted}",),
        months=(4, 5, 6, 7, 8, 9),
        weight=4,
    ),
)

ONLINE: tuple[Story, ...] = (
    Story(
        Theme.ONLINE,
        YOUNG,
        (
            "En voksen later som han er femten {app} og spør jentene om bilder.",
            "{Hvem} blir presset for penger fordi noen har fått et bilde av {ham}.",
            "{Hvem} har møtt en {app} som vil treffe {ham} alene. {Han} har lovet å ikke si det "
            "til noen.",
        ),
        about="online",
        whom="peer",
        worry=("At {han} drar dit alene.", "At {han} ikke tør å fortelle det hjemme."),
        danger="unsure",
        weight=3,
    ),
    Story(
        Theme.ONLINE,
        HOME,
        (
            "{Hvem} er på nettet til langt på natt, og får panikk hvis vi tar telefonen.",
            "Vi så tilfeldig at {hvem} følger kontoer som lærer bort hvordan en skal sulte seg.",
            "{Hvem} spiller med voksne om natta. De gir {ham} oppgaver og premier.",
        ),
        about="online",
        whom="child",
        worry=("At vi ikke skjønner hva {han} er inne i.",),
        good=("{Han} viser oss gjerne det {han} bygger i spillet.",),
        weight=3,
    ),
    Story(
        Theme.OTHER,
        ANYONE,
        (
            "Jeg vet ikke om dette er rett sted, men det er noe som ikke stemmer {sted} {kveld}. "
            "Folk kommer og "
            "går til alle døgnets tider.",
            "Det går et rykte om at det skal skje noe {sted} i helga. Jeg vet ikke hva jeg skal "
            "tro.",
            "Jeg bare kjenner at stemninga her har endret seg {tid}. Folk hilser ikke lenger.",
        ),
        about="rumour",
        worry=("At vi angrer på at ingen sa noe.",),
        weight=2,
    ),
)

SLOTS: dict[str, Texts] = {
    "tid": (
        "de siste ukene", "den siste måneden", "i flere uker", "i et par måneder",
        "i lengre tid", "de siste fjorten dagene",
    ),
    "nylig": ("den siste måneden", "de siste ukene", "på kort tid", "denne måneden"),
    "når": (
        "om ettermiddagen", "i helgene", "nesten hver dag", "rett etter skoletid", "om kvelden",
        "på fredagene",
    ),
    "kveld": (
        "om kvelden", "i helgene", "på fredagskveldene", "etter klokka ti", "når det blir mørkt",
        "langt på natt", "på lørdagene",
    ),
    "sted": (
        "bak biblioteket", "ved busskuret", "på parkeringsplassen ved hallen", "under brua",
        "ved den gamle ferjekaia", "i undergangen", "ved ballbingen", "utenfor nærbutikken",
        "ved skaterampa", "på lekeplassen", "i parkeringshuset", "på gangveien ved elva",
    ),
    "noen": (
        "en gjeng ungdommer", "fire–fem gutter", "noen eldre gutter", "en gruppe jeg ikke kjenner",
        "seks–sju tenåringer", "de samme ungdommene som før",
    ),
    "trinn": ("sjuende", "åttende", "niende", "tiende"),
    "app": ("på Snap", "på Insta", "på Discord", "i en chat", "i et spill"),
    "antall": ("tre", "fire", "fem", "seks"),
}  # fmt: skip

PERSONS = {
    "peer": (
        ("en gutt i klassen", "m"), ("ei jente i klassen", "f"), ("en på laget mitt", "m"),
        ("ei venninne", "f"), ("en kompis", "m"), ("ei jeg kjenner fra klubben", "f"),
        ("en i parallellklassen", "m"), ("ei på trinnet under", "f"),
    ),
    "child": (
        ("sønnen min", "m"), ("dattera mi", "f"), ("eldstemann", "m"), ("tenåringsjenta vår", "f"),
        ("yngstemann", "m"), ("jenta vår på fjorten", "f"), ("gutten vår på seksten", "m"),
    ),
    "pupil": (
        ("en elev på åttende", "m"), ("ei jente på tiende", "f"), ("en gutt på sjuende", "m"),
        ("en elev jeg har hatt siden i fjor", "m"), ("ei av jentene på niende", "f"),
    ),
    "player": (
        ("en av guttene på laget", "m"), ("ei av de nye på laget", "f"), ("en av turnerne", "m"),
        ("ei i korpset", "f"), ("en speider", "m"),
    ),
    "neighbour": (
        ("naboen over meg", "m"), ("dama i første etasje", "f"), ("mannen i oppgangen", "m"),
        ("en eldre nabo", "m"), ("naboen tvers overfor", "f"),
    ),
    "wife": (
        ("ei jeg gikk på kurs med", "f"), ("nabokona", "f"),
        ("mora til en venn av sønnen min", "f"),
    ),
}  # fmt: skip

PRONOUNS = {
    "m": {"han": "han", "ham": "ham", "hans": "hans"},
    "f": {"han": "hun", "ham": "henne", "hans": "hennes"},
}

NAMES: dict[str, Texts] = {
    "peer": (
        "Han heter Jonatan i historien vår, niende trinn.",
        "Sitter ved vinduet i 9B i fortellingen.",
        "Den eneste med grønn sekk.",
        "Går i parallellklassen. Jeg sier navnet hvis dere spør.",
    ),
    "pupil": (
        "Initialene står i mappa hos kontaktlærer.",
        "Elevnummer 14 på den oppdiktede lista.",
    ),
    "child": ("Barnet vårt går på tiende trinn.", "Vi sier navnet på telefon.", "Går i 8A."),
    "player": ("Spiller med nummer 7.", "Står alltid bakerst på bildet."),
    "neighbour": (
        "Leiligheten over meg, tredje etasje",
        "Døra til venstre i andre",
        "Det gule huset på hjørnet",
    ),
    "wife": ("Naboen fra tredje etasje",),
}

TALK: dict[str, Talk] = {
    "": (
        ("Takk for at du forteller. Når så du dette sist?", "Senest i forrige uke."),
        (
            "Takk! Er det noe mer du har lagt merke til?",
            "Ikke egentlig. Det var mest det jeg skrev.",
        ),
        ("Er det greit at vi snakker med flere om dette?", "Ja, men ikke si at det kom fra meg."),
        (
            "Vet du om noen andre har sagt fra?",
            "Jeg tror ikke det. Folk snakker, men ingen gjør noe.",
        ),
    ),
    Theme.EXCLUSION: (
        ("Takk for at du bryr deg. Er det en voksen du tror kan få kontakt?", "Kanskje treneren."),
        ("Hva tror du ville hjulpet mest?", "At noen spurte, og mente det."),
        ("Finnes det noe de liker å gjøre, som vi kan bygge på?", "Musikk. Og mat, alltid mat."),
    ),
    Theme.BULLYING: (
        ("Takk for at du sier fra. Vet skolen om det?", "Læreren vet litt, men ikke alt."),
        (
            "Er det noen i klassen som prøver å stoppe det?",
            "Et par. De trenger hjelp av en voksen.",
        ),
        (
            "Vet du om det finnes bilder eller meldinger?",
            "Ja, men jeg vil ikke sende dem rundt mer.",
        ),
    ),
    Theme.VIOLENCE: (
        (
            "Takk for at du sa fra. Er det bestemte dager?",
            "Mest fredag, rett etter at klubben stenger.",
        ),
        ("Er noen redde for å gå dit nå?", "Ja. De yngste går rundt."),
    ),
    Theme.HATE: (
        ("Så flere det som skjedde?", "Ja, men ingen sa noe."),
        ("Vil du at vi hjelper deg å anmelde?", "Jeg vil gjerne snakke med noen om det først."),
    ),
    Theme.EXTREMISM: (
        ("Takk for at du forteller. Vil du ta en prat, på telefon eller her?", "Gjerne her."),
        ("Hvem lytter vedkommende til, tror du?", "Bestefar. Og kanskje treneren."),
    ),
    Theme.CONTROL: (
        ("Er det trygt at vi tar kontakt?", "Ikke hjemme. Kanskje på skolen."),
        ("Vet du om en dato eller en reise?", "Nei, bare at det er til sommeren."),
    ),
    Theme.CRIME: (
        ("Kan vi høre mer om når det skjer?", "Ja. Det er mest tirsdag og torsdag etter seks."),
        ("Er noen blitt truet?", "Det tror jeg. De sier at de «skylder»."),
    ),
    Theme.SUBSTANCES: (
        ("Hvilke kvelder er det flest?", "Fredag. Og dagen etter at lønna kommer."),
        ("Er det noen voksne i nærheten?", "Nei, ikke etter klokka ni."),
    ),
    Theme.HOME: (
        ("Takk. Hører du det også på dagtid?", "Nei, bare om kvelden og natta."),
        ("Vet du om barna går i barnehage eller skole?", "Jeg tror det. Men ikke hver dag."),
    ),
    Theme.PLACE: (
        ("Hvilke dager er det flest barn som går der?", "Tirsdag og torsdag etter klokka seks."),
        ("Hvor akkurat er det?", "Der gangveien svinger, rett før broa."),
    ),
    Theme.ONLINE: (
        ("Takk! Er det tatt vare på noe av det som er skrevet?", "Ja, jeg har et par bilder."),
        ("Har dere snakket sammen om det hjemme?", "Litt. Det gikk bedre enn jeg trodde."),
    ),
}

CLOSINGS: dict[CloseReason, Texts] = {
    CloseReason.ADVICE: (
        "Takk for praten. Du gjør allerede mye riktig. Ta kontakt igjen når du vil.",
        "Vi har skrevet ned rådene her, så du kan se på dem igjen: hør, spør åpent, og vær der.",
        "Du kan ringe oss om det ikke blir bedre. Takk for at du spurte.",
        "Fint at du sa fra. Prøv det vi snakket om, og skriv her om det ikke hjelper.",
    ),
    CloseReason.HELPED: (
        "En voksen har tatt tak i det. Du gjorde noe bra da du sa fra.",
        "Takk for at du sa fra. Vi har gjort det vi kunne, og følger med framover.",
        "Dette er fulgt opp. Skriv her igjen om du ser det samme.",
        "Flere sa det samme som deg. Nå er noe gjort, og vi ser etter om det hjelper.",
        "Takk! Det du fortalte, gjorde at vi kom tidlig nok.",
    ),
    CloseReason.PASSED_ON: (
        "Saken er hos dem som har ansvar for den. Takk for at du sa fra så raskt.",
        "Vi har gitt det videre til rett tjeneste. De kan ikke svare her, men de har fått det.",
        "Dette er meldt til dem som skal ta det videre. Takk for at du ikke så bort.",
    ),
    CloseReason.NO_GROUND: (
        "Vi har sett på det sammen med dem som kjenner stedet. Vi tror ikke det er grunn til uro. "
        "Takk likevel.",
        "Det viste seg å ha en god forklaring. Det var riktig å si fra.",
    ),
    CloseReason.MERGED: (
        "Flere har fortalt om det samme, og vi ser på alt under ett. Takk for at du sa fra.",
        "Dette hører sammen med noe vi alt arbeider med. Takk!",
    ),
    CloseReason.NOT_OURS: (
        "Dette kan ikke kommunen gjøre noe med, men vi har skrevet hvem som kan. Takk for at du "
        "spurte.",
        "Det hører ikke til hos oss. Huseieren er den som kan gjøre noe med det.",
    ),
    CloseReason.MOVED: ("Det gjelder en annen kommune nå, og de har fått vite det. Takk.",),
}

TONGUE = Tongue(
    stories=(
        *EXCLUSION, *BULLYING, *VIOLENCE, *HATE, *EXTREMISM, *CONTROL, *CRIME, *SUBSTANCES, *CARE,
        *PLACES, *ONLINE,
    ),
    slots=SLOTS,
    persons=PERSONS,
    pronouns=PRONOUNS,
    names=NAMES,
    talk=TALK,
    closings=CLOSINGS,
    children="barn|ung(?:e|dom)|(?:med)?elev|gutt|jent|sønn|datter|tenåring|sekstenåring|de yngste",
)  # fmt: skip
