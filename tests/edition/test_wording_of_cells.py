"""What the card says of a cell's distance and risk, in Norwegian and English; expected texts are written by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kpidsl.model.edition import Cell, Figure, JudgedOnSome
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.risk import Risk, RiskBasis, RiskLevel
from kpidsl.model.state import Direction, Mark, State, Status, Trend, Undecided
from kpidsl.wording.cells import (
    distance_from_target,
    distance_text,
    figure_text,
    risk_below_head,
    risk_parts,
    risk_text,
    share_text,
    target_text,
)
from tests.made import indicator

PERCENT, KRONER, DAYS, COUNT = (UnitOfMeasure(u) for u in ("percent", "kroner", "days", "count"))


def figure(value, target, high=None, status=Status.RED, undecided=Undecided.NO):
    edges = (Fraction(target), None if high is None else Fraction(high))
    return Figure(False, State.VALUE, Mark(0), Fraction(value), 1, 1, 1, *edges, status, undecided)


def distance(value, target, unit, direction, language, high=None):
    return distance_text(
        figure(value, target, high), indicator(unit=unit, direction=direction, scale=Fraction(1)), language
    ).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("unit", "value", "direction", "nb", "en"),
    [
        (KRONER, 1500, "LOWER", "500 kr over målet", "500 kr over the target"),
        (KRONER, 700, "HIGHER", "300 kr under målet", "300 kr under the target"),
        (KRONER, 1500, "HIGHER", "500 kr over målet", "500 kr over the target"),
        (DAYS, 998, "LOWER", "2,0 dager under målet", "2.0 days under the target"),
        (COUNT, 1410, "LOWER", "410 over målet", "410 over the target"),
        (PERCENT, 996, "HIGHER", "4,0 prosentpoeng dårligere enn målet", "4.0 percentage points worse than the target"),
        (PERCENT, 996, "LOWER", "4,0 prosentpoeng bedre enn målet", "4.0 percentage points better than the target"),
        (DAYS, 1000, "LOWER", "på målet", "on target"),
    ],
)
def test_money_days_and_counts_are_over_or_under_and_shares_better_or_worse(unit, value, direction, nb, en):
    """Against a target of 1000."""
    direction = Direction[direction]
    assert distance(value, 1000, unit, direction, "nb") == nb
    assert distance(value, 1000, unit, direction, "en") == en


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        ("5.2", "innenfor 4–6 %", "within 4–6 %"),
        ("4", "innenfor 4–6 %", "within 4–6 %"),
        ("6", "innenfor 4–6 %", "within 4–6 %"),
        ("7.5", "1,5 prosentpoeng over 4–6 %", "1.5 percentage points above 4–6 %"),
        ("3.8", "0,2 prosentpoeng under 4–6 %", "0.2 percentage points below 4–6 %"),
    ],
)
def test_a_corridor_says_inside_over_or_under_it(value, nb, en):
    """Both edges belong to the corridor. `på målet` inside it read as equal to the target."""
    assert distance(value, 4, PERCENT, Direction.INSIDE, "nb", 6) == nb
    assert distance(value, 4, PERCENT, Direction.INSIDE, "en", 6) == en


def cell(risk, undecided=Undecided.NO):
    year = figure(5, 4, status=Status.NONE if undecided else Status.GREEN, undecided=undecided)
    return Cell(year, year, Trend.NONE, 0, 1, 1, None, False, None, risk=risk)


LOW = Risk(0.9990, RiskLevel.LOW, RiskBasis.FORECAST)


def test_a_forecast_has_a_word_and_a_number():
    assert risk_parts(cell(LOW), "nb") == ("Lav", "over 99\u00a0%")
    assert risk_below_head(cell(replace(LOW, probability=0.83)), "en") == "Low, 83\u00a0%"


def test_where_no_head_tells_of_what_the_chance_is_the_text_does():
    """`Lav, 83 %` alone is read as a risk of 83 %."""
    likely = cell(replace(LOW, probability=0.83))
    assert risk_text(likely, "nb") == "Lav, 83\u00a0% sjanse for å nå målet"
    assert risk_text(likely, "en") == "Low, 83\u00a0% chance of meeting the target"
    assert risk_text(cell(LOW), "nb") == "Lav, over 99\u00a0% sjanse for å nå målet"


def test_what_cannot_change_is_said_without_a_number():
    assert risk_text(cell(Risk(1.0, RiskLevel.LOW, RiskBasis.DECIDED)), "nb") == "Lav, sikret"
    assert risk_text(cell(Risk(0.0, RiskLevel.HIGH, RiskBasis.DECIDED)), "nb") == "Høy, utenfor rekkevidde"


def test_a_thin_forecast_is_the_word_alone():
    """SEMANTICS 105."""
    assert risk_text(cell(replace(LOW, basis=RiskBasis.THIN)), "nb") == "Lav"
    assert risk_text(cell(None), "nb") == ""


@pytest.mark.parametrize("reason", [u for u in Undecided if u])
@pytest.mark.parametrize("basis", RiskBasis)
def test_beside_an_undecided_status_no_number_and_no_certainty_is_printed(reason, basis):
    assert risk_text(cell(replace(LOW, basis=basis), reason), "nb") == "Lav"


DERIVED = Mark.DERIVED


@pytest.mark.parametrize(
    ("unit", "value", "target", "direction", "marks", "shown"),
    [
        # A derived target has a result's decimals: one for a share, none for a count.
        (PERCENT, "30", "34.637", "LOWER", DERIVED, "≤ 34,6 % | 30,0 %"),
        (PERCENT, "30", "34.637", "LOWER", Mark(0), "≤ 34,64 % | 30,0 %"),
        (PERCENT, "30", "80", "HIGHER", DERIVED, "≥ 80 % | 30,0 %"),
        (COUNT, "410", "8979.6", "LOWER", DERIVED, "≤ 8 980 | 410"),
        # More where the two would say the opposite of the verdict: 8 980 is over 8 979.6, and over 8 979.97.
        (COUNT, "8980", "8979.6", "LOWER", DERIVED, "≤ 8 979,6 | 8 980"),
        (COUNT, "8980", "8979.97", "LOWER", DERIVED, "≤ 8 979,97 | 8 980"),
        (COUNT, "8980", "8980.4", "LOWER", DERIVED, "≤ 8 980,4 | 8 980"),
        # 79.96 is under 80.02: as 80,0 and 80,0 they would be equal.
        (PERCENT, "79.96", "80.02", "HIGHER", DERIVED, "≥ 80,02 % | 80,0 %"),
        # Set with more decimals than are printed: 79.1234 is not reached by 79.12.
        (PERCENT, "79.12", "79.1234", "HIGHER", Mark(0), "≥ 79,12 % | 79,1 %"),
        # Exactly on a target that no decimals express: two thirds of a share.
        (PERCENT, "200/3", "200/3", "HIGHER", Mark(0), "≥ 66,67 % | 66,67 %"),
        (PERCENT, "200/3", "200/3", "LOWER", DERIVED, "≤ 66,67 % | 66,67 %"),
    ],
)
def test_a_printed_target_never_contradicts_the_figure_beside_it(unit, value, target, direction, marks, shown):
    one = replace(figure(Fraction(value), Fraction(target)), marks=marks)
    row = indicator(unit=unit, direction=Direction[direction], scale=Fraction(1))
    printed = f"{target_text(one, row, 'nb')} | {figure_text(one, row, 'nb')}"
    assert printed.replace("\u00a0", " ") == shown


def test_a_hidden_figure_does_not_change_how_its_target_is_printed():
    """Decimals that depend on a hidden figure would tell about it."""
    one = replace(figure("8980", "8979.6"), marks=DERIVED, value=None, hidden=True)
    assert target_text(one, indicator(unit=COUNT, direction=Direction.LOWER, scale=Fraction(1)), "nb").endswith(
        "8\u00a0980"
    )


@pytest.mark.parametrize(
    ("value", "target", "shown", "away"),
    [
        # 12 099 515 is nearer 12,1 than 12,0; 11 379 515 over 720 000.
        ("12099515", "720000", "12,1 mill. kr | ≤ 720 000 kr", "11,4 mill. kr over målet"),
        # As 12,1 the figure would be on the target of 12,1, which it is over.
        ("12145000", "12100000", "12,15 mill. kr | ≤ 12,1 mill. kr", "45 000 kr over målet"),
        # As 1,2 the target would be on the figure's wrong side: 1 249 999 is over 1 240 001.
        ("1249999", "1240001", "1,25 mill. kr | ≤ 1,24 mill. kr", "9 998 kr over målet"),
        ("999999", "1000000", "999 999 kr | ≤ 1 mill. kr", "1 kr under målet"),
        ("1000000", "1000000", "1,0 mill. kr | ≤ 1 mill. kr", "på målet"),
        ("-2500000", "0", "−2,5 mill. kr | ≤ 0 kr", "2,5 mill. kr under målet"),
    ],
)
def test_on_a_card_a_million_kroner_and_more_is_in_millions(value, target, shown, away):
    """In full it is what it was, to the krone."""
    of, money = figure(value, target), indicator(unit=KRONER, direction=Direction.LOWER, scale=Fraction(1))
    texts = [text(of, money, "nb", in_millions=True).replace("\u00a0", " ") for text in (figure_text, target_text)]
    assert " | ".join(texts) == shown
    assert distance_text(of, money, "nb", in_millions=True).replace("\u00a0", " ") == away
    assert figure_text(of, money, "nb") == f"{int(value):,} kr".replace(",", "\u00a0").replace("-", "−").replace(
        " ", "\u00a0"
    )


def test_in_english_millions_are_written_out():
    money = indicator(unit=KRONER, direction=Direction.HIGHER, scale=Fraction(1))
    assert figure_text(figure(2500000, 1), money, "en", in_millions=True) == "2.5\u00a0million\u00a0kr"


def test_a_corridor_of_large_numbers_has_each_number_whole():
    """The first was cut at its first space: `98–102 000 kr`."""
    money = indicator(unit=KRONER, direction=Direction.INSIDE, scale=Fraction(1))
    assert target_text(figure(100000, 98000, 102000), money, "nb").replace("\u00a0", " ") == "98 000–102 000 kr"
    mixed = target_text(figure(1000000, 900000, 1100000), money, "nb", in_millions=True)
    assert mixed.replace("\u00a0", " ") == "900 000 kr–1,1 mill. kr"


def from_target(value, target, language="nb", *, high=None, strict=False, direction="HIGHER", unit=PERCENT, **more):
    of = replace(figure(value, target, high), **more)
    one = indicator(unit=unit, direction=Direction[direction], scale=Fraction(1), strict=strict)
    return distance_from_target(of, one, language).replace("\u00a0", " ")


def test_a_deviation_says_the_target_that_it_is_from_and_which_way_that_is():
    """A share that is worse is below a target to reach, and above one to stay under."""
    assert from_target("71.4", 80) == "8,6 prosentpoeng dårligere enn målet på minst 80 %"
    assert from_target("71.4", 80, "en") == "8.6 percentage points worse than the target of at least 80 %"
    assert from_target("34.7", "28.51", direction="LOWER") == "6,2 prosentpoeng dårligere enn målet på høyst 28,51 %"
    assert from_target(48, 39, unit=DAYS, direction="LOWER") == "9,0 dager over målet på høyst 39 dager"
    assert from_target(7, 6, strict=True, direction="LOWER") == "1,0 prosentpoeng dårligere enn målet på mindre enn 6 %"
    assert from_target(6, 6, strict=True, direction="LOWER") == "akkurat på grensen, som er mindre enn 6 %"
    assert from_target(79, 80, strict=True) == "1,0 prosentpoeng dårligere enn målet på mer enn 80 %"


def test_a_corridor_is_named_once():
    assert from_target("7.5", 4, high=6, direction="INSIDE") == "1,5 prosentpoeng over 4–6 %"


def test_a_distance_that_is_of_some_units_says_of_what():
    """All have 83 %, and those with targets 71 %: 9 points below 80 % is not 83 % against 80 %."""
    judged = JudgedOnSome(Fraction(71), 3, 5)
    assert from_target(83, 80, judged=judged) == (
        "9,0 prosentpoeng dårligere enn målet (vurdert på 3 av 5 enheter: 71,0 % mot ≥ 80 %)"
    )


def test_a_target_that_is_hidden_is_said_to_be():
    """A target made of those of other units may be hidden where the figure is not."""
    unseen, one = replace(figure(71, 80), target=None, marks=DERIVED), indicator(unit=PERCENT, scale=Fraction(1))
    assert distance_from_target(unseen, one, "nb") == "målet er skjult"
    assert distance_from_target(unseen, one, "en") == "the target is hidden"
    assert distance_from_target(replace(unseen, marks=Mark(0)), one, "nb") == ""
    assert distance_from_target(replace(unseen, value=None, hidden=True), one, "nb") == ""


def test_a_share_of_a_target_is_in_whole_per_cent_and_nothing_only_where_it_is_nothing():
    texts = [
        share_text(Fraction(part), "nb").replace("\u00a0", " ")
        for part in ("0", "0.004", "0.005", "0.125", "0.286", "3")
    ]
    assert texts == ["0 %", "under 1 %", "1 %", "13 %", "29 %", "300 %"]
