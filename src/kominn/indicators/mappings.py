"""How a file is read, from the form in which a dataset keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citystats.figures.columns import Columns
from citystats.figures.reading import Dimensions, How
from citystats.figures.terms import Missing
from kominn.indicators.models import Dataset


def how_to_read(dataset: Dataset) -> How:
    if dataset.form == Dataset.Form.JSONSTAT:
        return Dimensions(dataset.mapping.get("time", ""), dataset.mapping.get("area", ""))
    return columns_of(dataset.mapping)


def columns_of(mapping: Mapping[str, Any]) -> Columns:
    """A `Columns` from JSON: lists become tuples, signs their meaning."""
    return Columns(
        values=tuple(mapping.get("values", ())),
        area=mapping.get("area", ""),
        period=mapping.get("period", ""),
        the_period=mapping.get("the_period", ""),
        breakdown=tuple(mapping.get("breakdown", ())),
        only=dict(mapping.get("only", {})),
        numerator=mapping.get("numerator", ""),
        denominator=mapping.get("denominator", ""),
        decimal=mapping.get("decimal", ","),
        encoding=mapping.get("encoding", "utf-8"),
        sheet=mapping.get("sheet", ""),
        signs={sign: Missing(why) for sign, why in mapping.get("signs", {}).items()},
    )
