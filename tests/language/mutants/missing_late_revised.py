"""Section E: what is missing, late or revised."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from kpidsl.engines.duckdb_typing import quoted
from kpidsl.engines.engine import COUNTED, Duplicates
from kpidsl.model.state import Mark, State

from . import mutant


@mutant("colour-of-those-who-are-there", "kpidsl.scoring.judging.figures:certain_status")
def colour_of_those_who_are_there(_right):
    return lambda _indicator, _nodes, found, *_: (found, np.zeros(found.shape, dtype=np.bool_))


@mutant("late-is-zero", "kpidsl.scoring.nodes.part_nodes:part_leaves")
def late_is_zero(right):
    def part_leaves(key, inputs, *arguments):
        """A month without a row has last month's denominator and a numerator of 0."""
        leaves = right(key, inputs, *arguments)
        late = leaves.state == State.NOT_READY
        if any(how.denominator == key for how in inputs.plan.indicators.values()):
            leaves.value[..., 1:] = np.where(late[..., 1:], leaves.value[..., :-1], leaves.value[..., 1:])
        return replace(leaves, state=np.where(late, State.VALUE, leaves.state))

    return part_leaves


@mutant("carried-forward", "kpidsl.scoring.nodes.part_nodes:part_leaves")
def carried_forward(right):
    def part_leaves(*arguments):
        leaves = right(*arguments)
        for month in range(1, leaves.state.shape[-1]):
            late = (leaves.state[..., month] != State.VALUE) & (leaves.state[..., month - 1] == State.VALUE)
            leaves.value[..., month] = np.where(late, leaves.value[..., month - 1], leaves.value[..., month])
            leaves.state[..., month] = np.where(late, State.VALUE, leaves.state[..., month])
        return leaves

    return part_leaves


@mutant("missing-is-zero", "kpidsl.scoring.nodes.part_nodes:part_leaves")
def missing_is_zero(right):
    def part_leaves(key, inputs, *arguments):
        """Every lacking figure is a 0 of 10."""
        leaves = right(key, inputs, *arguments)
        lacks = leaves.present & (leaves.state != State.VALUE)
        if any(how.denominator == key for how in inputs.plan.indicators.values()):
            leaves.value[lacks] = 10
        return replace(leaves, state=np.where(lacks, State.VALUE, leaves.state))

    return part_leaves


@mutant("first-delivery-kept", "kpidsl.sources.typed_sources:load")
def first_delivery_kept(right):
    kept = {}

    def load(engine, source, rows, *rest):
        return right(engine, source, kept.setdefault(source.name, rows), *rest)

    return load


@mutant("last-row-wins", "kpidsl.engines.duckdb_rows:DuckDBRows.settle_duplicates")
def last_row_wins(_right):
    def settle_duplicates(rows, source, _settings, _listed):
        table = rows.tables[source.name]
        key = ", ".join(quoted(source.column(role)) for role in ("unit", "period"))
        last = (
            f"SELECT * EXCLUDE (place, highest) FROM (SELECT *, max(place) OVER (PARTITION BY {key}) AS highest FROM "
        )
        last += f"(SELECT *, row_number() OVER () AS place FROM {quoted(table)})) WHERE place = highest"
        rows.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS {last}")
        return Duplicates()

    return settle_duplicates


@mutant("duplicates-added", "kpidsl.engines.duckdb_rows:DuckDBRows.settle_duplicates")
def duplicates_added(_right):
    return lambda *_: Duplicates()


@mutant("unknown-dropped", "kpidsl.scoring.rollup:RollUp.is_whole")
def unknown_dropped(_right):
    return lambda *_: False


@mutant("negative-counts", "kpidsl.engines.duckdb_typing:cells")
def negative_counts(right):
    return lambda column, *rest: right(replace(column, role="value") if column.role in COUNTED else column, *rest)


@mutant("bounds-unread", "kpidsl.engines.duckdb_typing:cells")
def bounds_unread(right):
    return lambda column, *rest: right(replace(column, bounds=None), *rest)


@mutant("bounds-left-out", "kpidsl.engines.duckdb_typing:cells")
def bounds_left_out(right):
    def cells(column, *rest):
        """The bounds a ten-thousandth inwards: the last decimal that a column of decimal numbers keeps."""
        low, high = column.bounds or (Fraction(0), Fraction(0))
        inner = (low + Fraction(1, 10_000), high - Fraction(1, 10_000))
        return right(replace(column, bounds=inner if column.bounds else None), *rest)

    return cells


@mutant("point-is-a-thousand", "kpidsl.engines.duckdb_typing:number")
def point_is_a_thousand(right):
    return lambda cell, scale, settings: right(f"replace({cell}, '.', '')", scale, settings)


@mutant("base-by-heads", "kpidsl.model.edition:Cell.base_covered")
def base_by_heads(_right):
    return property(lambda cell: Fraction(cell.covered, cell.expected) if cell.covered < cell.expected else None)


@mutant("unknown-size-is-no-size", "kpidsl.scoring.judging.figures:certain_status")
def unknown_size_is_no_size(right):
    def certain_status(indicator, nodes, *rest):
        return right(indicator, replace(nodes, marks=nodes.marks & ~int(Mark.UNSIZED)), *rest)

    return certain_status


@mutant("assumption-unsaid", "kpidsl.scoring.judging.figures:certain_status")
def assumption_unsaid(right):
    def certain_status(*arguments):
        found, assumed = right(*arguments)
        return found, assumed & False

    return certain_status


@mutant("both-figures-added", "kpidsl.pipeline:apply_precedence")
def both_figures_added(_right):
    def apply_precedence(engine, sources):
        """The rows of both stand in one source, and the engine sums them."""
        for source in sources.values():
            if source.before in engine.tables:
                own, other = (quoted(engine.tables[name]) for name in (source.name, source.before))
                engine.connection.execute(f"INSERT INTO {other} BY NAME SELECT * FROM {own}")
        return ()

    return apply_precedence


@mutant("automatic-first", "kpidsl.pipeline:apply_precedence")
def automatic_first(right):
    def apply_precedence(engine, sources):
        """The other way round, and the outcome is read where the first way leaves it."""
        for source in list(sources.values()):
            if source.before in engine.tables:
                turned = {
                    source.name: replace(source, before=None),
                    source.before: replace(sources[source.before], before=source.name, tolerance=source.tolerance),
                }
                found = right(engine, turned)
                own, other = (quoted(engine.tables[name]) for name in (source.name, source.before))
                engine.connection.execute(f"CREATE OR REPLACE TABLE {other} AS SELECT * FROM {own}")
                return found
        return ()

    return apply_precedence


@mutant("half-a-figure-wins", "kpidsl.pipeline:apply_precedence")
def half_a_figure_wins(right):
    def apply_precedence(engine, sources):
        """A row that stands first is used whatever it lacks."""
        found = right(engine, sources)
        for source in sources.values():
            if source.before in engine.tables:
                own, other = (quoted(engine.tables[name]) for name in (source.name, source.before))
                key = ", ".join(quoted(source.column(role)) for role in ("unit", "period"))
                engine.connection.execute(f"DELETE FROM {other} WHERE ({key}) IN (SELECT ({key}) FROM {own})")
                engine.connection.execute(f"INSERT INTO {other} BY NAME SELECT * FROM {own}")
        return found

    return apply_precedence


@mutant("differences-not-listed", "kpidsl.pipeline:apply_precedence")
def differences_not_listed(right):
    return lambda *arguments: right(*arguments)[:0]


@mutant("far-dates-unlisted", "kpidsl.sources.delivery:MonthsWithRows.far_away")
def far_dates_unlisted(_right):
    return lambda *_: ()


@mutant("what-is-late-is-of-no-known-size", "kpidsl.scoring.time.year_to_date:_Held.add")
def what_is_late_is_of_no_known_size(right):
    def add(held, *month):
        right(held, *month)
        held.unsized |= held.late_unsized

    return add


@mutant("a-wrong-figure-is-a-base", "kpidsl.scoring.nodes.part_nodes:given_parents")
def a_wrong_figure_is_a_base(right):
    def given_parents(nodes, how, inputs, top, bottom, wrong):
        found = right(nodes, how, inputs, top, bottom, wrong)
        for parent in found:
            at = [i for i, node in enumerate(inputs.structure.nodes) if node.unit == inputs.tables.units[parent.unit]]
            nodes.n[:, at, parent.month] = bottom.value[:, [parent.unit], parent.month]
        return found

    return given_parents


@mutant("changes-not-listed", "kpidsl.pipeline:changed_figures")
def changes_not_listed(_right):
    return lambda *_: iter(())


@mutant("thirty-counts-as-over", "kpidsl.sources.rows.changes:_is_over")
def thirty_counts_as_over(right):
    return lambda now, before, limit: right(now, before, limit - 1)


@mutant("only-the-month-before", "kpidsl.pipeline:changed_figures")
def only_the_month_before(right):
    return lambda *given: (p for p in right(*given) if p.fields.get("before") == str(given[-1] - 1))
