"""Focus areas and the measures a city has decided on."""
