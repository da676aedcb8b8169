"""Persons per a sum, or a sum per person: it is of as many cases as there are persons, whatever the sum is."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.measures.measure import Measure
from kpidsl.measures.persons_per import PERSONS_PER, each_once, in_words, series
from kpidsl.model.measure import PersonsPer
from kpidsl.problems import Translated

PERSONS_AND_AMOUNT: Measure[PersonsPer] = Measure(
    name="persons_and_amount",
    called=Translated(
        "ulike personer per sum, eller en sum per ulike personer",
        "ulike personar per sum, eller ein sum per ulike personar",
        "distinct persons per sum, or a sum per distinct persons",
    ),
    takes=PERSONS_PER.takes,
    traits=replace(PERSONS_PER.traits, hidden_by="cases"),
    in_words=in_words,
    each_once=each_once,
    series=series,
)
