"""The ranked units as points: where they stand, what is drawn of each, and who is not drawn."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.ranking import ranking
from kpidsl.rendering.html.dot_plot import MOST_NAMED, DotPlot, dot_plot
from kpidsl.rendering.html.pages import indicator_page
from kpidsl.rendering.html.site import pages
from tests.edition.test_explain import FEBRUARY, JANUARY, SHARE, SIMPSON
from tests.edition.test_explain import edition_of as delivered
from tests.edition.test_rank_intervals import edition_of


def plotted(edition: Edition) -> DotPlot:
    one = edition.spec.indicators[0]
    found = dot_plot(edition, one, ranking(edition, one, "statlig"), "nb")
    assert found is not None
    return found


def test_the_best_is_at_the_top_and_equal_steps_are_equally_long() -> None:
    """Five offices have 90, 80, 70, 60 and 50 %, ten points apart; equal steps on the scale."""
    plot = plotted(edition_of(100, rule=""))
    assert [d.shown.replace("\u00a0", " ") for d in plot.dots] == ["90,0 %", "80,0 %", "70,0 %", "60,0 %", "50,0 %"]
    across = [d.at[0] for d in plot.dots]
    assert [a - b for a, b in pairwise(across)] == pytest.approx([across[0] - across[1]] * 4, abs=0.15)
    down = [d.at[1] for d in plot.dots]
    assert [b - a for a, b in pairwise(down)] == [22.0] * 4
    assert across[0] > across[-1]


def test_a_share_is_on_a_scale_that_ends_at_100_per_cent() -> None:
    labels = [tick.text for tick in plotted(edition_of(100, rule="")).ticks]
    assert labels[-1].replace("\u00a0", " ") in ("90 %", "100 %")


def test_each_units_target_is_a_stroke_at_the_target() -> None:
    """75 % lies halfway between the points of 80 and of 70 %; the strokes of neighbours meet."""
    plot = plotted(edition_of(100, rule=""))
    middle = (plot.dots[1].at[0] + plot.dots[2].at[0]) / 2
    for dot in plot.dots:
        ((x1, y1, x2, y2),) = dot.targets
        assert (x1, x2) == (pytest.approx(middle, abs=0.1), x1)
        assert (y1, y2) == (dot.at[1] - 11, dot.at[1] + 11)


def test_intervals_are_drawn_where_they_are_asked_for_and_are_shorter_with_more_cases() -> None:
    assert not plotted(edition_of(100, rule="")).has_intervals
    lengths = []
    for of in (100, 10_000):
        (low, y1, high, y2) = plotted(edition_of(of)).dots[2].interval or (0, 0, 0, 0)
        x, y = plotted(edition_of(of)).dots[2].at
        assert low < x < high
        assert y1 == y2 == y
        lengths.append(high - low)
    # A standard error falls with the root of the cases: 100 times as many, a tenth. The scales differ a little.
    assert lengths[0] / lengths[1] == pytest.approx(10, rel=0.5)


def test_thirds_begin_where_their_first_unit_stands() -> None:
    """Places 1–2, 3–4 and 5 of five."""
    plot = plotted(edition_of(100, rule=""))
    assert [label.text for label in plot.thirds] == ["øverste", "midterste", "nederste"]
    assert [label.at[1] - 4 for label in plot.thirds] == [plot.dots[n].at[1] for n in (0, 2, 4)]
    assert [line[1] for line in plot.limits] == [plot.dots[n].at[1] - 11 for n in (2, 4)]


def test_a_hidden_unit_is_not_drawn_and_says_nothing() -> None:
    """0103 has 4 cases under a limit of 5, and 0102 goes with it: one unit is left, and one is no ranking. With five
    more offices they are drawn, and the picture is the same whatever the hidden ones have."""
    more = {(f"02{n:02d}", m): (str(40 + 7 * n), "100") for n in range(5) for m in (JANUARY, FEBRUARY)}
    drawn = []
    for numerator in ("0", "1", "4"):
        small = {("0103", JANUARY): ("50", "90"), ("0103", FEBRUARY): (numerator, "4")}
        edition = delivered(SIMPSON | more | small, below=5, spec_text=SHARE)
        hidden = {n.name for at, n in enumerate(edition.structure.nodes) if edition.cell("S.1", at).year_to_date.hidden}
        page = dict(pages(edition, "nb"))[indicator_page("S.1")]
        (picture,) = re.findall(r'<svg class="dots".*?</svg>', page, re.DOTALL)
        assert hidden
        assert not any(name in picture for name in hidden)
        drawn.append(picture)
    assert len(set(drawn)) == 1


def test_statuses_differ_in_shape_and_not_in_colour_alone() -> None:
    """The target is 75 %: 90 and 80 meet it, 70 is five points below and near, 60 and 50 do not meet it."""
    shapes = [dot.shape.partition(" ")[0] for dot in plotted(edition_of(100, rule="")).dots]
    assert shapes == ["<circle", "<circle", "<path", "<rect", "<rect"]


def test_more_units_than_have_room_for_their_names_stand_side_by_side() -> None:
    """41 offices with 1, 2, … 41 per cent: the best at the left and highest up, each with its name in its title."""
    figures = {(f"{n:04d}", month): (str(n), "100") for n in range(1, MOST_NAMED + 2) for month in (JANUARY, FEBRUARY)}
    edition = delivered(figures, spec_text=SHARE)
    plot = plotted(edition)
    assert not plot.is_named
    assert all(a.at[0] < b.at[0] and a.at[1] < b.at[1] for a, b in pairwise(plot.dots))
    assert plot.dots[0].name == "N0041"
    page = dict(pages(edition, "nb"))[indicator_page("S.1")]
    (picture,) = re.findall(r'<svg class="dots".*?</svg>', page, re.DOTALL)
    assert "<title>N0041: 41,0\u00a0%</title>" in picture
    assert ">N0041</text>" not in picture
    few = {key: pair for key, pair in figures.items() if key[0] != "0041"}
    assert plotted(delivered(few, spec_text=SHARE)).is_named


def test_without_a_place_for_two_there_is_no_picture() -> None:
    edition = delivered({("0101", FEBRUARY): ("1", "100")}, spec_text=SHARE)
    one = edition.spec.indicators[0]
    assert dot_plot(edition, one, ranking(edition, one, "statlig"), "nb") is None
