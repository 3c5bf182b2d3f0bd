"""What staff write in the Guide: every text in bokmål, nynorsk and English, and a few facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import OneLine, OneOf, PlainText
from kominn.core.prose import lines
from kominn.core.slugs import slug_of
from kominn.guide import timetable
from kominn.guide.models import (
    LONGEST,
    BestCase,
    GuidePage,
    MethodCard,
    PageKind,
    Piece,
    Recipe,
)
from kominn.guide.starter_files import LANGUAGES

SHORT, LONG = 120, 6000
TONGUES = {"nb": _("bokmål"), "nn": _("nynorsk"), "en": _("English")}
QUESTIONS = {
    "name": _("Name"),
    "purpose": _("What is it good for?"),
    "steps": _("How you do it"),
    "materials": _("What you need"),
    "accessible": _("So that everybody can"),
    "lead": _("In one sentence"),
    "about": _("What one should know"),
    "conduct": _("Code of conduct"),
    "consent": _("Letter to guardians"),
    "questions": _("Asked before and after"),
    "after": _("Asked afterwards only"),
    "checklist": _("Check-list"),
    "done": _("What they did"),
    "came": _("Who came"),
    "cost": _("What it cost"),
    "wrong": _("What went wrong"),
    "copy": _("How to do it yourself"),
    "text": _("Text"),
}
ONE_A_LINE = _("One a line.")
PROSE = _("An empty line begins a paragraph, “## ” a heading, “- ” something listed.")
HELP = {
    "steps": ONE_A_LINE,
    "conduct": ONE_A_LINE,
    "questions": ONE_A_LINE,
    "after": ONE_A_LINE,
    "checklist": _(
        "One a line. Begin with how many days before: “14 Order food”, “-7 Thank them”."
    ),
    "about": PROSE,
    "consent": PROSE,
    "done": PROSE,
    "text": PROSE,
}


class Write(forms.Form):
    """The texts of one kind of page. Only the name in bokmål must be there."""

    optional_unmarked = True
    model: type[Piece]

    active = forms.BooleanField(label=_("Show it in the Guide"), required=False, initial=True)

    def __init__(self, *args: Any, piece: Piece | None = None, **options: Any) -> None:
        if piece is not None:
            options["initial"] = self.told(piece)
        super().__init__(*args, **options)
        for word in self.model.WORDS:
            for code in LANGUAGES:
                self.fields[f"{word}_{code}"] = _asked(word, code)
        self.order_fields([*_texts(self.model), *self.fields])
        self.piece = piece

    def told(self, piece: Piece) -> dict[str, Any]:
        said = {
            f"{word}_{code}": getattr(piece, word).get(code, "")
            for word in self.model.WORDS
            for code in LANGUAGES
        }
        return said | {name: getattr(piece, name) for name in self.base_fields if name != "seen"}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        name = told.get("name_nb", "")
        if self.piece is None and name:
            slug = slug_of(name)
            if not slug:
                self.add_error("name_nb", _("Write it with at least one letter or digit."))
            elif self.model._default_manager.filter(slug=slug).exists():
                self.add_error("name_nb", _("There is one by this name already."))
        fewest, most = told.get("fewest"), told.get("most")
        if fewest and most and fewest > most:
            self.add_error("most", _("This is fewer than the fewest."))
        return told

    @property
    def slug(self) -> str:
        return self.piece.slug if self.piece else slug_of(self.cleaned_data["name_nb"])

    def facts(self) -> dict[str, Any]:
        """The fields of the piece as they are to be."""
        told = self.cleaned_data
        texts = {
            word: {code: text for code in LANGUAGES if (text := told[f"{word}_{code}"])}
            for word in self.model.WORDS
        }
        return texts | {name: told[name] for name in self.base_fields}


def _texts(model: type[Piece]) -> list[str]:
    return [f"{word}_{code}" for code in LANGUAGES for word in model.WORDS]


def _asked(word: str, code: str) -> forms.CharField:
    required = (word, code) == ("name", "nb")
    label = _("%(question)s, in %(language)s") % {
        "question": QUESTIONS[word],
        "language": TONGUES[code],
    }
    if word == "name":
        return OneLine(label=label, max_length=SHORT, required=required)
    return PlainText(
        label=label, help_text=HELP.get(word, ""), max_length=LONG, rows=4, required=False
    )


class _Sized(Write):
    fewest = forms.IntegerField(label=_("At least so many people"), min_value=1, max_value=1000)
    most = forms.IntegerField(label=_("At most so many people"), min_value=1, max_value=1000)


class WriteCard(_Sized):
    model = MethodCard
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)


class WriteRecipe(_Sized):
    model = Recipe
    steps = PlainText(
        label=_("Timetable"),
        help_text=_(
            "One a line: day, hour, minutes, and a card by its address or words in three "
            "languages. “1 09.30 20 #navnerunde”, “1 11.30 45 Lunsj / Lunsj / Lunch”."
        ),
        max_length=LONG,
        rows=12,
    )

    def told(self, piece: Piece) -> dict[str, Any]:
        assert isinstance(piece, Recipe)
        steps = piece.steps.select_related("method").order_by("day", "starts", "pk")
        return super().told(piece) | {"steps": timetable.written(steps)}

    def clean_steps(self) -> list[dict[str, Any]]:
        cards = {card.slug: card for card in MethodCard.objects.all()}
        try:
            return timetable.read(self.cleaned_data["steps"], cards)
        except timetable.NotALine as problem:
            raise forms.ValidationError(
                _("This line is not understood, or names no card: “%(line)s”."),
                params={"line": problem.line[:SHORT]},
            ) from None


class WriteCase(Write):
    model = BestCase
    invented = forms.BooleanField(
        label=_("It is invented"), help_text=_("The page says so."), required=False
    )
    sources = PlainText(
        label=_("Sources"),
        help_text=_("One a line, as “Title | https://…”."),
        max_length=LONG,
        rows=3,
        required=False,
    )

    def told(self, piece: Piece) -> dict[str, Any]:
        assert isinstance(piece, BestCase)
        sources = (f"{source['title']} | {source['url']}" for source in piece.sources)
        return super().told(piece) | {"sources": "\n".join(sources)}

    def clean_sources(self) -> list[dict[str, str]]:
        found = []
        for line in lines(self.cleaned_data["sources"]):
            title, _bar, url = (part.strip() for part in line.partition("|"))
            if not title or not url.startswith("https://") or " " in url:
                raise forms.ValidationError(
                    _("Write a title, a bar and an address: “%(line)s”."),
                    params={"line": line[:SHORT]},
                )
            found.append({"title": title, "url": url})
        return found


class WritePage(Write):
    model = GuidePage
    kind = OneOf(label=_("What is it?"), choices=PageKind.choices, widget=forms.RadioSelect)


FORMS: dict[str, type[Write]] = {
    "kort": WriteCard,
    "oppskrift": WriteRecipe,
    "eksempel": WriteCase,
    "side": WritePage,
}
