"""Words that hurt. They put a text at the top of what a person reads next, and do nothing else.

Nothing is refused by them: a person decides. Few on purpose, and the coarsest of each language.
"""

from __future__ import annotations

from kominn.participation.words.looking import Words

BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "nb": (
        "hore", "hora", "horer", "horunge*", "fitte*", "neger*", "neiger*", "svarting*",
        "pakkis*", "soper*", "homse", "mongo*", "retard*", "apekatt*", "jødesvin*",
        "utlendingjævel*", "jævla *", "faen ta deg", "dra til helvete", "drep deg", "feite gris*",
    ),
    "en": (
        "fuck*", "bitch*", "whore*", "slut", "sluts", "faggot*", "nigger*", "nigga*", "retard*",
        "cunt*", "kys", "kill yourself", "paki", "pakis", "go back to your country",
    ),
    "pl": (
        "kurw*", "jeban*", "jebać", "pierdol*", "spierdal*", "szmata", "suka", "ciota", "cioto",
        "debil*", "czarnuch*", "brudas*", "żydek",
    ),
    "uk": (
        "сука", "суки", "бля*", "хуй*", "хуя", "пизд*", "підор*", "пидор*", "шлюх*", "дебіл*",
        "дебил*", "чурк*", "нігер*", "курв*", "їбан*", "ебан*",
    ),
    "ar": (
        "شرموط*", "قحبة", "عاهرة", "كلب", "ابن الكلب", "ابن كلب", "حمار", "خنزير", "عبد أسود",
        "يلعن", "كس أمك", "sharmut*", "sharmot*", "kahba", "ibn kalb",
    ),
    "so": ("dhilo*", "doofaar*", "nacas*", "wasakh*", "qashin*"),
    "lt": ("kekš*", "pyder*", "debil*", "kurva*", "juodašik*"),
    "ti": ("ሸርሙጣ*", "ደንቆሮ*", "ኣህያ", "ባርያ"),
}  # fmt: skip

ABUSE = Words.of(BY_LANGUAGE)
