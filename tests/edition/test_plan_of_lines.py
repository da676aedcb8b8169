"""A unit's follow-up is of all its lines: what deviates on one of them alone is listed, with since when it does."""

from dataclasses import replace

from kpidsl.model.state import Status
from kpidsl.model.unit_plan import UnitPlan
from kpidsl.rendering.shown.plan import plan_shown


def deviating_on(edition, code, runs):
    """The edition with no deviation but these: by node, in how many months up to the period the indicator deviates."""
    grids = {
        c: replace(g, deviation=[0] * len(g.deviation), since=[0] * len(g.since)) for c, g in edition.grids.items()
    }
    grid = grids[code]
    deviation, since = list(grid.deviation), list(grid.since)
    status = [int(Status.GREEN)] * len(grid.year_to_date.status)
    for node, months in runs.items():
        for at in edition.axes.series(node)[-months:]:
            deviation[at], since[at] = 1, (edition.period - (months - 1)).number
            status[at] = int(Status.RED)
    year_to_date = replace(grid.year_to_date, status=status)
    grids[code] = replace(grid, deviation=deviation, since=since, year_to_date=year_to_date)
    hidden = {**edition.hidden, code: [0] * len(edition.hidden[code])}
    return replace(edition, grids=grids, hidden=hidden)


def lines_of_an_office(edition):
    """An office's nodes, on its first line and on its second."""
    leaves = set(edition.structure.leaves)
    by_unit = {}
    for at, node in enumerate(edition.structure.nodes):
        if node.unit in leaves:
            by_unit.setdefault(node.unit, []).append(at)
    return next((unit, at) for unit, at in by_unit.items() if len(at) == 2)


def followed(edition, unit):
    plan = plan_shown(replace(edition, plans={unit: UnitPlan()}), unit, "nb")
    return [(one.code, one.since, one.is_deviation) for one in plan.followed] if plan else []


def test_what_deviates_on_the_second_line_alone_is_followed_up(small):
    unit, (first, second) = lines_of_an_office(small)
    assert followed(deviating_on(small, "B.8", {}), unit) == []
    assert followed(deviating_on(small, "B.8", {second: 2}), unit) == [("B.8", "september 2026", True)]
    assert followed(deviating_on(small, "B.8", {first: 2, second: 2}), unit) == [("B.8", "september 2026", True)]


def test_lines_that_differ_in_since_when_are_named(small):
    unit, (first, second) = lines_of_an_office(small)
    lines = [small.structure.nodes[at].line for at in (first, second)]
    assert followed(deviating_on(small, "B.8", {first: 1, second: 3}), unit) == [
        ("B.8", f"oktober 2026 ({lines[0]}), august 2026 ({lines[1]})", True)
    ]
