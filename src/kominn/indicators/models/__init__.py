"""What is known in figures: files, codes, observations, and the city's story told with them."""

from kominn.indicators.models.codes import CodeChange, CodesFile
from kominn.indicators.models.figures import (
    Indicator,
    Observation,
    ObservationQuerySet,
    below_the_municipality,
)
from kominn.indicators.models.sources import Dataset, Fetch, Source, Vintage
from kominn.indicators.models.story import Passage, Wording

__all__ = [
    "CodeChange",
    "CodesFile",
    "Dataset",
    "Fetch",
    "Indicator",
    "Observation",
    "ObservationQuerySet",
    "Passage",
    "Source",
    "Vintage",
    "Wording",
    "below_the_municipality",
]
