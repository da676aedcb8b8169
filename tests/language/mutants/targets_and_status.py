"""Section C: targets, tolerance, status."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from kpidsl.model.state import Status
from kpidsl.scoring.exact import compare

from . import mutant


@mutant("status-in-floats", "kpidsl.scoring.judging.status:compare")
def status_in_floats(_right):
    def compare(an, ad, bn, bd):
        """n / d * 100 >= t * 100 in binary floating point."""
        left = np.asarray(an, dtype=float) / np.asarray(ad, dtype=float) * 100
        right = np.asarray(bn, dtype=float) * 100 / np.asarray(bd, dtype=float)
        return (left > right).astype(np.int8) - (left < right).astype(np.int8)

    return compare


@mutant("round-before-comparing", "kpidsl.scoring.judging.status:compare")
def round_before_comparing(_right):
    def compare(an, ad, bn, bd):
        def whole(n, d):
            return np.array(
                [round(Fraction(int(x), int(y) or 1) * 100) for x, y in zip(np.ravel(n), np.ravel(d), strict=True)]
            )

        n, d, m, e = np.broadcast_arrays(an, ad, bn, bd)
        return np.sign(whole(n, d) - whole(m, e)).reshape(n.shape).astype(np.int8)

    return compare


@mutant("zero-from-a-table-is-let-through", "kpidsl.sources.run_inputs:with_targets")
def zero_from_a_table_is_let_through(right):
    return lambda *arguments: (right(*arguments)[0], ())


@mutant("row-against-clause-alone", "kpidsl.sources.tables.targets:_same_wording")
def row_against_clause_alone(_right):
    return lambda one, other: one.location.path == other.location.path


@mutant("name-and-code-are-two", "kpidsl.sources.run_inputs:with_targets")
def name_and_code_are_two(right):
    return lambda spec, rows, path, register, _named, period: right(spec, rows, path, register, {}, period)


@mutant("under-is-at-most", "kpidsl.scoring.judging.status:bands")
def under_is_at_most(right):
    return lambda n, d, target, high, indicator: right(n, d, target, high, replace(indicator, strict=False))


@mutant("amber-begins-beyond-the-limit", "kpidsl.scoring.judging.status:_within")
def amber_begins_beyond_the_limit(right):
    limits = []

    def within(n, d, band, strict):
        """The limit itself, where green ends, in neither band."""
        if strict:
            limits[:] = [edge for edge in band if edge is not None]
        inside = right(n, d, band, strict)
        for limit in limits:
            inside &= compare(n, d, *limit) != 0
        return inside

    return within


@mutant("a-derived-target-is-never-strict", "kpidsl.scoring.judging.figures:status")
def a_derived_target_is_never_strict(right):
    def status(indicator, nodes, target, high):
        loose = right(replace(indicator, strict=False), nodes, target, high)
        return loose if target is None else np.where(target.derived, loose, right(indicator, nodes, target, high))

    return status


@mutant("undecided-without-a-target-of-anyone", "kpidsl.scoring.judging.figures:status")
def undecided_without_a_target_of_anyone(right):
    class AsItWas(np.ndarray):
        """Statuses that are not put right."""

        def __setitem__(self, at, value):
            if value != Status.NO_TARGET:
                super().__setitem__(at, value)

    return lambda *arguments: right(*arguments).view(AsItWas)


@mutant("base-of-nobody-is-large", "kpidsl.scoring.judging.figures:too_few")
def base_of_nobody_is_large(right):

    return lambda indicator, nodes: right(indicator, nodes) & (nodes.n < 0)


@mutant("a-named-year-is-last-year", "kpidsl.scoring.targets.earlier:base_month")
def a_named_year_is_last_year(right):
    return lambda target, every, month: right(replace(target, base="last_year"), every, month)


BASE_NODES = "kpidsl.scoring.judging.window_targets:base_nodes"


@mutant("the-top-for-every-level", BASE_NODES)
def the_top_for_every_level(_right):
    def base_nodes(_target, structure):
        return [
            -1 if node.parent is None else list(structure.upward(at))[-1] for at, node in enumerate(structure.nodes)
        ]

    return base_nodes


@mutant("the-level-is-its-own-target", BASE_NODES)
def the_level_is_its_own_target(right):
    def base_nodes(target, structure):
        own = [node.unit.kind == target.base_level for node in structure.nodes]
        return [at if own[at] else above for at, above in enumerate(right(target, structure))]

    return base_nodes


@mutant("other-months-are-compared", "kpidsl.scoring.judging.window_targets:level_targets")
def other_months_are_compared(right):
    return lambda target, indicator, nodes, _of, ancestors: right(target, indicator, nodes, None, ancestors)


@mutant("a-hidden-county-is-told", "kpidsl.disclosure.blanking:_without_level")
def a_hidden_county_is_told(_right):
    return lambda grid, *_rest: grid


@mutant("per-cent-are-points", "kpidsl.scoring.judging.window_targets:improved")
def per_cent_are_points(right):
    return lambda top, bottom, target, indicator: right(top, bottom, replace(target, relative=False), indicator)


@mutant("lower-than-is-at-most", "kpidsl.scoring.judging.figures:status")
def lower_than_is_at_most(right):
    return lambda indicator, *arguments: right(replace(indicator, strict=False), *arguments)


@mutant("a-hidden-named-year-is-shown", "kpidsl.disclosure.blanking:base_month")
def a_hidden_named_year_is_shown(right):
    return lambda target, every, month: right(replace(target, base="previous"), every, month)


@mutant("the-ambition-is-the-target", "kpidsl.scoring.judging.judged_on:window_targets")
def the_ambition_is_the_target(right):
    def window_targets(indicator, *arguments):
        return right(replace(indicator, targets=(*indicator.targets, *indicator.ambitions)), *arguments)

    return window_targets


@mutant("everybody-has-the-ambition", "kpidsl.scoring.judging.ambitions:in_force")
def everybody_has_the_ambition(right):
    def in_force(indicator, structure, *arguments):
        value, scale, has, none = right(indicator, structure, *arguments)
        everywhere = np.broadcast_to(has.any(axis=1, keepdims=True), has.shape)
        return np.broadcast_to(value.max(axis=1, keepdims=True), value.shape), scale, everywhere, none

    return in_force


@mutant("ambition-weighted-over-the-year", "kpidsl.scoring.judging.ambitions:_is_summed")
def ambition_weighted_over_the_year(_right):
    return lambda indicator: True


@mutant("only-ambitions-are-added", "kpidsl.scoring.judging.ambitions:_either")
def only_ambitions_are_added(right):
    def either(there, one, other):
        return right(there, one, replace(other, denominator=np.zeros_like(other.denominator)))

    return either


@mutant("change-from-the-month-before", "kpidsl.language.checking.changes:Change")
def change_from_the_month_before(right):
    return lambda code: right(code, months=1)


@mutant("change-in-per-cent", "kpidsl.scoring.nodes.change:product")
def change_in_per_cent(right):
    """Of the three products the last is the denominator: of both figures, or of what it was."""
    made = []

    def product(one, other):
        made.append(one)
        return right(one, made[-2]) if len(made) % 3 == 0 else right(one, other)

    return product


@mutant("partial-then-is-whole-now", "kpidsl.scoring.nodes.change:_partial")
def partial_then_is_whole_now(right):
    return lambda now, then: right(now, now)


@mutant("change-across-a-break", "kpidsl.scoring.nodes.change:breaks_between")
def change_across_a_break(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant("minutes-are-seconds", "kpidsl.language.checking.targets:amount_in")
def minutes_are_seconds(right):
    """Whatever unit of time is written, the number is taken to be in the figure's own."""
    return lambda amount, unit: amount.value if amount.unit in ("seconds", "minutes", "hours") else right(amount, unit)


@mutant("bare-target-for-every-category", "kpidsl.scoring.targets.rows:holds_in")
def bare_target_for_every_category(_right):
    return lambda target, category: not target.categories


@mutant("category-target-for-all", "kpidsl.scoring.targets.rows:holds_in")
def category_target_for_all(_right):
    return lambda target, category: True


@mutant("amount-is-a-code", "kpidsl.language.reading.lexer:Lexicon._is_target")
def amount_is_a_code(_right):
    return lambda lexicon, text, at: False


@mutant("others-are-the-whole", "kpidsl.language.checking.indicators:categories_of")
def others_are_the_whole(right):
    return lambda code, row, *more: () if row.others else right(code, row, *more)
