"""The exact slow reference: what SEMANTICS.md says, cell by cell over Fraction. Imports only the model.

It knows nothing of parts, SQL, arrays or scoring. A figure of a unit and a month comes from the unit's rows (`_sums`),
a parent's from its units' (`month`), a quarter's from its months' (`period`), a card's from the latest period
(`shown`), and the year to date from the year's periods (`year`). `judgement.py` says what to think of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import cached_property, wraps

from kpidsl.model import condition as c
from kpidsl.model import measure as m
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Frequency, Month
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import State
from kpidsl.model.traits import Kind

from .rows import Counting, Row, World, days, without_early_ends

LACKING = (State.NOT_READY, State.WITHHELD_BY_SOURCE, State.MISSING)  # the one that is said of several comes first
ADDITIVE = (Kind.COUNT, Kind.AMOUNT)
OVER_ANYTHING = (
    Kind.RATE,
    Kind.RATIO,
)  # the numerator is no part of the denominator: what is over nothing still counts
WITHOUT_UNIT = ""
Number = int | Fraction
Part = tuple[Number, State]


@dataclass(frozen=True)
class Cell:
    """A figure: numerator / denominator where `state` is a value.

    `base`: what it rests on; `lacking`: the denominators that are not there, by what they last were; `partial`: some
    unit or month of it is not there; `unsized`: and how large that is was never known; `broken`: the series begins anew
    here; `last`: the last month that it holds.
    """

    state: State
    numerator: Number = 0
    denominator: Number = 0
    base: Number = 0
    lacking: Number = 0
    partial: bool = False
    broken: bool = False
    unsized: bool = False
    last: Month | None = None

    @cached_property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator) / self.denominator if self.state is State.VALUE else None


def remembered(method: Callable) -> Callable:
    """Of one indicator a cell is asked for many times: by its parents, by the year, by what comes after."""

    @wraps(method)
    def found(self, indicator: Indicator, *where: object) -> object:
        key = (method, indicator.code, where)
        cell = self.memory.get(key)
        if cell is None:
            cell = self.memory[key] = method(self, indicator, *where)
        return cell

    return found


def worst(states: Iterable[State]) -> State | None:
    """Of those that lack, the one that is said; None where none does."""
    found = set(states)
    return next((s for s in LACKING if s in found), None)


def summed(states: Sequence[State]) -> State:
    """A value beside what lacks stands; what is not relevant adds nothing."""
    return State.VALUE if State.VALUE in states else worst(states) or State.NOT_RELEVANT


class Reference:
    """Evaluates one checked specification on rows in memory, from the month `start` on the card of `card`."""

    def __init__(self, spec: Spec, structure: Structure, world: World, start: Month, card: Month) -> None:
        spec = replace(spec, indicators=tuple(map(without_early_ends, spec.indicators)))
        self.spec, self.structure, self.start, self.card = spec, structure, start, card
        self.world = Counting(spec, world)
        self.memory: dict[object, object] = {}
        self.period_ends: dict[Frequency, list[Month]] = {}
        self.leaf_nodes = {(n.line, n.unit): at for at, n in enumerate(structure.nodes) if n.unit in structure.leaves}
        self.codes = [u.code for u in structure.leaves]
        self.parts = {self.codes[at]: [self.codes[x] for x in of] for at, of in structure.parts.items()}
        self.wholes = {part: whole for whole, of in self.parts.items() for part in of}
        self.higher = {n.unit.code for n in structure.nodes} - {*self.codes}
        self.of_nodes = [self._units_of(node) for node in range(len(structure.nodes))]
        self.late: dict[object, State] = {}

    def months(self, first: Month, last: Month) -> list[Month]:
        return [Month(n) for n in range(first.number, last.number + 1)]

    def units(self, node: int) -> list[str]:
        return self.of_nodes[node]

    def _units_of(self, node: int) -> list[str]:
        """The codes of today whose rows are the node's; the nation also has what belongs to no unit."""
        found = self.structure.nodes[node]
        own = [self.codes[at] for at in found.leaves]
        there = {*own, *(part for unit in own for part in self.parts.get(unit, ()))}
        there |= {whole for whole, parts in self.parts.items() if there.issuperset(parts)}
        return [*own, WITHOUT_UNIT] if found.parent is None and there == set(self.codes) else own

    def _higher(self, node: int) -> list[str]:
        """The parents whose own rows are the node's: itself and those below it; the whole has those of all."""
        if WITHOUT_UNIT in self.units(node):
            return sorted(self.higher)
        below, nodes = [node], self.structure.nodes
        for at in below:
            below += [n for n, one in enumerate(nodes) if one.parent == at]
        return sorted({nodes[at].unit.code for at in below} & self.higher)

    # --- definitions -----------------------------------------------------------------------------------

    def counted(self, indicator: Indicator, month: Month) -> Indicator:
        """The indicator as it is defined in the month, as one that never was anything else."""
        if not indicator.definitions:
            return indicator
        at, formula = [(n, f) for n, (since, f) in enumerate(indicator.counted) if since is None or since <= month][-1]
        return replace(indicator, code=f"{indicator.code} as {at}", formula=formula, definitions=())

    def anew(self, indicator: Indicator, month: Month) -> bool:
        """Whether another definition begins in the month."""
        return any(since == month for since, _ in indicator.counted)

    # --- a unit's figure of a month --------------------------------------------------------------------

    def _unit(self, row: Row, source: str) -> str:
        """Whose the row is: a unit's or its part's, a parent's own, else no unit's."""
        code = self.world.unit(row, source)
        part = f"{code}-{self.world.above(row, source)}"
        known = code in self.codes or code in self.higher
        return part if part in self.wholes else code if known else WITHOUT_UNIT

    def _is_in(self, unit: str, units: Sequence[str]) -> bool:
        """Whether a unit's rows are some of the units': its own, or of a part of one."""
        return unit in units or self.wholes.get(unit) in units

    def _unplaced(self, units: Sequence[str]) -> set[str]:
        """The units whose rows may be one of the `units`', which are parts of them, as far as they do not say."""
        return {whole for part, whole in self.wholes.items() if part in units and whole not in units}

    def _is_told(self, source: str) -> bool:
        """Whether the source says which part of its unit a row is of."""
        return any(x.role == "unit_above" for x in self.spec.sources[source].columns)

    def _category(self, indicator: Indicator, row: Row) -> list[str]:
        return [""] if indicator.breakdown is None else ["", str(row[indicator.breakdown] or "ukjent")]

    @remembered
    def _sums(self, indicator: Indicator, month: Month) -> tuple[dict, dict]:
        """(unit, category) -> [what was added and the states of what could not be] of numerator and denominator."""
        top: dict[tuple[str, str], list] = {}
        bottom: dict[tuple[str, str], list] = {}
        for rows, value, into in self._terms(indicator.formula, month, top, bottom):
            for row in self.world.kept(rows, month):
                found = value(row)
                if found is not None:
                    for category in self._category(indicator, row):
                        into.setdefault((self._unit(row, rows.source), category), []).append(found)
        return top, bottom

    def _terms(self, formula: m.Formula, month: Month, top: dict, bottom: dict) -> list:
        """(rows, what one of them adds or the state it has instead, where to)."""

        def one(_: Row) -> int:
            return 1

        match formula:
            case m.Share(rows, numerator):
                return [(rows, lambda row: int(self._meets(rows, numerator, row, month)), top), (rows, one, bottom)]
            case m.Count(rows):
                return [(rows, one, top)]
            case m.Rate(rows, base):
                return [(rows, one, top), (base, one, bottom)]
            case m.AmountPer(rows, columns, base, denominator):
                per = one if denominator is None else lambda row: _spread(base, _added(row, denominator.terms))
                return [(rows, lambda row: _spread(rows, _added(row, columns.terms)), top), (base, per, bottom)]
            case m.ValueStatistic(rows, c.Duration() as duration, "mean"):
                return [
                    (rows, lambda row: self._days(row, duration, month), top),
                    (rows, lambda row: None if self._days(row, duration, month) is None else 1, bottom),
                ]
            case m.ValueStatistic(rows, m.Column(column), "mean"):
                return [
                    (rows, lambda row: row[column], top),
                    (rows, lambda row: None if row[column] is None else 1, bottom),
                ]
            case m.WeightedMean(rows, column, weight):
                return [(rows, lambda row: _product(row, column, weight), top),
                        (rows, lambda row: _weight(row, column, weight), bottom)]  # fmt: skip
            case m.AmountOfRows(rows, columns):
                return [
                    (rows, lambda row: _amount(row, columns.terms), top),
                    (rows, lambda row: None if _amount(row, columns.terms) is None else 1, bottom),
                ]
            case m.Amount(rows, columns):
                return [(rows, lambda row: _added(row, columns.terms), top)]
            case m.ReadyShare(rows, upper, lower):
                return [(rows, lambda row: _added(row, upper.terms), top),
                        (rows, lambda row: _added(row, lower.terms), bottom)]  # fmt: skip
            case m.ColumnRatio(rows, upper, lower, base_rows):
                base = base_rows or rows
                return [(rows, lambda row: _spread(rows, _added(row, upper.terms)), top),
                        (base, lambda row: _spread(base, _added(row, lower.terms)), bottom)]  # fmt: skip
        raise AssertionError(formula)

    def _meets(self, rows: m.Rows, condition: c.Condition, row: Row, month: Month) -> bool:
        cut = self.world.cut(rows, row, month)
        assert cut is not None
        return self.world.holds(condition, row, rows.source, month, cut) is True

    def _value(self, row: Row, of: c.Duration | m.Column, month: Month) -> int | Fraction | None:
        """A row's number or its days, None where it has none."""
        return row[of.name] if isinstance(of, m.Column) else self._days(row, of, month)  # type: ignore[return-value]

    def _days(self, row: Row, duration: c.Duration, month: Month) -> int | Fraction | None:
        """None where a date is missing or has not come at the end of the month."""
        after = (month + 1).first_day
        start, end = row[duration.start], after - timedelta(1) if duration.end is None else row[duration.end]
        return days(duration, start, end) if start and end and start < after and end < after else None  # type: ignore[operator]

    @remembered
    def leaf(self, indicator: Indicator, unit: str, month: Month, category: str) -> Cell:
        """A unit's figure (or a parent's own, or that of no unit) as its rows say it."""
        (n, n_state), (d, d_state) = self._parts(indicator, unit, month, category)
        ratio = indicator.kind not in ADDITIVE
        state = worst([n_state, d_state])
        if state is None and State.NOT_RELEVANT in (n_state, d_state):
            state = State.NOT_RELEVANT
        if state is None and indicator.kind is Kind.SHARE and n > d:
            state = State.MISSING  # more than all of them: an error in the data
        if state is None and d == 0 and (n == 0 or indicator.kind not in OVER_ANYTHING):
            state = State.NOT_RELEVANT if n == 0 else State.MISSING
        if state is None and self._has_less_than_its_parts(indicator, unit, month):
            state = State.MISSING
        if state is not None:
            return Cell(state, last=month)
        base = d if ratio else n
        if isinstance(indicator.formula, m.AmountOfRows):
            base, _ = self._sum(self._sums(indicator, month)[1], indicator.formula.rows, unit, month, category)
        return Cell(State.VALUE, n, d, base, last=month)

    def _has_less_than_its_parts(self, indicator: Indicator, unit: str, month: Month) -> bool:
        """Whether a unit's own figure is less than its parts' together, in any category: one of the two is wrong."""
        for category in self._categories(indicator, month) if unit in self.parts else ():
            (n, n_state), (d, d_state) = self._parts(indicator, unit, month, category)
            parts = [self.leaf(indicator, part, month, category) for part in self.parts[unit]]
            if n_state is d_state is State.VALUE and all(x.state is State.VALUE for x in parts):
                additive = indicator.kind in ADDITIVE
                if n < sum(x.numerator for x in parts) or (not additive and d < sum(x.denominator for x in parts)):
                    return True
        return False

    @remembered
    def _parts(self, indicator: Indicator, unit: str, month: Month, category: str) -> tuple[Part, Part]:
        """Numerator and denominator with their states; what is counted or added up has 1 below it."""
        top, bottom = self._sums(indicator, month)
        formula = indicator.formula
        upper = self._sum(top, formula.rows, unit, month, category, getattr(formula, "numerator", None))  # type: ignore[union-attr]
        if indicator.kind in ADDITIVE:
            return upper, (1, upper[1])
        base = (
            formula.base
            if isinstance(formula, m.Rate | m.AmountPer)
            else getattr(formula, "base_rows", None) or formula.rows
        )  # type: ignore[union-attr]
        return upper, self._sum(bottom, base, unit, month, category)

    def _sum(self, sums: dict, rows: m.Rows, unit: str, month: Month, category: str, condition: object = None) -> Part:
        found = sums.get((unit, category), [])
        parts = self.parts.get(unit, ())
        if not self.spec.sources[rows.source].ready_made:
            late = self._delivered(rows, month, condition)
            if unit in self.wholes and late is State.VALUE and not self._is_told(rows.source):
                return 0, State.MISSING
            found = found + [x for part in parts for x in sums.get((part, category), [])]
            has_own_rows = unit == WITHOUT_UNIT or unit in self.higher
            return sum(found), State.NOT_RELEVANT if has_own_rows and late is not State.VALUE else late
        if (unit, "") not in sums and any((part, "") in sums for part in parts):
            made = [self._sum(sums, rows, part, month, category) for part in parts]
            lacks = worst(state for _, state in made)
            some = State.VALUE if State.VALUE in [state for _, state in made] else State.NOT_RELEVANT
            return (0 if lacks else sum(x for x, _ in made)), lacks or some
        if (unit, "") not in sums and self._has_others(rows, unit, month):
            return 0, State.VALUE if category == "" else State.NOT_RELEVANT
        if (unit, "") not in sums:  # no row at all
            last = self.world.delivered.deliveries.get(rows.source, (month, self.card))[1]
            waiting = month > last or month >= self.card
            if self.spec.sources[rows.source].grain == "unit_year":
                waiting = month.number > last.year_start(self.spec.year_starts).number + 11
            if unit == WITHOUT_UNIT:
                return 0, State.NOT_RELEVANT
            return 0, State.NOT_READY if waiting else State.MISSING
        values = [x for x in found if not isinstance(x, State)]
        lacks = worst(x for x in found if isinstance(x, State))
        return sum(values), lacks or (State.VALUE if values else State.NOT_RELEVANT)

    def _has_others(self, rows: m.Rows, unit: str, month: Month) -> bool:
        """Whether an office has rows of the month, of which none meets the condition: it has none of that kind."""
        if unit == WITHOUT_UNIT or unit in self.higher or unit in self.parts:
            return False
        every = replace(rows, condition=c.Always())
        return any(self._unit(row, rows.source) == unit for row in self.world.kept(every, month))

    def _delivered(self, rows: m.Rows, month: Month, numerator: object = None) -> State:
        """Whether everything that the month's count rests on has come."""
        key = (id(rows), id(numerator), month)
        if key not in self.late:
            self.late[key] = self._waits(rows, month, numerator)
        return self.late[key]

    def _waits(self, rows: m.Rows, month: Month, numerator: object) -> State:
        back = {m.DateIn: "months", m.PresentAtStart: "months"}.get(type(rows.anchor))
        reach = getattr(rows.anchor, back) - isinstance(rows.anchor, m.DateIn) if back else 0
        reads = [(rows.source, 1 if isinstance(rows.anchor, m.LeftIn) else reach)]
        for condition in [rows.condition, *rows.exclusions, numerator]:
            reads += _linked(condition)
        early = late = False
        for source, months in reads:
            if source in self.world.delivered.deliveries:
                first, last = self.world.delivered.deliveries[source]
                if self.spec.sources[source].grain == "person_year":
                    last = Month.of(last.year, 12)
                early |= month - months < first
                late |= month > last
        return State.NOT_READY if late else State.MISSING if early else State.VALUE

    # --- a node's figure of a month --------------------------------------------------------------------

    @remembered
    def month(self, indicator: Indicator, node: int, month: Month, category: str) -> Cell:
        """The node's figure: its own where it is delivered, else made of its units' rows."""
        sides = self._sides(indicator)
        if sides:
            return self._quotient(indicator, *(self.month(side, node, month, category) for side in sides))
        if indicator.definitions:
            cell = self.month(self.counted(indicator, month), node, month, category)
            return replace(cell, broken=cell.broken or self.anew(indicator, month))
        if is_of_figures(indicator.formula):
            return self._of_figures(indicator, node, month)
        if is_of_all_rows(indicator.formula):
            return self._of_all(indicator, node, [month])
        unit = self.structure.nodes[node].unit
        units = self.counted_units(indicator, node, month, category)
        if unit.code not in self.codes and units is None:
            parts = self._parts(indicator, unit.code, month, category)
            given = self.spec.sources[indicator.formula.rows.source].ready_made  # type: ignore[union-attr]
            if given and all(state is State.VALUE for _, state in parts):
                if self._is_less(indicator, node, month):
                    return Cell(State.MISSING, last=month)  # a series of its own figures, whatever its units were
                return self.leaf(indicator, unit.code, month, category)
        counted = self.units(node) if units is None else units
        given = self.spec.sources[indicator.formula.rows.source].ready_made  # type: ignore[union-attr]
        higher = self._higher(node) if units is None and not given else []
        per_given = self._base_is_given(indicator)
        if not per_given:
            counted = [*counted, *higher]
        cells = {u: self.leaf(indicator, u, month, category) for u in counted}
        if cells.get(WITHOUT_UNIT, Cell(State.VALUE)).state in LACKING:
            del cells[WITHOUT_UNIT]
        values = [x for x in cells.values() if x.state is State.VALUE]
        late = [u for u, x in cells.items() if x.state in LACKING]
        state = summed([x.state for x in cells.values()])
        additive = indicator.kind in ADDITIVE
        more = sum(self._parts(indicator, u, month, category)[0][0] for u in higher) if per_given else 0
        rest = cells.get(WITHOUT_UNIT)
        of_cases = isinstance(indicator.formula, m.AmountOfRows)
        homeless = (
            rest is not None
            and rest.state is State.VALUE
            and (rest.base if of_cases else rest.numerator or (rest.denominator and not additive))
        )
        return Cell(
            state,
            sum(x.numerator for x in values) + (more if state is State.VALUE else 0),
            1 if additive and values else sum(x.denominator for x in values),
            sum(x.base for x in values),
            sum(self._size(indicator, u, month, category) for u in late),
            (state is State.VALUE and bool(late or homeless)) or self._may_have_more(indicator, node, month, category),
            self.broken(node, month),
            any(not self._known(indicator, u, category) for u in late)
            or self._may_have_more(indicator, node, month, category),
            month,
        )

    def _is_less(self, indicator: Indicator, node: int, month: Month) -> bool:
        """Whether a parent's own figure is less than its units' together, or than that of the nodes just below it, in
        any category: one of the two is wrong."""
        below = [at for at, one in enumerate(self.structure.nodes) if one.parent == node]
        for category in self._categories(indicator, month):
            own = self._delivered_own(indicator, node, month, category)
            of_units = self._together(self.leaf(indicator, u, month, category) for u in self.units(node))
            of_nodes = self._together(self._before_it_is_held_against(indicator, at, month, category) for at in below)
            if own and any(self._are_less(indicator, own, sums) for sums in (of_units, of_nodes)):
                return True
        return False

    def _delivered_own(
        self, indicator: Indicator, node: int, month: Month, category: str
    ) -> tuple[Number, Number] | None:
        """A parent's own numerator and denominator; None where they are not delivered."""
        unit = self.structure.nodes[node].unit.code
        if unit in self.codes:
            return None
        (n, n_state), (d, d_state) = self._parts(indicator, unit, month, category)
        return (n, d) if n_state is d_state is State.VALUE else None

    def _before_it_is_held_against(self, indicator: Indicator, node: int, month: Month, category: str) -> Cell:
        """A node's own figure, else its units' together."""
        if self.structure.nodes[node].unit.code in self.codes or self._delivered_own(indicator, node, month, category):
            return self.leaf(indicator, self.structure.nodes[node].unit.code, month, category)
        sums = self._together(self.leaf(indicator, u, month, category) for u in self.units(node))
        return Cell(State.VALUE, *sums) if sums else Cell(State.MISSING)

    def _together(self, cells: Iterable[Cell]) -> tuple[Number, Number] | None:
        values = [x for x in cells if x.state is State.VALUE]
        return (sum(x.numerator for x in values), sum(x.denominator for x in values)) if values else None

    def _are_less(self, indicator: Indicator, own: tuple[Number, Number], sums: tuple[Number, Number] | None) -> bool:
        per_rows = indicator.kind in ADDITIVE or self._base_is_of_rows(indicator)
        return sums is not None and (own[0] < sums[0] or (own[1] < sums[1] and not per_rows))

    def _categories(self, indicator: Indicator, month: Month) -> set[str]:
        return {"", *(category for side in self._sums(indicator, month) for _, category in side)}

    def _base_is_of_rows(self, indicator: Indicator) -> bool:
        base = getattr(indicator.formula, "base", None) or getattr(indicator.formula, "base_rows", None)
        return base is not None and not self.spec.sources[base.source].ready_made

    def _base_is_given(self, indicator: Indicator) -> bool:
        """Whether rows are counted per a figure that is delivered."""
        base = getattr(indicator.formula, "base", None) or getattr(indicator.formula, "base_rows", None)
        return base is not None and self.spec.sources[base.source].ready_made

    def counted_units(self, indicator: Indicator, node: int, month: Month, category: str) -> list[str] | None:
        """The units whose rows alone are the node's; None: all that it has."""
        return None

    def _may_have_more(self, indicator: Indicator, node: int, month: Month, category: str) -> bool:
        """Whether there are cases of a unit, of which the node has a part, that do not say whose they are."""
        sums = self._sums(indicator, month)
        rows = indicator.formula.rows, getattr(indicator.formula, "base", None)  # type: ignore[union-attr]
        return any(
            not self.spec.sources[of.source].ready_made
            and self._is_told(of.source)
            and sum(side.get((whole, category), []))
            for whole in self._unplaced(self.units(node))
            for side, of in zip(sums, (rows[0], rows[1] or rows[0]), strict=True)
        )

    def _size(self, indicator: Indicator, unit: str, month: Month, category: str) -> Number:
        """A unit's denominator as it last was, else as it first came to be known; 0 where nothing is known of it."""
        before = reversed(self.months(self.start, month))
        for at in [*before, *self.months(month + 1, self.card)]:
            cell = self.leaf(indicator, unit, at, category)
            if cell.state is State.VALUE and cell.denominator:
                return cell.denominator
        return 0

    @remembered
    def _known(self, indicator: Indicator, unit: str, category: str) -> bool:
        """Whether there is a month in which it is known how many the unit had, or that it had none."""
        known = (State.VALUE, State.NOT_RELEVANT)
        return any(self.leaf(indicator, unit, x, category).state in known for x in self.months(self.start, self.card))

    def broken(self, node: int, month: Month) -> bool:
        units = self.units(node)
        whole = self.structure.nodes[node].parent is None and WITHOUT_UNIT in units
        return not whole and any(month in self.world.delivered.parted.get(self.wholes.get(u, u), ()) for u in units)

    def _of_all(self, indicator: Indicator, node: int, months: Sequence[Month]) -> Cell:
        """What does not add up: a percentile or persons, from the rows of all the months at once."""
        formula, leaves = self.counted(indicator, months[-1]).formula, self.units(node)
        units = [*leaves, *self._higher(node)]
        state = self._delivered(formula.rows, months[-1])  # type: ignore[union-attr]
        if state is not State.VALUE:
            return Cell(state, broken=self.broken(node, months[-1]), last=months[-1])
        of_months = [(self.counted(indicator, x).formula, x) for x in months]
        rows = [
            (f, r, x)
            for f, x in of_months
            for r in self.world.kept(f.rows, x)  # type: ignore[union-attr]
            if self._is_in(self._unit(r, f.rows.source), units)  # type: ignore[union-attr]
        ]
        if set(leaves) <= set(self.wholes) and leaves and not self._is_told(formula.rows.source):  # type: ignore[union-attr]
            return Cell(State.MISSING, broken=self.broken(node, months[-1]), last=months[-1])
        if isinstance(formula, m.ValueStatistic):
            rows = [(f, r, x) for f, r, x in rows if self._value(r, f.value, x) is not None]  # type: ignore[union-attr]
        elsewhere = self._unplaced(units)
        more = any(
            self._unit(r, f.rows.source) in elsewhere and self._counts_there(f, r, x)  # type: ignore[union-attr]
            for f, x in of_months
            for r in self.world.kept(f.rows, x)  # type: ignore[union-attr]
        )
        homeless = any(self._unit(r, f.rows.source) == WITHOUT_UNIT for f, r, _ in rows)  # type: ignore[union-attr]
        broken = self.broken(node, months[-1])
        common = {"partial": homeless or more, "unsized": more, "broken": broken, "last": months[-1]}
        if isinstance(formula, m.DistinctPersons):
            number = len({r[self._person(f.rows.source)] for f, r, _ in rows} - {None})  # type: ignore[union-attr]
            return Cell(State.VALUE, number, 1, number, **common)
        found = sorted(x for f, r, at in rows if (x := self._value(r, f.value, at)) is not None)  # type: ignore[union-attr]
        least, of = STATISTICS[formula.statistic]  # type: ignore[union-attr]
        if len(found) < least:
            return Cell(State.NOT_RELEVANT, broken=self.broken(node, months[-1]), last=months[-1])
        value = of(found, formula.percent)  # type: ignore[union-attr]
        return Cell(State.VALUE, value, 1, len(found), **common)

    def _sides(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """What is above and what is below, each with a code of its own; none of what is no quotient of persons."""
        if not isinstance(indicator.formula, m.PersonsPer):
            return ()
        flow = indicator.cumulation is m.Cumulation.FLOW and not indicator.formula.over_stock
        return (
            self._side(indicator, "above", indicator.cumulation),
            self._side(indicator, "below", m.Cumulation.FLOW if flow else m.Cumulation.STOCK),
        )

    def _side(self, indicator: Indicator, at: str, cumulation: m.Cumulation) -> Indicator:
        def of(formula: m.Formula) -> m.Formula:
            assert isinstance(formula, m.PersonsPer)
            rows = formula.rows if at == "above" else formula.base
            if formula.persons in (at, "both"):
                return m.DistinctPersons(rows)
            return m.Count(rows) if formula.columns is None else m.Amount(rows, formula.columns)

        return replace(
            indicator,
            code=f"{indicator.code} {at}",
            formula=of(indicator.formula),
            traits=replace(indicator.traits, kind=Kind.COUNT),
            cumulation=cumulation,
            definitions=tuple(replace(one, formula=of(one.formula)) for one in indicator.definitions),
        )

    def _quotient(self, indicator: Indicator, top: Cell, bottom: Cell) -> Cell:
        """One figure per another: as the worse of the two lacks, and partial where either is. It rests on what is
        below, or where that is a sum on the persons above it."""
        states = [top.state, bottom.state]
        state = worst(states) or (State.NOT_RELEVANT if State.NOT_RELEVANT in states else State.VALUE)
        broken, last = top.broken or bottom.broken, bottom.last
        if state is not State.VALUE:
            return Cell(state, broken=broken, last=last)
        partial = top.partial or bottom.partial
        above, below = Fraction(top.numerator), Fraction(bottom.numerator)
        formula = indicator.formula
        assert isinstance(formula, m.PersonsPer)
        base = top.base if formula.persons == "above" and formula.columns else bottom.base
        return Cell(State.VALUE, above, below, base, 0, partial, broken, partial, last)

    def _of_figures(self, indicator: Indicator, node: int, month: Month) -> Cell:
        """The highest or the lowest of what its units delivered: what lacks may be higher still."""
        delivered = self._as_amount(indicator)

        def sum_of(unit: str) -> Part:
            return self._parts(delivered, unit, month, "")[0]

        own = [u for u in self._higher(node) if sum_of(u)[1] is State.VALUE]
        sums = {u: sum_of(u) for u in [*self.units(node), *own]}
        if sums.get(WITHOUT_UNIT, (0, State.VALUE))[1] in LACKING:
            del sums[WITHOUT_UNIT]
        state = summed([one for _, one in sums.values()])
        number, of_rest = sums.get(WITHOUT_UNIT, (0, State.NOT_RELEVANT))
        lacks = any(one in LACKING for _, one in sums.values()) or (of_rest is State.VALUE and bool(number))
        partial = state is State.VALUE and lacks and self.structure.nodes[node].unit.code not in own
        found = self._extreme(indicator, node, [month]) if state is State.VALUE else None
        figure = (0, 0, 0) if found is None else (found[0], 1, found[1])
        broken = self.broken(node, month)
        return Cell(state, *figure, 0, partial, broken, partial, month)

    def _extreme(self, indicator: Indicator, node: int, months: Sequence[Month]) -> tuple[Fraction, int]:
        """The highest or the lowest number of the months in a row of the node's units, and how many there are."""
        units = [*self.units(node), *self._higher(node)]
        numbers: list[Fraction] = []
        for month in months:
            formula = self.counted(indicator, month).formula
            assert isinstance(formula, m.ValueStatistic)
            assert isinstance(formula.value, m.Column)
            rows = [
                r
                for r in self.world.kept(formula.rows, month)
                if self._is_in(self._unit(r, formula.rows.source), units)
            ]
            cells = [row[formula.value.name] for row in rows]
            numbers += [Fraction(x) for x in cells if x is not None and not isinstance(x, State)]  # type: ignore[arg-type]
        return (max if indicator.formula.percent else min)(numbers), len(numbers)  # type: ignore[union-attr]

    @remembered
    def _as_amount(self, indicator: Indicator) -> Indicator:
        """The sum of the same figures, whose states are those of the figures."""
        formula = indicator.formula
        assert isinstance(formula, m.ValueStatistic)
        assert isinstance(formula.value, m.Column)
        amount = m.Amount(formula.rows, m.Columns(((1, formula.value.name),)))
        return replace(indicator, formula=amount, traits=replace(indicator.traits, kind=Kind.AMOUNT))

    def _counts_there(self, formula: m.Formula, row: Row, month: Month) -> bool:
        """Whether the row has what is counted: a value, or a person."""
        if isinstance(formula, m.ValueStatistic):
            return self._value(row, formula.value, month) is not None
        return row[self._person(formula.rows.source)] is not None  # type: ignore[union-attr]

    def _person(self, source: str) -> str:
        return next(x.name for x in self.spec.sources[source].columns if x.role == "person")

    def lengths(self, indicator: Indicator, node: int, cell: Cell, category: str) -> list[int | Fraction]:
        """The value of each row behind a mean of the months that `cell` is made of."""
        units = [*self.units(node), *self._higher(node)]
        assert cell.last is not None
        lengths: list[int | Fraction | None] = []
        back = indicator.frequency.months - 1 if indicator.cumulation is m.Cumulation.FLOW else 0  # a stock: its last
        for month in self.months(cell.last - back, cell.last):
            formula = self.counted(indicator, month).formula
            assert isinstance(formula, m.ValueStatistic)
            mine = [
                r
                for r in self.world.kept(formula.rows, month)
                if self._is_in(self._unit(r, formula.rows.source), units)
            ]
            lengths += [self._value(r, formula.value, month) for r in mine if category in self._category(indicator, r)]
        return [x for x in lengths if x is not None]

    # --- quarters and years ----------------------------------------------------------------------------

    def _adds(self, indicator: Indicator) -> bool:
        """Whether denominators of several months are added: what is counted per a stock has the stock of the last."""
        formula = indicator.formula
        if isinstance(formula, m.Rate):
            return (
                isinstance(formula.base.anchor, m.DateIn | m.DueIn) and getattr(formula.base.anchor, "months", 1) == 1
            )
        if isinstance(formula, m.AmountPer):
            return not formula.over_stock
        return indicator.kind not in ADDITIVE

    def _added(self, indicator: Indicator, cells: Sequence[Cell]) -> Cell:
        """Months or periods of a flow as one figure: partial where one of them lacks."""
        values = [x for x in cells if x.state is State.VALUE]
        lacking = sum(x.lacking for x in cells)
        if not values:
            unsized = any(x.unsized for x in cells)
            broken, state = any(x.broken for x in cells), summed([x.state for x in cells])
            partial = any(x.partial for x in cells)
            return replace(cells[-1], state=state, lacking=lacking, unsized=unsized, broken=broken, partial=partial)
        adds = self._adds(indicator)
        return Cell(
            State.VALUE,
            sum(x.numerator for x in values),
            sum(x.denominator for x in values) if adds else values[-1].denominator,
            sum(x.base for x in values),
            lacking,
            any(x.partial or x.state in LACKING for x in cells),
            any(x.broken for x in cells),
            any(x.unsized for x in cells),
            values[-1].last,
        )

    @remembered
    def period(self, indicator: Indicator, node: int, end: Month, category: str) -> Cell:
        """The figure of the month, quarter, tertial or year that ends with `end`; of those that are added up over a
        window, the sum of all that lie in it."""
        flow = indicator.cumulation is m.Cumulation.FLOW
        if indicator.summed_months == 1:
            return self._alone(indicator, node, end, category, indicator.frequency.months if flow else 1)
        step = indicator.frequency.months
        periods = self.ends(indicator, end)[-(indicator.summed_months // step) :]
        if len(periods) < indicator.summed_months // step:
            return Cell(State.MISSING)
        cells = [self._alone(indicator, node, x, category, step) for x in periods]
        return replace(self._added(indicator, cells), last=end)

    def _alone(self, indicator: Indicator, node: int, end: Month, category: str, length: int) -> Cell:
        """The figure of the `length` months that end with `end`."""
        if self._comes_by_year(indicator):
            length = 1  # it stands at the year's last month alone
        cells = [self.month(indicator, node, end - back, category) for back in reversed(range(length))]
        return cells[-1] if length == 1 else replace(self._added(indicator, cells), last=end)

    def _comes_by_year(self, indicator: Indicator) -> bool:
        rows = indicator.formula.rows  # type: ignore[union-attr]
        return self.spec.sources[rows.source].grain == "unit_year" and isinstance(rows.anchor, m.OwnPeriod)

    def ends(self, indicator: Indicator, month: Month) -> list[Month]:
        """The last months of the whole periods that are over at the end of `month`, ascending."""
        frequency = indicator.frequency
        if frequency not in self.period_ends:
            first, starts = self.start + (frequency.months - 1), self.spec.year_starts
            over = [x for x in self.months(first, self.card) if (x + 1).period_start(frequency, starts) == x + 1]
            self.period_ends[frequency] = over
        return [x for x in self.period_ends[frequency] if x.number <= month.number]

    def chosen(self, indicator: Indicator, month: Month, figure: Callable[[Month], Cell]) -> Cell:
        """Of the periods that are over, the one that a card shows: the last, or while it may stand an older one."""
        ends = self.ends(indicator, month)
        if not ends:
            return Cell(State.MISSING)
        if indicator.valid_months == 0:
            return figure(ends[-1])
        for end in reversed(ends):
            if month.number - end.number <= indicator.valid_months:
                cell = figure(end)
                if cell.state in (State.VALUE, State.NOT_RELEVANT):
                    return cell
        return Cell(State.NOT_READY)

    @remembered
    def shown(self, indicator: Indicator, node: int, month: Month, category: str = "") -> Cell:
        """The period's figure on the card of `month`."""
        return _over_something(self.chosen(indicator, month, lambda end: self.period(indicator, node, end, category)))

    @remembered
    def year(self, indicator: Indicator, node: int, month: Month, category: str = "") -> Cell:
        """The year to date on the card of `month`."""
        return _over_something(self.chosen(indicator, month, lambda end: self._so_far(indicator, node, end, category)))

    @remembered
    def _so_far(self, indicator: Indicator, node: int, end: Month, category: str) -> Cell:
        first = end.year_start(self.spec.year_starts)
        ends = [x for x in self.ends(indicator, end) if x >= first]
        cells = [self.period(indicator, node, x, category) for x in ends]
        known = [x for x in cells if x.state in (State.VALUE, State.NOT_RELEVANT)]
        sides = self._sides(indicator)
        if sides and indicator.cumulation is m.Cumulation.FLOW:
            return self._quotient_so_far(indicator, sides, node, ends, category)
        if indicator.cumulation is not m.Cumulation.FLOW:
            latest = known[-1] if known and known[-1].state is State.VALUE else None
            return latest or replace(cells[-1], last=known[-1].last if known else None)
        last = known[-1].last if known else None
        if is_of_all_rows(indicator.formula) and not is_of_figures(indicator.formula):
            months = [x for x, cell in zip(ends, cells, strict=True) if cell in known]
            found = self._of_all(indicator, node, months) if months else cells[-1]
            lacks = months and any(x.state in LACKING for x in cells[: ends.index(months[-1])])
            whole = not (found.state is State.VALUE and lacks)
            return replace(found, last=last, partial=found.partial or not whole)
        valued = [at for at, x in enumerate(cells) if x.state is State.VALUE]
        at_last = max((at for at, x in enumerate(cells) if x in known), default=-1)
        reached = (
            cells[: at_last + 1] if valued else cells
        )  # what is late after the last that is known is no part of it
        found = self._added(indicator, reached)
        broken = any(x.broken for at, x in zip(ends, cells, strict=True) if at != first)
        unsure = [x for x in cells if x.partial]  # there may be more of what does not say whose it is
        unsized = found.unsized or any(x.unsized for x in unsure)
        found = replace(found, last=last, broken=broken, partial=found.partial or bool(unsure), unsized=unsized)
        if is_of_figures(indicator.formula) and found.state is State.VALUE:
            value, count = self._extreme(indicator, node, ends[: at_last + 1])
            return replace(found, numerator=value, denominator=1, base=count, unsized=found.partial)
        return found

    def _quotient_so_far(
        self, indicator: Indicator, sides: Sequence[Indicator], node: int, ends: Sequence[Month], category: str
    ) -> Cell:
        """Of the last month of the year that both sides reach."""
        for end in reversed(ends):
            top, bottom = (self._so_far(side, node, end, category) for side in sides)
            if top.last is not None and top.last == bottom.last:
                return self._quotient(indicator, top, bottom)
        found = self._quotient(indicator, *(self._so_far(side, node, ends[-1], category) for side in sides))
        return replace(found, state=State.NOT_READY, last=None) if found.state is State.VALUE else found


def _over_something(cell: Cell) -> Cell:
    return replace(cell, state=State.NOT_RELEVANT) if cell.state is State.VALUE and cell.denominator <= 0 else cell


def percentile(ordered: Sequence[int], percent: int) -> Fraction:
    """Between the two order statistics around rank 1 + (n - 1) p, in proportion (type 7)."""
    rank = Fraction((len(ordered) - 1) * percent, 100)
    at = int(rank)
    above = ordered[min(at + 1, len(ordered) - 1)]
    return ordered[at] * (1 - (rank - at)) + above * (rank - at)


def largest_less_smallest(ordered: Sequence[int], _percent: int | None) -> Fraction:
    return Fraction(max(ordered) - min(ordered))


def distance_from_the_mean(ordered: Sequence[int], _percent: int | None) -> Fraction:
    """The root of the mean square distance from the mean, in whole millionths, the last that is not too much."""
    mean = Fraction(sum(ordered), len(ordered))
    square = sum((x - mean) ** 2 for x in ordered) / len(ordered)
    low, high = 0, (max(ordered) - min(ordered) + 1) * 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if Fraction(middle, 1_000_000) ** 2 <= square else (low, middle)
    return Fraction(low, 1_000_000)


STATISTICS: dict[str, tuple[int, Callable[[Sequence[int], int], Fraction]]] = {
    "quantile": (1, percentile),
    "extreme": (1, percentile),
    "range": (2, largest_less_smallest),
    "deviation": (2, distance_from_the_mean),
}
"""How many rows a statistic needs, and what is made of them. Written apart from the engine's on purpose."""


def is_of_figures(formula: m.Formula) -> bool:
    """Whether it is the highest or the lowest of ready-made figures."""
    return getattr(formula, "statistic", None) == "extreme"


def is_of_all_rows(formula: m.Formula) -> bool:
    """Whether it does not add up: a statistic of all rows at once, or persons, who count once."""
    return isinstance(formula, m.DistinctPersons) or getattr(formula, "statistic", None) in STATISTICS


def _added(row: Row, terms: Sequence[tuple[int, str]]) -> Fraction | State:
    """A signed sum of a row's figures: one that lacks makes it lack, those that are not relevant add nothing."""
    cells = [(sign, State.MISSING if row[name] is None else row[name]) for sign, name in terms]
    states = [x for _, x in cells if isinstance(x, State)]
    lacks = worst(states) or (State.NOT_RELEVANT if len(states) == len(cells) else None)
    return lacks or sum(sign * x for sign, x in cells if not isinstance(x, State))  # type: ignore[arg-type]


def _amount(row: Row, terms: Sequence[tuple[int, str]]) -> Fraction | None:
    """A signed sum of the numbers in a row about a person, a case or an event; None where it lacks one."""
    if any(row[name] is None for _, name in terms):
        return None
    return sum((sign * Fraction(row[name]) for sign, name in terms), Fraction(0))  # type: ignore[arg-type]


def _spread(rows: m.Rows, figure: Fraction | State) -> Fraction | State:
    """A month's part of a year's figure."""
    if isinstance(figure, State) or rows.anchor != m.InYear(twelfth=True):
        return figure
    return Fraction(figure) / 12


def _product(row: Row, column: str, weight: str) -> Fraction | State:
    """Only where both are relevant."""
    cells = [State.MISSING if row[name] is None else row[name] for name in (column, weight)]
    states = [x for x in cells if isinstance(x, State)]
    lacks = worst(states) or (State.NOT_RELEVANT if states else None)
    return lacks or cells[0] * cells[1]  # type: ignore[arg-type]


def _weight(row: Row, column: str, weight: str) -> Fraction | State:
    """The weight of what is relevant: without a figure nobody stands behind it."""
    return State.NOT_RELEVANT if row[column] is State.NOT_RELEVANT else _added(row, ((1, weight),))


def _linked(condition: object) -> list[tuple[str, int]]:
    """(source, months looked back) of the events and persons that a condition looks up."""
    match condition:
        case c.EventExists(source, _, months) | c.InWholeWindow(source, _, months):
            return [(source, months - 1)]
        case c.PersonIn(source):
            return [(source, 0)]
        case c.Not(inner) | c.IsTrue(inner):
            return _linked(inner)
        case c.And(inner) | c.Or(inner):
            return [x for one in inner for x in _linked(one)]
    return []
