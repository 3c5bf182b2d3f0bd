"""What staff write of the city: a chapter in bokmål, nynorsk and English, and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kominn.core.fields import OneLine, PlainText, about_nobody
from kominn.core.prose import lines
from kominn.core.slugs import slug_of
from kominn.indicators.models import Passage, Wording
from kominn.indicators.notation import BARS, CHANGE, LINES, names, not_understood
from kominn.indicators.series import COUNTRY, Series
from kominn.indicators.story import RESIDENTS, unknown

SHORT, LONG = 120, 6000
MOST_DRAWINGS = 12
"""In a chapter."""
LANGUAGES = {
    "nb": gettext_lazy("bokmål"),
    "nn": gettext_lazy("nynorsk"),
    "en": gettext_lazy("English"),
}
LONGEST_ADDRESS = 300


class WriteChapter(forms.Form):
    """Only the bokmål must be there. `known` are the figures that a text may name."""

    optional_unmarked = True

    shown = forms.BooleanField(
        label=gettext_lazy("Show it on the page about the city"), required=False, initial=True
    )
    sources = PlainText(
        label=gettext_lazy("Sources of what is in no series"),
        help_text=gettext_lazy("One a line, as “Title | https://…”."),
        max_length=LONG,
        rows=3,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        known: Mapping[str, Series],
        wording: Wording | None = None,
        **options: Any,
    ) -> None:
        if wording is not None:
            options["initial"] = told(wording)
        super().__init__(*args, **options)
        self.known, self.wording = known, wording
        for code, language in LANGUAGES.items():
            needed = code == "nb"
            self.fields[f"heading_{code}"] = OneLine(
                label=gettext("Heading, in %(language)s") % {"language": language},
                max_length=SHORT,
                required=needed,
                validators=[about_nobody],
            )
            self.fields[f"text_{code}"] = PlainText(
                label=gettext("Text, in %(language)s") % {"language": language},
                help_text=gettext(
                    "An empty line begins a paragraph, “## ” a heading, “- ” something listed, "
                    "{folketall} a figure."
                ),
                max_length=LONG,
                rows=8,
                required=needed,
                validators=[about_nobody],
            )
        self.order_fields(
            [f"{field}_{code}" for code in LANGUAGES for field in ("heading", "text")]
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for code in LANGUAGES:
            for sentence in _wrong(found.get(f"text_{code}", ""), self.known):
                self.add_error(f"text_{code}", sentence)
        heading = found.get("heading_nb", "")
        if self.wording is None and heading:
            slug = slug_of(heading)
            if not slug:
                self.add_error("heading_nb", gettext("Write it with at least one letter or digit."))
            elif Passage.objects.filter(slug=slug).exists():
                self.add_error("heading_nb", gettext("There is a chapter by this name already."))
        return found

    def clean_sources(self) -> list[dict[str, str]]:
        found = []
        for line in lines(self.cleaned_data["sources"]):
            title, _bar, url = (part.strip() for part in line.rpartition("|"))
            if (
                not title
                or not url.startswith("https://")
                or " " in url
                or len(url) > LONGEST_ADDRESS
            ):
                raise forms.ValidationError(
                    gettext("Write a title, a bar and an address: “%(line)s”."),
                    params={"line": line[:SHORT]},
                )
            found.append({"title": title, "url": url})
        return found

    @property
    def slug(self) -> str:
        return slug_of(self.cleaned_data["heading_nb"])

    def words(self) -> dict[str, Any]:
        """The fields of the wording as they are to be."""
        told = self.cleaned_data
        return {
            "heading": {
                code: told[f"heading_{code}"] for code in LANGUAGES if told[f"heading_{code}"]
            },
            "text": {code: told[f"text_{code}"] for code in LANGUAGES if told[f"text_{code}"]},
            "sources": told["sources"],
            "shown": told["shown"],
        }


def told(wording: Wording) -> dict[str, Any]:
    """A wording as the form shows it."""
    return {
        "shown": wording.shown,
        "sources": "\n".join(f"{one['title']} | {one['url']}" for one in wording.sources),
        **{f"heading_{code}": wording.heading.get(code, "") for code in LANGUAGES},
        **{f"text_{code}": wording.text.get(code, "") for code in LANGUAGES},
    }


def _wrong(text: str, known: Mapping[str, Series]) -> list[str]:
    found = [_not_understood(part, known) for part in dict.fromkeys(not_understood(text))]
    if sum(one.drawn for one in names(text)) > MOST_DRAWINGS:
        found.append(gettext("Choose at most %(most)s drawings.") % {"most": MOST_DRAWINGS})
    for name in dict.fromkeys(unknown(text, known)):
        slug, _at, code = name.partition("@")
        if code:
            areas = ", ".join(line.code for line in known[slug].lines[1:])
            sentence = gettext(
                "The figure “%(slug)s” has no area “%(code)s”. It has: %(areas)s."
            ) % {"slug": slug, "code": code[:SHORT], "areas": areas or "–"}
        else:
            sentence = gettext("There is no figure “%(slug)s”. There are: %(slugs)s.") % {
                "slug": slug[:SHORT],
                "slugs": ", ".join(sorted(known)) or "–",
            }
        found.append(sentence)
    return found


def _not_understood(part: str, known: Mapping[str, Series]) -> str:
    """What is wrong with it and how it is written, by a figure that this city has."""
    (named,) = [*names(part), None][:1]
    if named is not None and named.drawn:
        return gettext(
            "“%(part)s” is a drawing, which stands alone on its line. Move it to a line of its own."
        ) % {"part": part[:SHORT]}
    shown = known.get(RESIDENTS) or next(iter(known.values()), None)
    slug, code = (shown.indicator.slug, shown.own.code) if shown else (RESIDENTS, "")
    example = f"{{{slug}@{code or COUNTRY}}}"
    return gettext(
        "“%(part)s” is not understood. A figure is written %(figure)s, that of an area %(area)s, "
        "and what has changed %(change)s; alone on a line %(lines)s or %(bars)s."
    ) % {
        "part": part[:SHORT],
        "figure": f"{{{slug}}}",
        "area": example,
        "change": f"{{{slug}:{CHANGE}}}",
        "lines": f"{{{slug}:{LINES}}}",
        "bars": f"{{{slug}:{BARS}}}",
    }
