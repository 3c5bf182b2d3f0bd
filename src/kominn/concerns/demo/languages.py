"""What people of the invented town worry about, in Nynorsk and in six languages more."""

from __future__ import annotations

from kominn.concerns.demo import bokmal
from kominn.concerns.demo.stories import Story, Texts, Tongue
from kominn.concerns.states import CloseReason, Theme

NEAR = ("resident", "guardian")
YOUNG = ("young",)

NYNORSK_STORIES: tuple[Story, ...] = (
    Story(
        Theme.EXCLUSION,
        ("leader", "resident"),
        (
            "Eit par av dei eldre på bygda seier dei ikkje tør gå på butikken etter at det kom "
            "nye folk "
            "i det gamle hotellet. Eg trur mest dei ikkje kjenner kvarandre.",
            "Det er {antall} av dei eldre som ikkje kjem på kaffi lenger. Ingen veit kvifor.",
        ),
        about="rumour",
        good=("Kyrkjelydshuset står tomt på torsdagar.",),
        closings=("Vi inviterer til kaffi på torsdagar frå neste månad.",),
        language="nn",
    ),
    Story(
        Theme.EXCLUSION,
        YOUNG,
        (
            "{Hvem} et matpakka si på do. {Han} seier det er fordi det er roleg der.",
            "Ingen vil sitje med {hvem} på bussen. {Han} står heile vegen, sjølv om det er ledig.",
        ),
        whom="peer",
        worry=("At {han} sluttar å kome.", "At {han} trur det er noko gale med {ham}."),
        good=("{Han} er den beste i klassen til å fikse ting.",),
        language="nn",
        weight=3,
    ),
    Story(
        Theme.BULLYING,
        ("guardian",),
        (
            "{Hvem} grev seg ned under dyna kvar morgon. {Han} seier at dei ler når {han} opnar "
            "munnen.",
            "{Hvem} har mista tre luer {nyleg}. Vi trur ikkje lenger at {han} mistar dei.",
        ),
        whom="child",
        worry=("At {han} gøymer meir for oss.",),
        tried=("Vi har skrive til skulen to gonger.",),
        language="nn",
        weight=3,
    ),
    Story(
        Theme.PLACE,
        NEAR,
        (
            "Ungane må gå langs fylkesvegen {stad} i stummande mørker. Det er ikkje lys der "
            "lenger.",
            "Nokon står {stad} {kveld} og ropar etter dei som går forbi.",
        ),
        about="place",
        worry=("At nokon blir påkøyrt.", "At folk sluttar å gå der."),
        where=("{Stad}",),
        language="nn",
        weight=3,
    ),
    Story(
        Theme.SUBSTANCES,
        NEAR,
        (
            "Det er fest {stad} {kveld}, og dei yngste ser ut til å vere tolv–tretten.",
            "Eg finn små posar {stad} kvar måndag når eg går med hunden.",
        ),
        about="place",
        worry=("At nokon ikkje vaknar.",),
        where=("{Stad}",),
        language="nn",
        weight=2,
    ),
    Story(
        Theme.HOME,
        NEAR,
        (
            "Dei to små i nabohuset går ute til seint {kveld}. Dei spør alltid om vi har mat.",
            "Eg høyrer at nokon gret i nabohuset {kveld}. Så blir det heilt stille.",
        ),
        worry=("At det er ingen som passar på dei.",),
        danger="unsure",
        language="nn",
        weight=2,
    ),
    Story(
        Theme.HATE,
        NEAR,
        (
            "Det er skrive stygge ord {stad} om dei som nett har flytta hit.",
            "Ein mann ropte at dei måtte reise heim, til ei mor med barnevogn {stad}. Ingen sa "
            "noko.",
        ),
        about="place",
        worry=("At dei flyttar att.",),
        where=("{Stad}",),
        language="nn",
        weight=2,
    ),
)

NYNORSK = Tongue(
    stories=NYNORSK_STORIES,
    slots={
        "stad": (
            "ved kaia", "bak samfunnshuset", "ved busslomma", "nede ved elva", "ved skulen",
            "på grendehusplassen", "ved den gamle mølla",
        ),
        "kveld": ("om kvelden", "i helgane", "på fredagane", "etter klokka ti", "når det blir "
        "mørkt"),
        "nyleg": ("den siste månaden", "dei siste vekene", "på kort tid"),
        "antall": ("tre", "fire", "fem"),
    },
    persons={
        "peer": (("ein i klassen", "m"), ("ei i klassen", "f"), ("ein på bussen", "m")),
        "child": (("guten vår", "m"), ("dottera mi", "f"), ("eldstejenta vår", "f")),
    },
    pronouns={
        "m": {"han": "han", "ham": "han", "hans": "hans"},
        "f": {"han": "ho", "ham": "henne", "hans": "hennar"},
    },
    names={"peer": ("Går i 8. klasse. Resten seier eg på telefon.",), "child": ("Barnet vårt går "
    "i 6.",)},
    talk={
        "": (
            ("Takk for at du skriv. Når såg du dette sist?", "Sist helg."),
            ("Takk! Er det fleire som har merka det same?", "Ja, vi er eit par som har snakka om "
            "det."),
            ("Er det greitt at vi ringjer deg?", "Ja, men helst etter klokka fire."),
        ),
    },
    closings={
        CloseReason.ADVICE: ("Takk for praten. Skriv gjerne igjen om det ikkje blir betre.",),
        CloseReason.HELPED: (
            "Takk for at du sa frå. No er det gjort noko med det, og vi følgjer med.",
            "Ein vaksen har teke tak i det. Det var bra at du sa frå.",
        ),
        CloseReason.PASSED_ON: ("Saka er hos dei som har ansvar for ho. Takk for at du skreiv.",),
        CloseReason.NO_GROUND: ("Vi har sett på det, og det har ei god forklaring. Takk likevel.",),
        CloseReason.MERGED: ("Fleire har fortalt om det same, og vi ser på alt under eitt.",),
        CloseReason.NOT_OURS: ("Dette kan ikkje kommunen gjere noko med, men vi har skrive kven "
        "som kan.",),
        CloseReason.MOVED: ("Det gjeld ein annan kommune no, og dei har fått vite det. Takk.",),
    },
    children="barn|ungane|elev|gut|jent|son|dotter|dei yngste|dei to små",
)  # fmt: skip


def _foreign(language: str, children: str, *told: tuple[Theme, str, str, str, Texts]) -> Tongue:
    """Staff answer in Bokmål, short and plain; whoever wants it gets it interpreted."""
    stories = tuple(
        Story(theme, (role,), seen, about=about, worry=(worry,), language=language)
        for theme, role, about, worry, seen in told
    )
    return Tongue(
        stories=stories,
        slots={},
        persons={},
        pronouns={},
        names={},
        talk={"": (("Takk for at du skrev. Vil du ha tolk på telefon?", ""),)},
        closings=bokmal.CLOSINGS,
        children=children,
    )


POLISH = _foreign(
    "pl",
    "dzieci|syn|cór[kc]|młod|starsi chłopcy",
    (
        Theme.PLACE, "resident", "place", "Ktoś może zginąć.",
        (
            "Młodzież zbiera się pod wiaduktem i rzuca kamieniami w rowerzystów.",
            "Za sklepem nie działa oświetlenie. Dzieci boją się tamtędy wracać do domu.",
        ),
    ),
    (
        Theme.BULLYING, "guardian", "known", "Boję się, że on przestanie chodzić do szkoły.",
        (
            "Mój syn jest wyśmiewany w autobusie, bo mówi z akcentem. Wraca do domu i milczy.",
            "Koledzy z klasy zabierają córce plecak. Ona mówi, że to nic takiego.",
        ),
    ),
    (
        Theme.EXCLUSION, "resident", "known", "Nikt by nie zauważył, gdyby coś mu się stało.",
        (
            "Starszy sąsiad nie wychodzi z mieszkania od kilku tygodni. Skrzynka jest pełna "
            "listów.",
            "Kolega z pracy nie ma tu nikogo. Po wypadku siedzi sam w pokoju i pije.",
        ),
    ),
    (
        Theme.CRIME, "guardian", "group", "Oni nie rozumieją, w co się pakują.",
        ("Starsi chłopcy dają młodszym pieniądze za przewożenie paczek.",),
    ),
)  # fmt: skip

UKRAINIAN = _foreign(
    "uk",
    "діт|син|доньк|дівчат",
    (
        Theme.CONTROL, "resident", "known", "Що їй не дозволяють виходити.",
        (
            "Моя сусідка не виходить з дому вже місяць, її чоловік каже, що вона хвора. Діти "
            "перестали "
            "ходити на гурток.",
            "Жінка з наших курсів більше не приходить. Вона казала, що чоловік забрав її телефон.",
        ),
    ),
    (
        Theme.EXCLUSION, "guardian", "known", "Що він зовсім перестане говорити.",
        (
            "Мій син за рік не знайшов жодного друга. Після школи він лежить і дивиться в стелю.",
            "Донька каже, що в класі з нею ніхто не сидить. Вона просить не ходити до школи.",
        ),
    ),
    (
        Theme.PLACE, "guardian", "place", "Що хтось нападе на дітей.",
        ("На зупинці ввечері стоять чоловіки і щось кричать дівчатам. Там немає світла.",),
    ),
)  # fmt: skip

ARABIC = _foreign(
    "ar",
    "أطفال|أولاد|ابن",
    (
        Theme.HATE, "guardian", "place", "أطفالي يسألون إن كان علينا أن ننتقل.",
        (
            "صرخ رجل في وجهنا عند موقف الحافلة وقال لنا أن نعود إلى بلدنا. لم يقل أحد شيئًا.",
            "كتب أحدهم كلمات كراهية على باب بيتنا. أولادي يخافون الخروج وحدهم.",
        ),
    ),
    (
        Theme.ONLINE, "guardian", "online", "أخاف أن يذهب للقائهم وحده.",
        (
            "ابني يتحدث كل ليلة مع أشخاص لا نعرفهم في لعبة. يقول إنهم أصدقاؤه الحقيقيون.",
            "ابنتي تخفي هاتفها وتبكي. أظن أن أحدًا يهددها بصورة.",
        ),
    ),
    (
        Theme.EXCLUSION, "resident", "known", "أخاف أن يحدث له شيء ولا يعلم أحد.",
        ("جارنا الكبير في السن لا يخرج منذ أسابيع ولا يفتح الباب.",),
    ),
)  # fmt: skip

SOMALI = _foreign(
    "so",
    "carruur|gabadh|wiil|dhallin",
    (
        Theme.HATE, "guardian", "place", "Carruurtaydu way ka baqayaan inay halkaas tagaan.",
        (
            "Waxaan arkay dhallinyaro lagu caayo dukaanka. Dadka waaweyn waxba ma dhahaan.",
            "Gabadhayda waxaa laga jiiday masarka baska dhexdiisa. Cidna ma caawin.",
        ),
    ),
    (
        Theme.CRIME, "guardian", "group", "Waxaan ka baqayaa in wiilashu dhib galaan.",
        ("Wiilal waaweyn ayaa carruurta yaryar lacag siiya si ay baakado u qaadaan.",),
    ),
    (
        Theme.EXCLUSION, "guardian", "known", "Waxaan ka baqayaa inuu iskuulka joojiyo.",
        ("Wiilkaygu saaxiibbo ma haysto. Maalin walba qolkiisa ayuu keligiis joogaa.",),
    ),
)  # fmt: skip

LITHUANIAN = _foreign(
    "lt",
    "vaik|sūn|jaunuol",
    (
        Theme.BULLYING, "guardian", "known", "Bijau, kad jis nustos eiti į mokyklą.",
        ("Iš mano sūnaus tyčiojamasi per pertraukas. Jis sako, kad viskas gerai, bet naktimis "
        "verkia.",),
    ),
    (
        Theme.PLACE, "resident", "place", "Kas nors gali nukentėti.",
        ("Prie autobusų stotelės vakarais renkasi jaunuoliai ir mėto butelius.",),
    ),
    (
        Theme.HOME, "resident", "known", "Ten yra mažų vaikų.",
        ("Pas kaimynus kiekvieną savaitgalį girdžiu riksmus ir verksmą.",),
    ),
)  # fmt: skip

TIGRINYA = _foreign(
    "ti",
    "ወደይ|ደቀይ",
    (
        Theme.EXCLUSION, "guardian", "known", "ቤት ትምህርቲ ከየቋርጽ እፈርሕ።",
        ("ወደይ ኣዕሩኽ የብሉን። ካብ ቤት ትምህርቲ ምስ መጸ ኣብ ክፍሉ በይኑ ይውዕል።",),
    ),
    (
        Theme.HATE, "resident", "place", "ደቀይ በይኖም ክወጹ ይፈርሑ ኣለዉ።",
        ("ኣብ መዕረፊ ኣውቶቡስ ሓደ ሰብኣይ ናብ ሃገርኩም ተመለሱ ኢሉ ጨደረልና። ዝተዛረበ ሰብ ኣይነበረን።",),
    ),
)  # fmt: skip

SPOKEN: dict[str, tuple[int, Tongue]] = {
    "nb": (800, bokmal.TONGUE),
    "nn": (70, NYNORSK),
    "pl": (40, POLISH),
    "uk": (30, UKRAINIAN),
    "ar": (22, ARABIC),
    "so": (16, SOMALI),
    "lt": (12, LITHUANIAN),
    "ti": (10, TIGRINYA),
}
"""Of a thousand worries, how many are told in each language."""
