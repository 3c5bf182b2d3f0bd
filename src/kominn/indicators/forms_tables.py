"""What an analyst is asked about a table: whose it is, how it comes, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citystats.figures.columns import Columns, CountedFigure, read_rows
from citystats.figures.faults import Fault, FiguresError
from citystats.figures.jsonstat import AREA_NAMES, TIME_NAMES
from citystats.figures.samples import Sample
from citystats.figures.terms import Missing
from kominn.core.fields import OneLine, OneOf, PlainText
from kominn.indicators import queries
from kominn.indicators.mappings import columns_of
from kominn.indicators.models import Dataset, Source
from kominn.indicators.problems import Trouble, Unfit, problem_of, sentence

NEW = "ny-kilde"
DECIMALS = ((",", _("Comma, as 10,5")), (".", _("Point, as 10.5")))
ENCODINGS = (("utf-8", "UTF-8"), ("latin-1", "Latin-1"))
PAIRS = 2
OF_ADDRESS = (Trouble.NOT_AN_ADDRESS, Trouble.NOT_LISTED, Trouble.LONG_ADDRESS)


class ChangedTable(forms.Form):
    """The saved query and how often it is asked; files can always be taken in by hand too."""

    title = OneLine(label=_("Title of the table"), max_length=200)
    address = PlainText(
        label=_("Address of the saved query"),
        help_text=_(
            "As the office gives it, with outputFormat=json-stat2 and all years, such as "
            "valuecodes[Tid]=*. Empty where files are taken in by hand."
        ),
        max_length=4000,
        rows=3,
        required=False,
    )
    query = PlainText(
        label=_("The query, where it is asked by POST"),
        help_text=_(
            "JSON, as FHI and long queries to Statistics Norway have it. At FHI “top” gives the "
            "oldest years: use “bottom” or “all”."
        ),
        max_length=queries.LARGEST_QUERY,
        rows=6,
        required=False,
    )
    fetch_every = OneOf(
        label=_("How often it is fetched"), choices=Dataset.FetchEvery.choices, required=False
    )
    most_changed_percent = forms.IntegerField(
        label=_("Stop for a person where a file changes more than so many per cent"),
        min_value=0,
        max_value=100,
        initial=5,
    )

    def __init__(self, *args: Any, dataset: Dataset | None = None, **options: Any) -> None:
        if dataset is not None:
            options["initial"] = {
                "title": dataset.title,
                "address": dataset.address,
                "query": _as_text(dataset.query),
                "fetch_every": dataset.fetch_every,
                "most_changed_percent": dataset.most_changed_percent,
            }
        self.dataset = dataset
        super().__init__(*args, **options)

    def clean_query(self) -> Any:
        text = self.cleaned_data["query"].strip()
        if not text:
            return None
        try:
            query = json.loads(text, parse_constant=_refuse)
            # What no database keeps: half a character, none at all, and a number without end.
            json.dumps(query, ensure_ascii=False, allow_nan=False).encode()
            if "\\u0000" in json.dumps(query):
                raise ValueError
            return query
        except ValueError as error:
            where = getattr(error, "lineno", 1)
            raise forms.ValidationError(
                _("This is no JSON: look at line %(line)s."), params={"line": where}
            ) from None
        except RecursionError:
            raise forms.ValidationError(_("This is nested too deeply.")) from None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        told["address"] = queries.written(told["address"])
        if told["address"]:
            try:
                queries.look_at(told["address"], told["query"], self.form_of_files())
            except Unfit as unfit:
                by_body = told["query"] is not None and unfit.trouble not in OF_ADDRESS
                field = "query" if by_body else "address"
                self.add_error(field, sentence(unfit.problem))
        elif told["query"] is not None or told["fetch_every"]:
            self.add_error("address", _("Write the address that is asked."))
        return told

    def form_of_files(self) -> str:
        return self.dataset.form if self.dataset else str(self.cleaned_data.get("form", ""))

    def fields_of_table(self) -> dict[str, Any]:
        names = ("title", "address", "query", "fetch_every", "most_changed_percent")
        return {name: self.cleaned_data[name] for name in names}


class NewTable(ChangedTable):
    optional_unmarked = True

    source = OneOf(label=_("Who publishes it"))
    source_name = OneLine(
        label=_("Name of the new source"),
        help_text=_("Only where it is a new one; so too the two below."),
        max_length=120,
        required=False,
    )
    source_licence = OneLine(
        label=_("Its licence"),
        help_text=_("Such as NLOD 2.0 or CC BY 4.0."),
        max_length=120,
        required=False,
    )
    source_url = forms.URLField(
        label=_("Where it tells of its figures"),
        help_text=_("An address that begins with https://."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    form = OneOf(
        label=_("What its files are"), choices=Dataset.Form.choices, widget=forms.RadioSelect
    )

    field_order = (
        "source",
        "source_name",
        "source_licence",
        "source_url",
        "title",
        "form",
        "address",
        "query",
        "fetch_every",
        "most_changed_percent",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sources = Source.objects.order_by("name").values_list("slug", "name")
        choose(self, "source", [(NEW, _("A new source, written below")), *sources])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("source") == NEW:
            for name in ("source_name", "source_licence", "source_url"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("A new source needs this."))
        return told

    def source_of_table(self) -> Source | dict[str, str]:
        told = self.cleaned_data
        if told["source"] != NEW:
            return Source.objects.get(slug=told["source"])
        return {name: told[f"source_{name}"] for name in ("name", "licence", "url")}

    def fields_of_table(self) -> dict[str, Any]:
        return super().fields_of_table() | {"form": self.cleaned_data["form"]}


class DimensionsMapping(forms.Form):
    time = OneOf(label=_("Which dimension is time"), required=False)
    area = OneOf(label=_("Which dimension is the area"), required=False)

    def __init__(
        self, *args: Any, sample: Sample, mapping: Mapping[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, **options | {"initial": dict(mapping)})
        ways = [(one["code"], f"{one['label']} ({one['code']})") for one in sample["dimensions"]]
        codes = {code for code, _label in ways}
        ways += [(code, code) for code in mapping.values() if code and code not in codes]
        by_itself = _("As the file says")
        choose(self, "time", [("", f"{by_itself}: {sample['time'] or '–'}"), *ways])
        choose(self, "area", [("", f"{by_itself}: {sample['area'] or '–'}"), *ways])
        self._time = sample["time"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("time") and not self._time:
            self.add_error("time", _("Choose the dimension that is time."))
        elif told.get("time") and told.get("time") == told.get("area"):
            self.add_error("area", _("Time and area are not the same dimension."))
        return told

    def mapping(self) -> dict[str, Any]:
        return {name: code for name, code in self.cleaned_data.items() if code}


ROLES = (
    ("", _("Is not read")),
    ("values", _("Figures")),
    ("area", _("The area")),
    ("period", _("Time")),
    ("breakdown", _("What else it is about, such as sex or age")),
    ("numerator", _("Numerator of a share")),
    ("denominator", _("Denominator of a share")),
)
SEVERAL = ("values", "breakdown")


class ColumnsMapping(forms.Form):
    """What each column holds; tried on the first rows before it is kept."""

    optional_unmarked = True

    the_period = OneLine(
        label=_("The time of all of it"),
        help_text=_("Where no column holds it, such as 2024."),
        max_length=20,
        required=False,
    )
    decimal = OneOf(label=_("Decimal sign"), choices=DECIMALS, widget=forms.RadioSelect)
    encoding = OneOf(label=_("Letters (CSV only)"), choices=ENCODINGS, widget=forms.RadioSelect)
    sheet = OneLine(
        label=_("Sheet (Excel only)"),
        help_text=_("The first where empty."),
        max_length=60,
        required=False,
    )
    protected = OneLine(
        label=_("Signs for figures held back to protect persons"),
        help_text=_("With spaces between. : is known."),
        max_length=80,
        required=False,
    )
    not_collected = OneLine(
        label=_("Signs for figures nobody has"),
        help_text=_("With spaces between. .. and - may stand here; .. is known."),
        max_length=80,
        required=False,
    )

    def __init__(
        self, *args: Any, sample: Sample, mapping: Mapping[str, Any], **options: Any
    ) -> None:
        self._sample = sample
        super().__init__(*args, **options | {"initial": _initial(sample, mapping)})
        columns = [(name, name) for name in sample["names"]]
        roles = {}
        for number, name in enumerate(sample["names"]):
            examples = ", ".join(str(row[number]) for _line, row in sample["rows"] if row[number:])
            roles[f"role_{number}"] = OneOf(
                label=name, help_text=examples, choices=ROLES, required=False
            )
        self.fields = {**roles, **self.fields}
        for number in range(1, PAIRS + 1):
            self.fields[f"only_{number}"] = OneOf(
                label=_("Read only rows where this column"), required=False
            )
            self.fields[f"word_{number}"] = OneLine(
                label=_("holds this word"), max_length=120, required=False
            )
            choose(self, f"only_{number}", [("", _("Every row")), *columns])

    def columns(self) -> list[forms.BoundField]:
        """Those fields that ask what a column holds."""
        return [self[name] for name in self.fields if name.startswith("role_")]

    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("role_")]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        held = self._held()
        for role, names in held.items():
            if role not in SEVERAL and len(names) > 1:
                field = f"role_{self._sample['names'].index(names[1])}"
                self.add_error(field, _("Another column holds this already."))
        if not held.get("values"):
            self.add_error(None, _("Choose at least one column that holds figures."))
        if not held.get("period") and not told["the_period"]:
            self.add_error(
                "the_period", _("Choose the column that holds the time, or write the time.")
            )
        if ("numerator" in held) != ("denominator" in held):
            self.add_error(None, _("Choose both the numerator and the denominator, or neither."))
        if not self.errors:
            try:
                tried_on(self._sample, self.mapping())
            except FiguresError as error:
                # The rows that are asked for may stand further down.
                if error.fault != Fault.NO_ROW_FITS:
                    self.add_error(None, sentence(problem_of(error)))
        return told

    def _held(self) -> dict[str, list[str]]:
        """By what they hold: the columns' names."""
        held: dict[str, list[str]] = {}
        for number, name in enumerate(self._sample["names"]):
            if role := self.cleaned_data[f"role_{number}"]:
                held.setdefault(role, []).append(name)
        return held

    def mapping(self) -> dict[str, Any]:
        told, held = self.cleaned_data, self._held()
        kept = {name: told[name] for name in ("the_period", "sheet") if told[name]}
        kept |= {role: names[0] for role, names in held.items() if role not in SEVERAL}
        pairs = [(told[f"only_{n}"], told[f"word_{n}"]) for n in range(1, PAIRS + 1)]
        signs = dict.fromkeys(told["not_collected"].split(), Missing.NOT_COLLECTED)
        signs |= dict.fromkeys(told["protected"].split(), Missing.PROTECTED)
        return kept | {
            "values": held.get("values", []),
            "breakdown": held.get("breakdown", []),
            "decimal": told["decimal"],
            "encoding": told["encoding"],
            "only": {column: word for column, word in pairs if column},
            "signs": {sign: str(why) for sign, why in signs.items()},
        }


def _initial(sample: Sample, mapping: Mapping[str, Any]) -> dict[str, Any]:
    initial = {name: sample[name] for name in ("decimal", "encoding", "sheet")}
    plain = ("decimal", "encoding", "sheet", "the_period")
    initial |= {name: mapping[name] for name in plain if name in mapping}
    for number, name in enumerate(sample["names"]):
        initial[f"role_{number}"] = _role(name, mapping) if mapping else _guessed(name)
    for number, (column, word) in enumerate(mapping.get("only", {}).items(), start=1):
        initial |= {f"only_{number}": column, f"word_{number}": word}
    signs = mapping.get("signs", {})
    for why in (Missing.PROTECTED, Missing.NOT_COLLECTED):
        initial[str(why)] = " ".join(sign for sign, said in signs.items() if said == why)
    return initial


def _role(name: str, mapping: Mapping[str, Any]) -> str:
    for role, _words in ROLES[1:]:
        held = mapping.get(role, "")
        if name == held or (isinstance(held, list) and name in held):
            return role
    return ""


def _guessed(name: str) -> str:
    plain = name.casefold()
    return "period" if plain in TIME_NAMES else "area" if plain in AREA_NAMES else ""


def tried_on(sample: Sample, mapping: Mapping[str, Any]) -> tuple[CountedFigure, ...]:
    """What the mapping reads from the first rows. Raises `FiguresError`."""
    columns: Columns = columns_of(mapping)
    rows: Iterator[tuple[int, list[Any]]] = iter(
        [(1, sample["names"]), *((line, row) for line, row in sample["rows"])]
    )
    return read_rows(rows, columns)


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _as_text(query: Any) -> str:
    return json.dumps(query, ensure_ascii=False, indent=2) if query is not None else ""
