"""What is known of the city."""

from kominn.portrait.models.areas import Area, AreaBefore, AreaFile, Recoding
from kominn.portrait.models.city import THE_ONE_ROW, City, Contact
from kominn.portrait.models.published import PublishedCount, PublishedTable
from kominn.portrait.models.whereabouts import Neighbourhood, Place, Service

__all__ = [
    "THE_ONE_ROW",
    "Area",
    "AreaBefore",
    "AreaFile",
    "City",
    "Contact",
    "Neighbourhood",
    "Place",
    "PublishedCount",
    "PublishedTable",
    "Recoding",
    "Service",
]
