"""A sum times a constant: `Forbruk ganger 1,25`."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.scope import refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree import phrases as tree
from kpidsl.model.traits import Traits
from kpidsl.model.unit_of_measure import SECONDS_IN
from kpidsl.problems import Translated


def times_a_constant(typed: Typed, clauses: Clauses) -> Typed:
    """The figure times the constant that is written, in the unit that it has. Raises Refused for what is no sum (T233),
    and for a constant that changes nothing or leaves nothing (T234)."""
    if "times" not in typed.measure.takes or typed.unit in SECONDS_IN:
        if clauses.has(tree.TimesClause):
            clause = clauses.every(tree.TimesClause)[0]
            called, instead = typed.measure.called, _instead(typed.traits)
            raise refuse("T233", clause.span, found=clause.text, called=called, instead=instead)
        return typed
    times = clauses.one(tree.TimesClause)
    if times is None:
        return typed
    if times.factor in (0, 1):
        raise refuse("T234", times.span, found=times.text)
    return replace(typed, times=typed.times * times.factor)


_OF_ALL = Translated(
    "Sett målet i prosent, eller skriv «Antall SETT med … per 1 000 SETT».",
    "Set målet i prosent, eller skriv «Talet på SETT med … per 1 000 SETT».",
    "Set the target in per cent, or write “Number of SET with … per 1 000 SET”.",
)
_OF_CASES = Translated(
    "Det blir et antall av noe som ikke finnes. Skriv «siste 12 mnd» eller «hittil i år» for et helt år, eller «per "
    "100 SETT» for så mange av noe.",
    "Det blir eit tal på noko som ikkje finst. Skriv «siste 12 mnd» eller «hittil i år» for eit heilt år, eller «per "
    "100 SETT» for så mange av noko.",
    "It would be a number of what does not exist. Write “last 12 months” or “year to date” for a whole year, or “per "
    "100 SET” for so many of something.",
)
_OTHERS = Translated(
    "Sett målet i tallets egen enhet: det som er målt, blir det samme.",
    "Set målet i den eigne eininga til talet: det som er målt, blir det same.",
    "Set the target in the figure's own unit: what is measured is the same.",
)


def _instead(traits: Traits) -> Translated:
    """What to write instead of what is no sum."""
    if traits.in_per_cent:
        return _OF_ALL
    return _OF_CASES if traits.combined in ("sum", "persons") and traits.base == "cases" else _OTHERS
