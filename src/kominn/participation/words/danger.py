"""Words that hint that somebody is in danger, from themselves or from others.

They are few on purpose, and a person looks at each text they are found in: a word too much costs a
look, a word too little costs more. In the languages young people here write in. None of the lists
has been read by a professional yet.
"""

from __future__ import annotations

from kominn.participation.words.looking import Words

BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "nb": (
        "selvmord*", "ta livet mitt", "ta livet av meg", "ta mitt eget liv", "ta livet sitt",
        "vil .. dø", "ønsker .. å dø", "lyst til å dø", "vil ikke leve", "vil .. ikke leve",
        "orker ikke leve", "orker ikke å leve", "orker ikke mer", "skade meg selv",
        "skader meg selv", "selvskad*", "kutter meg", "kutte meg", "henge meg", "drepe meg",
        "slår meg", "slo meg", "slår oss", "slår henne", "slår ham", "banker meg", "banker opp",
        "mishandl*", "voldta*", "voldtok*", "voldtekt*", "misbruker meg", "misbrukt*",
        "tafser på meg", "beføl*", "truer .. å drepe", "drepe deg", "skal drepe",
        "redd for å gå hjem", "redd for å dra hjem", "tør ikke .. hjem", "tvinger meg",
        "tvangsgift*", "kjønnslemlest*", "kniv på skolen", "våpen på skolen", "skyte .. skolen",
    ),
    "nn": (
        "sjølvmord*", "sjølmord*", "vil ikkje leve", "vil .. ikkje leve", "orkar ikkje leve",
        "orkar ikkje å leve", "orkar ikkje meir", "ønskjer .. å døy", "vil .. døy", "vil .. daue",
        "skade meg sjølv", "skadar meg sjølv", "sjølvskad*", "kuttar meg", "hengje meg",
        "bankar meg", "valdta*", "valdtok*", "valdtekt*", "misbrukar meg", "tafsar på meg",
        "trugar .. å drepe", "redd for å gå heim", "tør ikkje .. heim", "torer ikkje .. heim",
        "tvingar meg",
    ),
    "en": (
        "suicid*", "kill myself", "killing myself", "end my life", "want .. to die",
        "wanna die", "dont want to live", "dont wanna live", "hurt myself", "hurting myself",
        "cut myself", "cutting myself", "self harm*", "selfharm*", "hits me", "hit me",
        "beats me", "beat me", "raped", "rape", "molest*", "abuses me", "abused", "touches me",
        "kill you", "going to kill", "scared to go home", "afraid to go home",
        "forced marriage", "school shooting", "knife at school", "gun at school",
    ),
    "pl": (
        "samobój*", "zabić się", "zabiję się", "chcę .. umrzeć", "nie chcę żyć",
        "nie chce mi się żyć", "tnę się", "okaleczam się", "bije mnie", "biją mnie",
        "mnie bije", "mnie biją", "pobił mnie", "gwałt", "gwałtu", "gwałci*", "zgwałc*",
        "molest*", "dotyka mnie", "grozi mi", "zabije mnie", "zabiję cię",
        "boję się wracać do domu", "boję się wrócić do domu",
    ),
    "uk": (
        "самогубств*", "суїцид*", "вбити себе", "вб'ю себе", "хочу .. померти", "не хочу жити",
        "ріжу себе", "б'є мене", "мене б'є", "б'ють мене", "мене б'ють", "зґвалт*", "згвалт*",
        "чіпає мене", "погрожує мені", "вб'є мене", "боюся йти додому", "самоубийств*",
        "убить себя", "хочу .. умереть", "не хочу жить", "бьет меня", "бьют меня", "изнасил*",
    ),
    "lt": (
        "savižud*", "nusižud*", "noriu .. mirti", "nenoriu gyventi", "žaloju save",
        "pjaustausi", "muša mane", "mane muša", "prievartav*", "prievartauja", "išprievart*",
        "liečia mane", "grasina mane", "nužudysiu", "mane nužudys", "bijau grįžti namo",
        "bijau eiti namo",
    ),
    "ar": (
        "انتحار*", "الانتحار", "انتحر*", "سأنتحر", "أقتل نفسي", "قتل نفسي", "أريد أن أموت",
        "اريد الموت", "بدي أموت", "لا أريد أن أعيش", "أؤذي نفسي", "يضربني", "تضربني", "ضربني",
        "يضربوني", "يضربنا", "اغتصب*", "اغتصاب*", "يتحرش بي", "يلمسني", "يهددني", "سأقتل*",
        "سيقتلني", "أخاف أن أعود إلى البيت",
    ),
    "so": (
        "is dil*", "isdil*", "inaan dhinto", "inaan is dilo", "nolosha ma rabo",
        "i garaac*", "na garaac*", "i kufsa*", "kufsi*", "kufsa*", "ii hanjab*",
        "i taabta*", "i dilaya", "i dili doon*", "gurigu i baqdin*", "is dhaawac*",
    ),
    "ti": (
        "ነፍሰይ ክቐትል", "ርእሰይ ክቐትል", "ነብሰይ ክቐትል", "ክመውት ደልየ", "ክመውት እደሊ",
        "ምንባር ኣይደልን", "ክነብር ኣይደልን", "ይወቅዓኒ", "ትወቅዓኒ", "ይሃርመኒ", "ይገርፈኒ",
        "ዓሚጹኒ", "ዓመጽ", "ይትንክፈኒ", "የፈራርሓኒ", "ክቐትለኒ", "ክቐትለካ",
    ),
}  # fmt: skip

DANGER = Words.of(BY_LANGUAGE)
MOST_LOOKED_AT = 20_000


def hints_at_danger(typed: str, *, before: str = "") -> bool:
    """Whether what was typed says what did not stand there before: its writer is shown help, also
    where the form refuses it. `typed` is as it came, of any length."""
    return bool(DANGER.found(typed[:MOST_LOOKED_AT]) - DANGER.found(before[:MOST_LOOKED_AT]))
