"""Small areas: what can be said of a place with few people, by leaning on places like it.

`fay_herriot` is for areas with a direct estimate and its error; `hierarchical` draws from the same
model with nothing taken as known but the errors. `bym2` is for counts: so many of so many. It
leans on neighbours as far as the data say that neighbours are alike. Every method gives posterior
draws or errors, so that nothing built upon it has to pretend to know.
"""
