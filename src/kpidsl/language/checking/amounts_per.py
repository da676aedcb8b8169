"""Types amounts per something: kroner per inhabitant, per FTE."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.quantities import check_ready_made, rows_behind, signed_columns, unit_of
from kpidsl.language.checking.scope import QuantityTerm, Refused, Scope, refuse
from kpidsl.language.checking.sets import cumulation_of, head_of, own_rows
from kpidsl.language.checking.types import ResolvedSet, Typed
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import SumBody
from kpidsl.measures.amount_per import AMOUNT_PER
from kpidsl.model.condition import IsMissing, members
from kpidsl.model.measure import AmountPer, AtCutOff, Columns, Cumulation, Rows, UnitOfMeasure
from kpidsl.problems import Translated


def is_amount_per(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> bool:
    """Return whether the sentence is a sum with a `per`."""
    if sentence.statistic != "sum" or sentence.quantity is None:
        return False
    has_per = clauses.has(tree.PerClause) or clauses.has(tree.PerQuantityClause)
    return has_per and isinstance(scope.quantity(sentence.quantity).body, SumBody)


def amount_per(sentence: tree.Sentence, clauses: Clauses, scope: Scope) -> Typed:
    """Return a sum per rows of a set, or per another sum. Raises Refused where an amount cannot be divided by that."""
    per = the_per(clauses)
    base = divided_by(per, clauses, scope)
    above = summed(sentence, scope)
    formula = AmountPer(above.rows, above.columns, base.rows, base.columns, over_stock=base.is_stock)
    return replace(Typed.by(AMOUNT_PER, formula, above.cumulation, above.unit, above.direction), per=per.number)


@dataclass(frozen=True, slots=True)
class Divisor:
    """What something is divided by: rows, or the sum of their columns; and how it is accumulated."""

    rows: Rows
    columns: Columns | None
    cumulation: Cumulation

    @property
    def is_stock(self) -> bool:
        """Whether its latest figure holds for the year."""
        return self.cumulation is not Cumulation.FLOW


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum of ready-made figures: its rows and columns, how it is accumulated, its unit and its direction."""

    rows: Rows
    columns: Columns
    cumulation: Cumulation
    unit: UnitOfMeasure
    direction: tree.DirectionWord | None


def summed(sentence: tree.Sentence, scope: Scope) -> Summed:
    """Return the sum that a sentence is about. Raises Refused where it is of no ready-made figures."""
    assert sentence.quantity is not None
    quantity = scope.quantity(sentence.quantity)
    assert isinstance(quantity.body, SumBody)
    check_ready_made(quantity, sentence.span)
    rows, columns = own_rows(rows_behind(quantity)), signed_columns(quantity.body.columns)
    own = cumulation_of(rows.anchor, rows_behind(quantity))
    return Summed(rows, columns, own, unit_of(quantity.body.columns, quantity), quantity.direction)


def the_per(clauses: Clauses) -> tree.PerClause | tree.PerQuantityClause:
    """Take and return the sentence's `per`, of which there is one. Raises Refused if there are two."""
    written: list[tree.PerClause | tree.PerQuantityClause] = [*clauses.every(tree.PerClause)]
    written += clauses.every(tree.PerQuantityClause)
    if len(written) > 1:
        raise Refused(written_twice(written[0].span, written[1].span))
    return written[0]


def divided_by(per: tree.PerClause | tree.PerQuantityClause, clauses: Clauses, scope: Scope) -> Divisor:
    """Return what stands behind `per`. Raises Refused where nothing can be divided by that."""
    return _counted(per, clauses, scope) if isinstance(per, tree.PerClause) else _summed(per, scope)


def _counted(per: tree.PerClause, clauses: Clauses, scope: Scope) -> Divisor:
    """The rows of a set that an amount is divided by."""
    head = head_of(per.phrase, clauses, scope)
    if head.term.source.ready_made:
        raise refuse("T172", per.span, found=per.text, why=_READY_MADE)
    if isinstance(head.rows.anchor, AtCutOff) and not _are_open(head):
        raise refuse("T172", per.span, found=per.text, why=_EVER)
    return Divisor(head.rows, None, cumulation_of(head.rows.anchor, head.term))


def _summed(per: tree.PerQuantityClause, scope: Scope) -> Divisor:
    """The sum of columns that an amount is divided by."""
    base: QuantityTerm = scope.quantity(per.quantity)
    if not isinstance(base.body, SumBody):
        raise refuse("T172", per.span, found=per.text, why=_NO_SUM)
    check_ready_made(base, per.span)
    rows = own_rows(rows_behind(base))
    return Divisor(rows, signed_columns(base.body.columns), cumulation_of(rows.anchor, rows_behind(base)))


def _are_open(head: ResolvedSet) -> bool:
    dates = [column.name for column in head.term.source.columns if column.type == "date"]
    return any(isinstance(one, IsMissing) and one.column in dates for one in members(head.rows.condition))


_READY_MADE = Translated(
    "det er rader med ferdige tall: skriv en størrelse som summerer en kolonne av dem",
    "det er rader med ferdige tal: skriv ein storleik som summerer ein kolonne av dei",
    "these are rows of ready-made figures: write a quantity that sums a column of them",
)
_EVER = Translated(
    "det er alle saker som noen gang er kommet: skriv dem som er åpne, eller dem som kom eller ble avsluttet i "
    "perioden (en egenskap «der DATO er i perioden»)",
    "det er alle saker som nokon gong er komne: skriv dei som er opne, eller dei som kom eller blei avslutta i "
    "perioden (ein eigenskap «der DATO er i perioden»)",
    "these are all cases that ever came: write those that are open, or those that came or were closed in the period "
    "(a property “where DATE is in the period”)",
)
_NO_SUM = Translated(
    "det er ingen sum: skriv en gruppe, eller en størrelse som er en sum",
    "det er ingen sum: skriv ei gruppe, eller ein storleik som er ein sum",
    "it is no sum: write a set, or a quantity that is a sum",
)
