"""Section G: ranking, weights, index."""

from dataclasses import replace
from fractions import Fraction
from functools import reduce
from operator import add

import numpy as np

from kpidsl.language.checking.scope import Refused, refuse
from kpidsl.language.tree.indicators import ComponentLine
from kpidsl.model.ranking import Placement, Ranking
from kpidsl.model.rules import RankingRule
from kpidsl.model.state import State, Status
from kpidsl.rendering.shown.counts import status_counts

from . import mutant

RANKING, KEY = "tests.language.page:ranking", "kpidsl.model.ranking:_key"
SCORE = "kpidsl.scoring.nodes.index:_score"


@mutant("ranked-as-printed", KEY)
def ranked_as_printed(right):
    def key(figure, indicator):
        exact = right(figure, indicator)
        return None if exact is None else Fraction(round(exact * 1000), 1000)

    return key


@mutant("places-never-shared", RANKING)
def places_never_shared(right):
    def ranking(*arguments):
        found = right(*arguments)
        return replace(found, places=tuple(replace(p, rank=at) for at, p in enumerate(found.places, 1)))

    return ranking


@mutant("ranked-by-attainment", KEY)
def ranked_by_attainment(right):
    def key(figure, indicator):
        exact = right(figure, indicator)
        return exact if exact is None or figure.target is None else exact / figure.target

    return key


@mutant("corridor-ranked-from-its-low-edge", KEY)
def corridor_ranked_from_its_low_edge(right):
    def key(figure, indicator):
        return right(figure, indicator) if indicator.direction != "inside" else abs(figure.value - figure.target)

    return key


@mutant("everyone-has-a-place", RANKING)
def everyone_has_a_place(right):
    def ranking(*arguments):
        found = right(*arguments)
        last = len(found.places)
        return Ranking((*found.places, *(Placement(at, last + 1, 3) for at in found.unranked)), ())

    return ranking


@mutant("rank-of-all-units", RANKING)
def rank_of_all_units(right):
    def ranking(*arguments):
        found = right(*arguments)
        beside = tuple(Placement(-1, 0, 0) for _ in found.unranked)
        return replace(found, places=found.places + beside)

    return ranking


@mutant("thirds-by-position", RANKING)
def thirds_by_position(right):
    def ranking(*arguments):
        found = right(*arguments)
        count = len(found.places)
        return replace(found, places=tuple(replace(p, third=3 * at // count + 1) for at, p in enumerate(found.places)))

    return ranking


@mutant("weights-stretched", "kpidsl.language.checking.readings:_typed")
def weights_stretched(right):
    def typed(reading, written, scope):
        try:
            return right(reading, written, scope)
        except Refused as refused:
            if refused.problem.code != "T061":
                raise
            parts = [x for x in written.lines if isinstance(x, ComponentLine)]
            total = sum(x.weight.value for x in parts)
            lines = tuple(replace(x, weight=replace(x.weight, value=x.weight.value * 100 / total)) for x in parts)
            return right(reading, replace(written, lines=lines), scope)

    return typed


@mutant("weights-in-floats", "kpidsl.language.checking.readings:_typed")
def weights_in_floats(right):
    def typed(reading, written, scope):
        weights = [float(x.weight.value / 100) for x in written.lines if isinstance(x, ComponentLine)]
        total = reduce(add, weights, 0.0)  # sum() itself compensates from Python 3.12
        if weights and total != 1:
            raise refuse("T061", written.span, total=total * 100)
        return right(reading, written, scope)

    return typed


@mutant("missing-counts-as-zero", SCORE)
def missing_counts_as_zero(right):
    def score(*arguments):
        found = right(*arguments)
        return Fraction(0) if found is None else found

    return score


def index_with(**other):
    """The index as if it had been declared otherwise."""

    def wrong(right):
        return lambda spec, formula, *rest: right(spec, replace(formula, **other), *rest)

    return wrong


INDEX = "kpidsl.scoring.nodes.index:index_nodes"
mutant("any-rest-will-do", INDEX)(index_with(missing_limit=Fraction(1)))
mutant("no-cap", INDEX)(index_with(cap=Fraction(1000)))
mutant("declared-limit-ignored", INDEX)(index_with(missing_limit=Fraction(1, 4)))
mutant("declared-cap-ignored", INDEX)(index_with(cap=Fraction(6, 5)))


@mutant("a-corridor-scores-nothing", SCORE)
def a_corridor_scores_nothing(right):
    return lambda indicator, *rest: None if indicator.direction == "inside" else right(indicator, *rest)


@mutant("declared-attainment-ignored", KEY)
def declared_attainment_ignored(right):
    return lambda figure, indicator: right(figure, replace(indicator, ranking_rule=RankingRule()))


@mutant("a-late-figure-is-green", "tests.language.page:perspective_colour")
def a_late_figure_is_green(right):
    def perspective_colour(edition, node, perspective):
        found = right(edition, node, perspective)
        counts = status_counts(edition, node, perspective)
        worst = next((c for c in ("red", "amber", "green") if counts[c]), None)
        return Status[worst.upper()] if found is None and worst and edition.spec.worst_colour else found

    return perspective_colour


@mutant("scaled-by-this-months-extremes", SCORE)
def scaled_by_this_months_extremes(_right):
    """0 for the lowest and 1 for the highest of all cells (the page has one month)."""

    def score(_indicator, figures, at, _cap):
        cells = zip(figures.numerator, figures.denominator, figures.state, strict=True)
        values = [Fraction(n, d) for n, d, state in cells if state == State.VALUE]
        if figures.state[at] != State.VALUE:
            return None
        low, high = min(values), max(values)
        return (Fraction(figures.numerator[at], figures.denominator[at]) - low) / (high - low)

    return score


@mutant("perspective-is-its-worst", "tests.language.page:status_counts")
def perspective_is_its_worst(right):
    def status_counts(*arguments):
        found = right(*arguments)
        worst = next((c for c in ("red", "amber", "green") if found[c]), "")
        return {c: int(c == worst) for c in found}

    return status_counts


@mutant("places-without-chance", "kpidsl.rendering.shown.rank_intervals:_draws")
def places_without_chance(right):
    return lambda figure, indicator, random: np.full_like(right(figure, indicator, random), float(figure.value))


@mutant("intervals-unasked", "tests.language.page:rank_intervals")
def intervals_unasked(right):
    def rank_intervals(edition, indicator, ranked):
        return right(edition, replace(indicator, ranking_rule=replace(indicator.ranking_rule, intervals=True)), ranked)

    return rank_intervals


@mutant("perspectives-as-written", "kpidsl.language.check:in_order")
def perspectives_as_written(_right):
    return lambda _blocks, indicators, requirements, _scope: (indicators, requirements)


def _without_amber(score):
    """Of parts whose rule has two colours `score(indicator, figures, at)`, where they have a figure."""

    def mutated(right):
        def of(indicator, figures, at, cap):
            scored = right(indicator, figures, at, cap)
            two = indicator is not None and not indicator.status_rule.amber.value and indicator.direction != "inside"
            return scored if scored is None or not two else score(indicator, figures, at, cap)

        return of

    return mutated


def _attained(figures, at):
    value = Fraction(int(figures.numerator[at]), int(figures.denominator[at]))
    return value / Fraction(int(figures.target_numerator[at]), int(figures.target_denominator[at]))


mutant("nearly-met-is-nearly-one", SCORE)(_without_amber(lambda _, figures, at, cap: min(_attained(figures, at), 1)))
mutant("far-beyond-counts-for-more", SCORE)(
    _without_amber(
        lambda _, figures, at, cap: cap if _attained(figures, at) > 1 else Fraction(_attained(figures, at) == 1)
    )
)
mutant("on-a-strict-target-is-met", SCORE)(
    _without_amber(lambda _, figures, at, cap: Fraction(_attained(figures, at) >= 1))
)
