"""KomINN: the safe-city system of a municipality."""
