"""Who sees what, and section J: small numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from markupsafe import Markup
from scipy import sparse

from kpidsl.disclosure.families import Readers
from kpidsl.disclosure.shown_sums import ALL
from kpidsl.model.ranking import Placement, Ranking
from kpidsl.rendering.shown import charts

from . import mutant

CELLS = "kpidsl.disclosure.hiding:_Cells"
SMALL = "kpidsl.disclosure.hiding:_small"
COUNTS = "kpidsl.measures.hiding:counts_cases"
TARGETS = "kpidsl.disclosure.disclose:without_revealing_targets"
KEPT = "kpidsl.disclosure.cutting:kept_nodes"


def _everybody(_right):
    return lambda structure, roots: [
        at for at, n in enumerate(structure.nodes) if n.line in {structure.nodes[root].line for root in roots}
    ]


def _does_nothing(_right):
    return lambda *_arguments: None


mutant("neighbours-are-seen", KEPT)(_everybody)
mutant("rank-among-all", KEPT)(_everybody)


@mutant("every-line-sees-all", "kpidsl.model.spec:Indicator.stands_at")
def every_line_sees_all(_right):
    return lambda _self, _node: True


@mutant("shared-with-its-target", "kpidsl.scoring.targets.rows:holds_for")
def shared_with_its_target(right):
    return lambda target, *rest: right(replace(target, line=None), *rest)


@mutant("peers-however-few", "kpidsl.disclosure.cutting:PEERS")
def peers_however_few(_right):
    return 1


@mutant("a-quartile-is-an-office", "kpidsl.disclosure.cutting:quartiles")
def a_quartile_is_an_office(right):
    def quartiles(values, indicator):
        found = right(values, indicator)
        return replace(found, lower=values[(len(values) - 1) // 4] * indicator.scale)

    return quartiles


@mutant("one-is-the-best", "tests.language.page:ranking")
def one_is_the_best(right):
    def ranking(*arguments):
        found = right(*arguments)
        return Ranking((Placement(found.unranked[0], 1, 1),), ()) if len(found.unranked) == 1 else found

    return ranking


@mutant("only-the-base", SMALL)
def only_the_base(right):
    return lambda counts, rule: right(counts[-1:], rule)


@mutant("complement-forgotten", SMALL)
def complement_forgotten(right):
    return lambda counts, rule: right(counts, replace(rule, rest_shown=True))


@mutant("what-is-apart-leaves-a-rest", "kpidsl.disclosure.hiding:_Cells._is_apart")
def what_is_apart_leaves_a_rest(right):
    return lambda cells: False


@mutant("the-threshold-is-small", SMALL)
def the_threshold_is_small(right):
    return lambda counts, rule: right(counts, replace(rule, below=rule.below + 1))


def _none_is_small(right):
    def small(counts, rule):
        rest = counts[1:] - counts[:1]
        return right(counts, rule) | np.any([c == 0 for c in (*counts, *rest)], axis=0)

    return small


mutant("zero-is-small", SMALL)(_none_is_small)
mutant("none-and-all-are-hidden", SMALL)(_none_is_small)


@mutant("ratios-are-money", COUNTS)
def ratios_are_money(_right):
    return lambda _indicator, _sources: False


@mutant("money-is-persons", COUNTS)
def money_is_persons(_right):
    return lambda _indicator, _sources: True


@mutant("hidden-keeps-its-arrow", "kpidsl.disclosure.disclose:blanked")
def hidden_keeps_its_arrow(right):
    return lambda grid, hidden: replace(right(grid, hidden), trend=grid.trend)


@mutant("hidden-keeps-its-colour", "kpidsl.disclosure.disclose:blanked")
def hidden_keeps_its_colour(right):
    def blanked(grid, hidden):
        found = right(grid, hidden)
        month, year = (
            replace(blank, status=shown.status)
            for blank, shown in ((found.month, grid.month), (found.year_to_date, grid.year_to_date))
        )
        return replace(found, month=month, year_to_date=year)

    return blanked


def _nothing_is_blank(_right):
    return lambda grid, _hidden: grid


mutant("hidden-by-the-renderer", "kpidsl.disclosure.disclose:blanked")(_nothing_is_blank)
mutant("files-are-trusted", "kpidsl.disclosure.disclose:blanked")(_nothing_is_blank)


@mutant("hidden-has-a-bar", "kpidsl.rendering.shown.rows:row")
def hidden_has_a_bar(right):
    def row(*arguments):
        found = right(*arguments)
        return found if found.bullet else replace(found, bullet=Markup(charts.status_shape(found.status)))

    return row


@mutant("hidden-in-words", "kpidsl.wording.cells:distance_text")
def hidden_in_words(right):
    def distance_text(figure, *rest, **options):
        return "worse than the target" if figure.hidden else right(figure, *rest, **options)

    return distance_text


@mutant("weights-are-told", TARGETS)
def weights_are_told(_right):
    return lambda _indicator, grid, *_rest: grid


@mutant("the-target-tells-the-neighbours-base", "kpidsl.disclosure.cutting:without_revealing_targets")
def the_target_tells_the_neighbours_base(_right):
    return lambda _indicator, grid, *_rest: grid


@mutant("every-derived-target-is-hidden", "kpidsl.disclosure.blanking:_distinguishable")
def every_derived_target_is_hidden(_right):
    return lambda _numbers, hidden, _structure: np.ones_like(hidden)


@mutant("last-years-figure-is-told", TARGETS)
def last_years_figure_is_told(right):
    return lambda indicator, *rest: right(replace(indicator, targets=()), *rest)


LINES = f"{CELLS}.protect_lines"  # the equations of all lines together find what a single sum gives away, too,
WIDTH = "kpidsl.disclosure.widening:Widening.widen"  # and linear programs what any of these does


def _alone(name: str, place: str, *others: str):
    """A mutant at the place, with what else would find the same switched off: the programs, and the `others`."""
    off = [other.rpartition(".")[2] for other in (WIDTH, *others)]

    def register(wrong):
        mutant(name, place, WIDTH, *others)(lambda right: (_does_nothing if right.__name__ in off else wrong)(right))
        return wrong

    return register


mutant("known-within-a-few", WIDTH)(_does_nothing)
_alone("each-line-by-itself", LINES)(_does_nothing)
_alone("hidden-alone", f"{CELLS}.protect_sum", LINES)(_does_nothing)


@_alone("a-small-sum-is-shown", "kpidsl.disclosure.equations:_System.small_sums")
def a_small_sum_is_shown(_right):
    return lambda _self, _below: iter(())


@_alone("parts-are-no-sum", "kpidsl.disclosure.hiding:families", LINES)
def parts_are_no_sum(right):
    return lambda indicator, structure: right(indicator, replace(structure, parts={}))


@mutant("parts-are-somebody-elses", "kpidsl.disclosure.cutting:roots_of")
def parts_are_somebody_elses(right):
    def roots(whole, recipient):
        found = right(whole, recipient)
        return [at for at in found if whole.structure.nodes[at].unit == recipient.unit] or found

    return roots


@_alone("children-tell-the-parent", f"{CELLS}.protect_sum", LINES)
def children_tell_the_parent(right):
    def protect_sum(self, gone, parent, children):
        alone = gone.copy()
        alone[:, parent] = False
        right(self, alone, parent, children)
        gone[:, children] |= alone[:, children]

    return protect_sum


@mutant("the-parent-is-hidden-first", f"{CELLS}._hide_smallest")
def the_parent_is_hidden_first(right):
    return lambda self, gone, value, n, _parts, whole: right(self, gone, value, n, (), whole)


@_alone("shown-on-the-other-line", "kpidsl.disclosure.hiding:tied_nodes", LINES)
def shown_on_the_other_line(_right):
    return lambda _structure: []


_alone("category-by-subtraction", f"{CELLS}.protect_breakdown")(_does_nothing)
_alone("year-by-subtraction", f"{CELLS}.protect_year")(_does_nothing)


@_alone("two-months-will-do", f"{CELLS}._protect_series")
def two_months_will_do(right):
    def protect_series(self, *arguments):
        rule, self.rule = self.rule, replace(self.rule, below=1)
        right(self, *arguments)
        self.rule = rule

    return protect_series


mutant("an-office-computes-its-neighbour", "kpidsl.disclosure.cutting:Cutter._protect_others")(_does_nothing)


def _some_figure_will_do(right):
    def init(self, *arguments):
        right(self, *arguments)
        (month, n), (year, so_far) = self.windows
        self.windows = [(month | year, np.where(n > 0, n, so_far))] * 2

    return init


_alone("the-late-one-protects", f"{CELLS}.__init__")(_some_figure_will_do)
mutant("an-empty-month-between", f"{CELLS}.__init__")(_some_figure_will_do)


@mutant("a-gap-in-the-places", "tests.language.page:ranking")
def a_gap_in_the_places(right):
    def ranking(*arguments):
        found = right(*arguments)
        return replace(found, places=tuple(replace(p, rank=p.rank + (p.rank > 1)) for p in found.places))

    return ranking


@mutant("own-figures-are-open", "kpidsl.disclosure.cutting:Cutter._opened")
def own_figures_are_open(right):
    def opened(self, recipient, kept, roots):
        found = right(self, recipient, kept, roots)
        return {code: np.array([old in roots for old in kept]) for code in found}

    return opened


def _opened_where(asked):
    def wrong(right):
        def opened(self, recipient, kept, roots):
            found = right(self, recipient, kept, roots)
            return {code: asked(found[code], recipient, kept, roots) for code in found}

        return opened

    return wrong


OPENED = "kpidsl.disclosure.cutting:Cutter._opened"
mutant("own-is-hidden", OPENED)(_opened_where(lambda found, *_: found & False))
mutant("all-own-is-open", OPENED)(_opened_where(lambda found, *_: found | True))
mutant("the-line-sees-all", OPENED)(_opened_where(lambda found, recipient, *_: found | (recipient.unit is not None)))


@mutant("nobody-knows-their-own", "kpidsl.disclosure.hiding:insiders")
def nobody_knows_their_own(right):
    return lambda *of: Readers.nobody(right(*of).knows.shape[1])


@mutant("one-rule-for-all", "kpidsl.language.checking.hiding:_closeness")
def one_rule_for_all(_right):
    return lambda block, _indicator: int(block.source is not None)


@mutant("none-and-all-are-shown", "kpidsl.disclosure.hiding:_none_or_all")
def none_and_all_are_shown(right):
    return lambda counts: right(counts) & False


@mutant("the-rest-is-always-small", SMALL)
def the_rest_is_always_small(right):
    return lambda counts, rule: right(counts, replace(rule, rest_shown=False))


@mutant("the-index-tells", "kpidsl.disclosure.patterns:of_components")
def the_index_tells(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant("a-run-through-the-hidden", "kpidsl.disclosure.disclose:without_runs_through")
def a_run_through_the_hidden(_right):
    return lambda grid, _hidden, _first, _longest: grid


@mutant("each-indicator-alone", "kpidsl.disclosure.patterns:with_common_counts")
def each_indicator_alone(_right):
    return lambda _jobs, each, _of_each: dict(each)


@mutant("each-count-by-itself", "kpidsl.disclosure.common:_by_both_counts")
def each_count_by_itself(_right):
    return lambda *_: {}


@mutant("cases-are-only-a-limit", "kpidsl.disclosure.shown_sums:ShownSums.known")
def cases_are_only_a_limit(right):
    def known(self, count, view=None):
        of = right(self, count, view)
        if not self.are_tied:
            return of
        rows, unknown = (size // 2 for size in of.rows.shape)
        shown = slice(None) if view is None else view.shown
        each, cases, hits = of.rows[:rows, :unknown], self.alone[shown] == ALL, self.alone[shown] == 0
        most = np.where(self.shown.places[shown, 0] == 0, of.high[:rows], 1e7)  # of a year to date it is not looked at
        low = np.where(np.append(cases, cases), 0, of.low)
        high = np.append(*(np.where(cases, most, high) for high in np.split(of.high, 2)))
        high[rows:][hits] = 1e7
        return replace(of, rows=sparse.block_diag([each, each]).tocsr(), low=low, high=high)

    return known


@mutant("numerators-tell-no-rest", "kpidsl.disclosure.common:printed_counts")
def numerators_tell_no_rest(right):
    cases = np.array([False, True])[:, None, None, None]
    return lambda *of: {code: printed & cases for code, printed in right(*of).items()}


@mutant("none-is-no-number", "kpidsl.disclosure.shown_sums:ShownSums.judged")
def none_is_no_number(right):
    return lambda self: [(count, 1) for count, _ in right(self)]


@mutant("each-keeps-it-to-itself", "kpidsl.disclosure.families:combinations")
def each_keeps_it_to_itself(_right):
    return lambda *_: iter(())


@mutant("several-months-tell-nothing", "kpidsl.disclosure.longer_windows:_allowed")
def several_months_tell_nothing(_right):
    return lambda windows, *_: windows
