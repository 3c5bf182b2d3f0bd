"""Which texts the site shows people, and where: read from the code, without gettext's tools.

Every text stands in the catalogues of bokmål and nynorsk (English is the source). What a reporter
may meet also stands in the six other languages of the report form.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "now_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
MACHINE = "machine translation, not yet read by a person"

# What a reporter may meet: the form, the receipt, the mailbox, the duties and what frames them.
FOR_REPORTERS = (
    "activities/actions.py",
    "activities/forms_organisers.py",
    "activities/models.py",
    "activities/showing.py",
    "activities/states.py",
    "activities/templates/activities/_kept.html",
    "activities/templates/activities/activity.html",
    "activities/templates/activities/change.html",
    "activities/templates/activities/list.html",
    "activities/templates/activities/organiser.html",
    "activities/views/calendar.py",
    "activities/views/organisers.py",
    "allin/voices.py",
    "ambassadors/actions/",
    "ambassadors/badges.py",
    "ambassadors/certificate.py",
    "ambassadors/forms_young.py",
    "ambassadors/models.py",
    "ambassadors/needs.py",
    "ambassadors/states.py",
    "ambassadors/templates/ambassadors/_base_young.html",
    "ambassadors/templates/ambassadors/about.html",
    "ambassadors/templates/ambassadors/attend.html",
    "ambassadors/templates/ambassadors/badge.html",
    "ambassadors/templates/ambassadors/begin.html",
    "ambassadors/templates/ambassadors/code.html",
    "ambassadors/templates/ambassadors/erase.html",
    "ambassadors/templates/ambassadors/guardian.html",
    "ambassadors/templates/ambassadors/home.html",
    "ambassadors/templates/ambassadors/link.html",
    "ambassadors/templates/ambassadors/me.html",
    "ambassadors/templates/ambassadors/module.html",
    "ambassadors/templates/ambassadors/open.html",
    "ambassadors/templates/ambassadors/real.html",
    "ambassadors/templates/ambassadors/shown.html",
    "ambassadors/templates/ambassadors/team_names.html",
    "ambassadors/templates/ambassadors/tell.html",
    "ambassadors/templates/ambassadors/too_many.html",
    "ambassadors/templates/ambassadors/withdrawn.html",
    "ambassadors/views/begin.py",
    "ambassadors/views/guardian.py",
    "ambassadors/views/own",
    "allin/actions",
    "allin/cards.py",
    "allin/forms_young.py",
    "allin/picture_models.py",
    "allin/pictures.py",
    "allin/promise.py",
    "allin/push.py",
    "allin/sheets.py",
    "allin/states.py",
    "allin/story.py",
    "allin/story_card.py",
    "allin/team_card.py",
    "allin/templates/allin/card.html",
    "allin/templates/allin/no_card.html",
    "allin/templates/allin/_clock.html",
    "allin/templates/allin/_push.html",
    "allin/templates/allin/_left_out.html",
    "allin/templates/allin/_own_pictures.html",
    "allin/templates/allin/_picture.html",
    "allin/templates/allin/_story.html",
    "allin/templates/allin/base_young.html",
    "allin/templates/allin/concept.html",
    "allin/templates/allin/enter.html",
    "allin/templates/allin/here.html",
    "allin/templates/allin/join.html",
    "allin/templates/allin/say.html",
    "allin/templates/allin/story_card.html",
    "allin/templates/allin/sheet.html",
    "allin/templates/allin/too_many.html",
    "allin/templates/allin/waiting.html",
    "allin/templates/allin/write.html",
    "allin/templates/allin/young.html",
    "allin/views/phones.py",
    "allin/views/canvas_pictures.py",
    "allin/views/young.py",
    "ballot/actions/cast.py",
    "ballot/forms_young.py",
    "ballot/publishing.py",
    "ballot/templates/ballot/ballot.html",
    "ballot/templates/ballot/enter.html",
    "ballot/templates/ballot/follow.html",
    "ballot/templates/ballot/receipt.html",
    "ballot/templates/ballot/vote.html",
    "ballot/views/voting.py",
    "config/open_menus.py",
    "core/templates/400.html",
    "core/templates/404.html",
    "core/templates/500.html",
    "challenges/gaps.py",
    "challenges/templates/challenges/_figure.html",
    "challenges/templates/challenges/_heard.html",
    "challenges/templates/challenges/challenge.html",
    "challenges/templates/challenges/challenges.html",
    "challenges/voices.py",
    "concerns/templates/concerns/report/",
    "concerns/templates/concerns/mailbox/",
    "concerns/templates/concerns/duties/",
    "concerns/forms.py",
    "concerns/duties.py",
    "concerns/gate.py",
    "core/hints.py",
    "concerns/ready_words.py",
    "concerns/themes.py",
    "concerns/views/mailbox.py",
    "concerns/views/receipt.py",
    "core/fields.py",
    "core/templates/core/_as_written.html",
    "core/templates/core/charts/_bars",
    "core/templates/core/charts/_highest_told.html",
    "core/templates/core/charts/_key.html",
    "core/templates/core/charts/_line",
    "core/templates/core/charts/_names.html",
    "core/templates/core/charts/_own_told.html",
    "core/templates/core/charts/_desc.html",
    "core/templates/core/charts/_ranges",
    "core/templates/core/charts/_rows_told.html",
    "core/templates/core/charts/_unknown_told.html",
    "core/templates/core/charts/_why.html",
    "core/templates/core/base.html",
    "core/templates/core/_brand.html",
    "core/templates/core/_footer.html",
    "core/templates/core/_languages.html",
    "core/templates/core/_messages.html",
    "core/templates/core/_navigation.html",
    "core/templates/core/_nobody.html",
    "core/forms.py",
    "core/templates/core/forms/",
    "core/templates/core/charts/_bars",
    "core/templates/core/charts/_highest_told.html",
    "core/templates/core/charts/_line.html",
    "core/templates/core/charts/_own_told.html",
    "core/templates/core/charts/_rows_told.html",
    "core/templates/cotton/back.html",
    "core/templates/cotton/error_summary.html",
    "core/templates/cotton/fact.html",
    "core/templates/cotton/field.html",
    "core/templates/cotton/message.html",
    "core/templates/cotton/in_norwegian.html",
    "core/templates/cotton/more.html",
    "core/templates/cotton/notice.html",
    "core/templates/cotton/pagination.html",
    "core/templates/cotton/phone.html",
    "core/templates/cotton/quick_exit.html",
    "core/templates/cotton/receipt.html",
    "core/templates/cotton/steps.html",
    "core/templates/cotton/timeline.html",
    "indicators/templates/indicators/_missing.html",
    "indicators/templates/indicators/_told.html",
    "participation/actions.py",
    "participation/first_names.py",
    "participation/reasons.py",
    "participation/statements.py",
    "participation/slips.py",
    "participation/templates/participation/_help.html",
    "participation/templates/participation/_hint_box.html",
    "participation/templates/participation/_pointing.html",
    "participation/templates/participation/help.html",
    "guide/forms.py",
    "guide/models.py",
    "guide/printing.py",
    "guide/templates/guide/_card.html",
    "guide/templates/guide/_case.html",
    "guide/templates/guide/_days.html",
    "guide/templates/guide/_minutes.html",
    "guide/templates/guide/_recipe.html",
    "guide/templates/guide/_size.html",
    "guide/templates/guide/base_guide.html",
    "guide/templates/guide/card.html",
    "guide/templates/guide/cards.html",
    "guide/templates/guide/case.html",
    "guide/templates/guide/cases.html",
    "guide/templates/guide/front.html",
    "guide/templates/guide/page.html",
    "guide/templates/guide/recipe.html",
    "portal/templates/portal/_told",
    "portal/templates/portal/told_and_done.html",
    "portal/told_and_done.py",
    "portal/told_of_challenges.py",
    "portal/templates/portal/privacy.html",
    "portrait/models/city.py",
    "portrait/models/whereabouts.py",
    "portrait/templates/portrait/_places.html",
    "indicators/forms_open.py",
    "indicators/series.py",
    "indicators/taken_along.py",
    "indicators/templates/indicators/_answers.html",
    "indicators/templates/indicators/_chapter.html",
    "indicators/templates/indicators/_drawing.html",
    "indicators/templates/indicators/_headline.html",
    "indicators/templates/indicators/_missing.html",
    "indicators/templates/indicators/_newest.html",
    "indicators/templates/indicators/_over_time_told.html",
    "indicators/templates/indicators/_periods.html",
    "indicators/templates/indicators/_told.html",
    "indicators/templates/indicators/city.html",
    "indicators/templates/indicators/figure.html",
    "indicators/templates/indicators/figures.html",
    "indicators/templatetags/figures.py",
    "portrait/templates/portrait/_areas.html",
    "portrait/templates/portrait/_drawing.html",
    "portrait/templates/portrait/_help.html",
    "portrait/templates/portrait/_map.html",
    "portrait/templates/portrait/_neighbourhoods.html",
    "support/templates/support/_figures.html",
    "support/templates/support/area.html",
    "support/templates/support/areas.html",
    "vault/uploads.py",
    "vault/receipts.py",
)
NOT_SHOWN_TO_REPORTERS = ("real city", "invented city")


@dataclass(slots=True)
class Text:
    context: str | None
    msgid: str
    plural: str | None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.msgid

    @property
    def for_reporters(self) -> bool:
        return self.msgid not in NOT_SHOWN_TO_REPORTERS and any(
            place.startswith(FOR_REPORTERS) for place in self.places
        )

    @property
    def is_name_of_language(self) -> bool:
        return self.places == ["config/settings.py"]


def texts() -> dict[tuple[str | None, str], Text]:
    """Every text in code and templates, by context and English source."""
    found: dict[tuple[str | None, str], Text] = {}
    for path in _sources():
        place = path.relative_to(PACKAGE).as_posix()
        for context, msgid, plural in _in(path):
            text = found.setdefault((context, msgid), Text(context, msgid, plural))
            text.plural = text.plural or plural
            if place not in text.places:
                text.places.append(place)
    return found


def needed(code: str) -> dict[tuple[str | None, str], Text]:
    """What the catalogue of one language must hold."""
    everything = texts()
    if code in settings.WHOLE_SITE_LANGUAGES:
        return everything
    return {key: text for key, text in everything.items() if text.for_reporters}


def catalogue(code: str) -> Path:
    return PACKAGE / "locale" / code / "LC_MESSAGES" / "django.po"


def update(code: str) -> tuple[int, int]:
    """Bring a catalogue in step with the code: new texts empty, old ones gone; how many of each."""
    path, wanted = catalogue(code), needed(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = _metadata(code)
    for key, text in sorted(wanted.items(), key=lambda one: (one[1].places[0], one[0][1])):
        fresh.append(_entry(text, old.get(key), code))
    fresh.save(str(path))
    return len(wanted.keys() - old.keys()), len(old.keys() - wanted.keys())


def _entry(text: Text, old: polib.POEntry | None, code: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=text.context,
        msgid=text.msgid,
        occurrences=[(place, "") for place in text.places],
    )
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = dict.fromkeys(range(_plurals(code)), "")
    if "%(" in text.msgid or "%(" in (text.plural or ""):
        entry.flags.append("python-format")
    if old is not None:
        entry.tcomment = old.tcomment
        if text.plural:
            entry.msgstr_plural = entry.msgstr_plural | old.msgstr_plural
        else:
            entry.msgstr = old.msgstr
    return entry


PLURAL_FORMS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "lt": "nplurals=4; plural=(n % 10 == 1 && (n % 100 > 19 || n % 100 < 11) ? 0 : "
    "(n % 10 >= 2 && n % 10 <=9) && (n % 100 > 19 || n % 100 < 11) ? 1 : n % 1 != 0 ? 2: 3);",
    "pl": "nplurals=4; plural=(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : "
    "n!=1 && (n%10>=0 && n%10<=1) || (n%10>=5 && n%10<=9) || (n%100>=12 && n%100<=14) ? 2 : 3);",
    "uk": "nplurals=4; plural=(n % 1 == 0 && n % 10 == 1 && n % 100 != 11 ? 0 : n % 1 == 0 && "
    "n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 1 == 0 && "
    "(n % 10 ==0 || (n % 10 >=5 && n % 10 <=9) || (n % 100 >=11 && n % 100 <=14 )) ? 2: 3);",
}
TWO_FORMS = "nplurals=2; plural=(n != 1);"


def _plurals(code: str) -> int:
    return int(PLURAL_FORMS.get(code, TWO_FORMS)[len("nplurals=")])


def _metadata(code: str) -> dict[str, str]:
    return {
        "Project-Id-Version": "KomINN",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS.get(code, TWO_FORMS),
    }


def _sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html"):
        for path in sorted(PACKAGE.rglob(pattern)):
            if "migrations" not in path.parts and "vendor" not in path.parts:
                yield path


def _in(path: Path) -> Iterator[tuple[str | None, str, str | None]]:
    """Context, English text and its plural, for every text of one file."""
    source = path.read_text()
    if path.suffix == ".html":
        # Babel reads it as Python, where an indent means something.
        source = re.sub(r"(?m)^[ \t]+", "", templatize(source))
    file = io.BytesIO(source.encode())
    for _line, function, messages, _comments in extract_python(file, KEYWORDS, [], {}):
        given: list[str | None] = [messages] if isinstance(messages, str) else [*messages]
        yield from _read(str(function or ""), given)


def _read(function: str, given: list[str | None]) -> Iterator[tuple[str | None, str, str | None]]:
    name = function.removesuffix("_lazy")
    context = given.pop(0) if name in ("pgettext", "npgettext") else None
    if not given or given[0] is None:
        return
    plural = given[1] if name in ("ngettext", "npgettext") and len(given) > 1 else None
    yield context, given[0], plural
