"""Section A: from offices to counties and the nation."""

from array import array
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
from sqlglot import exp

from kpidsl.engines.sql.nodes import column, integer
from kpidsl.language.checking.quantities import rows_behind
from kpidsl.language.checking.sets import own_rows
from kpidsl.measures.ratio import RATIO
from kpidsl.model.condition import Always
from kpidsl.model.measure import Column, Cumulation, ValueStatistic, WeightedMean
from kpidsl.model.state import Mark, State
from kpidsl.model.tables import LevelValues

from . import mutant


def averaged(nodes, structure):
    """Every parent as the mean of its leaves' values, in place of the sum of their parts."""
    numerator, denominator = nodes.numerator.astype(object), nodes.denominator.astype(object)
    of_unit = {(n.line, n.unit): at for at, n in enumerate(structure.nodes)}
    for at, node in enumerate(structure.nodes):
        leaves = [of_unit[node.line, structure.leaves[leaf]] for leaf in node.leaves]
        for category, month in np.ndindex(numerator.shape[0], numerator.shape[2]):
            values = [
                Fraction(int(numerator[category, leaf, month]), int(denominator[category, leaf, month]))
                for leaf in leaves
                if nodes.state[category, leaf, month] == State.VALUE
            ]
            if at not in leaves and values:
                mean = sum(values) / len(values)
                numerator[category, at, month], denominator[category, at, month] = mean.numerator, mean.denominator
    return replace(nodes, numerator=numerator, denominator=denominator)


CASES_OF_PARTS = "kpidsl.scoring.leaves.arrays:_cases_of_parts"
FIGURES_OF_PARTS = "kpidsl.scoring.leaves.arrays:_figures_of_parts"


@mutant("mean-of-offices", "kpidsl.scoring.nodes.additive:part_nodes")
def mean_of_offices(right):
    def part_nodes(indicator, inputs):
        found = right(indicator, inputs)
        return replace(found, nodes=averaged(found.nodes, inputs.structure))

    return part_nodes


@mutant("index-averages-offices", "kpidsl.scoring.score:windows_of_index")
def index_averages_offices(right):
    def windows_of_index(indicator, inputs, grids):
        found = right(indicator, inputs, grids)
        return replace(found, month=averaged(found.month, inputs.structure))

    return windows_of_index


@mutant("inhabitants-only-in-january", "kpidsl.engines.sql.scans:_counts_in")
def inhabitants_only_in_january(right):
    def counts_in(source, anchor):
        if source.grain == "person_year":
            return exp.EQ(this=column(source.column("period")), expression=column("month", "c"))
        return right(source, anchor)

    return counts_in


@mutant("scores-without-weights", "kpidsl.planning.plan:quotient_of")
def scores_without_weights(right):
    def quotient_of(formula):
        if isinstance(formula, WeightedMean):
            formula = ValueStatistic(formula.rows, Column(formula.column), "mean")
        return right(formula)

    return quotient_of


@mutant("simple-mean-in-silence", "kpidsl.language.checking.quantities:_of_figures")
def simple_mean_in_silence(right):
    """What has no weight is not refused: it is read as something."""

    def of_figures(sentence, quantity):
        return right(replace(sentence, statistic="quantile", percent=100), quantity)

    return of_figures


@mutant("every-ratio-is-a-share", "kpidsl.scoring.nodes.additive:part_nodes")
def every_ratio_is_a_share(right):
    def part_nodes(*arguments):
        found = right(*arguments)
        found.nodes.state[found.nodes.numerator > found.nodes.denominator] = State.MISSING
        return found

    return part_nodes


@mutant("unknown-left-out", "kpidsl.engines.duckdb:_block")
def unknown_left_out(right):
    def block(scan, rows, given):
        return right(scan, [r for r in rows if r[2] != "ukjent"], given)

    return block


@mutant("categories-of-the-whole", "kpidsl.scoring.nodes.additive:part_nodes")
def categories_of_the_whole(right):
    def part_nodes(*arguments):
        found = right(*arguments)
        found.nodes.denominator[1:] = found.nodes.denominator[:1]
        return found

    return part_nodes


@mutant("median-of-medians", "kpidsl.engines.duckdb:statistics")
def median_of_medians(right):
    """Every parent is the mean of its leaves' percentiles."""

    def statistics(rows, measure, part, structure, months, year_starts):
        nodes = (replace(n, parent=None) for n in structure.nodes if len(n.leaves) == 1)
        single = replace(structure, nodes=tuple(nodes))
        found = right(rows, measure, part, single, months, year_starts)
        by_leaf: dict[tuple[int, int, int], Fraction] = {}
        for at, node in enumerate(found.node):
            value = Fraction(found.numerator[at], found.denominator[at])
            by_leaf[found.month[at], found.year_to_date[at], single.nodes[node].leaves[0]] = value
        columns = [array("q") for _ in range(7)]
        for (month, year, _), node in product(dict.fromkeys(by_leaf), range(len(structure.nodes))):
            values = [
                v
                for (m, y, leaf), v in by_leaf.items()
                if (m, y) == (month, year) and leaf in structure.nodes[node].leaves
            ]
            if values:
                mean = sum(values) / len(values)
                for column_, one in zip(
                    columns, (month, node, year, mean.numerator, mean.denominator, len(values), 0), strict=True
                ):
                    column_.append(one)
        return LevelValues(*columns)

    return statistics


@mutant("share-cut-at-a-hundred", "kpidsl.scoring.nodes.additive:part_nodes")
def share_cut_at_a_hundred(right):
    def part_nodes(indicator, *rest):
        if indicator.kind != "share":
            return right(indicator, *rest)
        found = right(replace(indicator, traits=RATIO.traits), *rest)
        cut = np.minimum(found.nodes.numerator, found.nodes.denominator)
        return replace(found, nodes=replace(found.nodes, numerator=cut))

    return part_nodes


@mutant("two-parents-on-a-line", "kpidsl.sources.tables.register:_overlapping_rows")
def two_parents_on_a_line(_right):
    return lambda *_: iter(())


@mutant("whole-office-in-both", CASES_OF_PARTS)
def whole_office_in_both(right):
    def cases_of_parts(leaves, structure, untold):
        found = right(leaves, structure, untold)
        for whole, parts in structure.parts.items():
            found.value[:, list(parts)] = found.value[:, [whole]]
        return found

    return cases_of_parts


@mutant("host-has-them-all", CASES_OF_PARTS)
def host_has_them_all(right):
    def cases_of_parts(leaves, structure, untold):
        found = right(leaves, structure, untold)
        for whole, parts in structure.parts.items():
            found.value[:, list(parts)] = 0
            found.value[:, parts[0]] = found.value[:, whole]
        return found

    return cases_of_parts


@mutant("office-is-what-is-in-no-part", CASES_OF_PARTS)
def office_is_what_is_in_no_part(_right):
    return lambda leaves, *_rest: leaves


@mutant("unplaced-is-not-told", CASES_OF_PARTS)
def unplaced_is_not_told(right):
    return lambda *arguments: replace(right(*arguments), unplaced=None)


@mutant("as-if-none-were-its", "kpidsl.scoring.nodes.part_nodes:_of_no_unit")
def as_if_none_were_its(right):
    return lambda *arguments: right(*arguments) & ~int(Mark.UNSIZED)


@mutant("unplaced-forgotten-over-the-year", "kpidsl.scoring.time.year_to_date:_Held.add")
def unplaced_forgotten_over_the_year(right):
    def add(self, nodes, at, value, *others):
        before = self.partial.copy()
        right(self, nodes, at, value, *others)
        self.partial = np.where(value, self.partial, before)

    return add


@mutant("untold-is-nothing", "kpidsl.scoring.leaves.arrays:unidentified_parts")
def untold_is_nothing(_right):
    return lambda *_: []


@mutant("own-and-parts-added", FIGURES_OF_PARTS)
def own_and_parts_added(right):
    def figures_of_parts(leaves, structure):
        found = right(replace(leaves, present=np.zeros_like(leaves.present)), structure)
        for whole, parts in structure.parts.items():
            found.value[:, whole] = leaves.value[:, [whole, *parts]].sum(axis=1)
        return replace(found, present=leaves.present, state=leaves.state)

    return figures_of_parts


@mutant("the-part-that-is-there", FIGURES_OF_PARTS)
def the_part_that_is_there(right):
    def figures_of_parts(leaves, structure):
        lacks = leaves.state != State.VALUE
        return right(replace(leaves, state=np.where(lacks, State.NOT_RELEVANT, leaves.state)), structure)

    return figures_of_parts


@mutant("both-lines-in-one-tree", "kpidsl.scoring.inputs:RollUp")
def both_lines_in_one_tree(right):
    """A leaf counts once for every line that it stands on."""

    def roll_up(structure, units):
        nodes = tuple(replace(n, leaves=n.leaves * len(structure.lines)) for n in structure.nodes)
        return right(replace(structure, nodes=nodes), units)

    return roll_up


@mutant("unknown-units-dropped", "kpidsl.scoring.rollup:RollUp.is_whole")
def unknown_units_dropped(_right):
    return lambda self, node: False


@mutant("given-parents-summed-over", "kpidsl.scoring.nodes.part_nodes:given_parents")
def given_parents_summed_over(_right):
    return lambda *_, **__: []


@mutant("higher-units-replace", "kpidsl.scoring.leaves.given_parents:is_given")
def higher_units_replace(_right):
    """A county's own cases count as a figure that is delivered for it."""
    return lambda key, inputs: key is not None


@mutant("higher-units-dropped", "kpidsl.scoring.rollup:positions_above")
def higher_units_dropped(_right):
    return lambda structure, is_whole=None: ((),) * len(structure.nodes)


@mutant("less-than-its-children", "kpidsl.scoring.leaves.given_parents:_inconsistent")
def less_than_its_children(right):
    """A parent that has less than its children keeps what it was given."""
    return lambda *arguments, closed: (x for x in right(*arguments, closed=closed) if closed or x.more is not None)


@mutant("never-closed", "kpidsl.scoring.leaves.given_parents:_closed")
def never_closed(_right):
    return lambda *_: False


@mutant("closed-only-downwards", "kpidsl.scoring.leaves.given_parents:_inconsistent")
def closed_only_downwards(right):
    """Of a closed source too, only what is less than its children is wrong."""

    def apart(*arguments, closed):
        return (replace(one, closed=closed and one.more is None) for one in right(*arguments, closed=False))

    return apart


@mutant("outside-every-county-forgotten", "kpidsl.sources.typed_sources:structure_at")
def outside_every_county_forgotten(right):
    def structure_at(*arguments):
        """The nation is its counties."""
        found = right(*arguments)
        upper = {n.parent for n in found.nodes}
        tops = {at for at, n in enumerate(found.nodes) if n.parent is None and at in upper}
        within = {leaf for n in found.nodes if n.depth > 1 for leaf in n.leaves}
        nodes = (
            replace(n, leaves=tuple(x for x in n.leaves if x in within)) if at in tops else n
            for at, n in enumerate(found.nodes)
        )
        return replace(found, nodes=tuple(nodes))

    return structure_at


@mutant("persons-added-up", "kpidsl.engines.duckdb:distinct")
def persons_added_up(right):
    """A parent's rows are its leaves' persons: one in two leaves is two."""

    def distinct(rows, *rest):
        return right([(month, leaf, (leaf, person)) for month, leaf, person in rows], *rest)

    return distinct


@mutant("persons-added-over-months", "kpidsl.engines.duckdb:distinct")
def persons_added_over_months(right):
    def distinct(rows, *rest):
        return right([(month, leaf, (month, person)) for month, leaf, person in rows], *rest)

    return distinct


@mutant("longest-is-the-median", "kpidsl.engines.duckdb:statistics")
def longest_is_the_median(right):
    def statistics(rows, measure, part, *rest):
        return right(rows, measure, replace(part, percent=50) if part.percent == 100 else part, *rest)

    return statistics


@mutant("ready-made-persons-added-up", "kpidsl.language.checking.terms:_adds_up")
def ready_made_persons_added_up(_right):
    return lambda *_: None


@mutant("range-of-one", "kpidsl.engines.duckdb:BY_NAME")
def range_of_one(right):
    return {name: replace(measure, least_rows=1) for name, measure in right.items()}


@mutant("deviation-of-a-sample", "kpidsl.measures.deviation:variance")
def deviation_of_a_sample(right):
    return lambda ordered: right(ordered) * len(ordered) / (len(ordered) - 1)


@mutant("column-counts-all-rows", "kpidsl.engines.duckdb:row_value")
def column_counts_all_rows(right):
    return lambda part, to: exp.Coalesce(this=right(part, to), expressions=[integer(0)])


@mutant("column-in-whole-units", "kpidsl.engines.duckdb:statistics")
def column_in_whole_units(right):
    return lambda rows, measure, part, *rest: right(rows, measure, replace(part, decimals=0), *rest)


@mutant("sum-of-all-rows", "kpidsl.language.checking.quantities:_rows_asked_for")
def sum_of_all_rows(_right):
    def rows(sentence, quantity, clauses, scope):
        if sentence.head is not None:
            clauses.take(sentence.head)
        return own_rows(rows_behind(quantity))

    return rows


@mutant("amounts-of-rows-by-size", "kpidsl.planning.plan:quotient_of")
def amounts_of_rows_by_size(right):
    return lambda formula: replace(quotient, cases=None) if (quotient := right(formula)) is not None else None


@mutant("rows-without-a-number-protect", "kpidsl.model.measure:AmountOfRows.known")
def rows_without_a_number_protect(_right):
    return property(lambda _: Always())


@mutant("none-of-the-kind-is-not-delivered", "kpidsl.engines.duckdb:_with_zeros")
def none_of_the_kind_is_not_delivered(right):
    return lambda rows, scan, _: right(rows, scan, frozenset(row[1] for row in rows))


@mutant("counties-have-none-of-the-kind", "kpidsl.engines.duckdb:_with_zeros")
def counties_have_none_of_the_kind(right):
    return lambda rows, scan, _: right(rows, scan, frozenset())


FIGURES = "kpidsl.scoring.nodes.of_figures:_valued"


@mutant("highest-added-up", FIGURES)
def highest_added_up(_right):
    """The sums of the units' figures stay."""
    return lambda nodes, _values: nodes


@mutant("highest-of-means", FIGURES)
def highest_of_means(_right):
    """The mean of the units' figures."""
    return lambda nodes, values: replace(nodes, denominator=nodes.denominator * np.maximum(values.n, 1))


@mutant("stock-s-highest-of-the-year", "kpidsl.scoring.score:windows_of_figures")
def stock_s_highest_of_the_year(right):
    """The highest of the months, also of what is counted at the end of each."""
    return lambda indicator, *rest: right(replace(indicator, cumulation=Cumulation.FLOW), *rest)


@mutant("constant-forgotten", "kpidsl.language.checking.sentences:times_a_constant")
def constant_forgotten(right):
    return lambda typed, clauses: replace(right(typed, clauses), times=typed.times)


@mutant("divided-is-times", "kpidsl.language.checking.sentences:times_a_constant")
def divided_is_times(right):
    def times_a_constant(typed, clauses):
        scaled = right(typed, clauses)
        return replace(scaled, times=max(scaled.times, 1 / scaled.times))

    return times_a_constant
