"""What the rest of the year must show for the target to be reached, in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.model.edition import Cell
from kpidsl.model.period import Month
from kpidsl.model.risk import Need, NeedBasis, NeededRange, YearEndRange
from kpidsl.model.spec import Indicator
from kpidsl.model.unit_of_measure import DURATIONS
from kpidsl.wording import numbers
from kpidsl.wording.words import listed, words


def year_end_text(ends: YearEndRange, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """`68,3–72,1 %`: the range that the year's figure ends in, in eight of ten cases."""
    low, high = (
        numbers.figure(v * indicator.scale, indicator.unit, language, in_millions=in_millions)
        for v in (ends.low, ends.high)
    )
    return numbers.between(low, high)


def year_end_sentence(cell: Cell, indicator: Indicator, language: str) -> str:
    """`året ender på 68,3–72,1 % i åtte av ti tilfeller`; empty where nothing is told of it."""
    if cell.risk is None or cell.risk.ends is None:
        return ""
    return words(language)["explain_ends"].format(range=year_end_text(cell.risk.ends, indicator, language))


def need_text(cell: Cell, indicator: Indicator, period: Month, language: str, *, in_millions: bool = False) -> str:
    """`trenger minst 83,1 % resten av året med like mange saker som i november–desember i fjor`.

    A range where the number of cases is uncertain; each number is rounded to the harder side. Empty where there is no
    need, where the year to date is not decided, and where the target is within reach with some numbers of cases only.
    """
    need = None if cell.risk is None or cell.year_to_date.undecided else cell.risk.need
    if need is None:
        return ""
    table = words(language)
    cases = ""
    of_sums = "_sums" if indicator.traits.forecast == "ratio" else ""
    if need.basis is NeedBasis.AS_LAST_YEAR:
        cases = table[f"need_as_last_year{of_sums}"].format(months=_months_of_last_year(need.months, period, language))
    elif need.basis is NeedBasis.AS_THIS_YEAR:
        cases = table[f"need_as_this_year{of_sums}"]
    if need.basis in (NeedBasis.AS_LAST_YEAR, NeedBasis.AS_THIS_YEAR):
        is_out = [_is_out_of_reach(b, indicator) for b in (need.hardest, need.easiest)]
        if any(is_out):
            return table["need_out_of_reach"].format(cases=cases) if all(is_out) else ""
        if _is_free(need.hardest, indicator):
            return table["need_nothing"].format(cases=cases)
    month = numbers.month_name(need.months[-1], language, "MMMM")
    sentence = f"need_{_SENTENCES[need.basis]}"
    if need.hardest.least is None and need.basis is not NeedBasis.LAST_MONTH:
        sentence += "_most"
    limit = _limit(need, indicator, language, in_millions)
    return table[sentence].format(limit=limit, cases=cases, month=month)


def need_beside_target(
    cell: Cell, indicator: Indicator, period: Month, language: str, *, in_millions: bool = False
) -> str:
    """As `need_text`, on a row that has the target beside it: empty where the last month must show that same target."""
    need, figure = cell.risk and cell.risk.need, cell.year_to_date
    if need is not None and need.basis is NeedBasis.LAST_MONTH:
        asked = [bound for bound in (need.hardest.least, need.hardest.most) if bound is not None]
        if asked == [bound for bound in (figure.target, figure.target_high) if bound is not None]:
            return ""
    return need_text(cell, indicator, period, language, in_millions=in_millions)


_SENTENCES = {
    NeedBasis.LAST_MONTH: "last_month",
    NeedBasis.ADDED: "added",
    NeedBasis.AS_LAST_YEAR: "rest",
    NeedBasis.AS_THIS_YEAR: "rest",
}


_LIMITS = {
    (True, False): "need_least",
    (True, True): "need_more_than",
    (False, False): "need_most",
    (False, True): "need_less_than",
}
"""The word for a limit, by (lower limit, the limit itself is not enough)."""


def _limit(need: Need, indicator: Indicator, language: str, in_millions: bool) -> str:
    """`minst 83,1 %`, `minst 83,1–84,0 %`, `høyst 39 dager`, `4–6 %`."""
    table, hardest, easiest = words(language), need.hardest, need.easiest
    if hardest.least is not None and hardest.most is not None:
        ends = ((hardest.least, True), (hardest.most, False))
        low, high = (_bound(v, indicator, language, in_millions, up=up) for v, up in ends)
        return table["need_between"].format(amount=_range(low, high))
    is_least = hardest.least is not None
    pair = (easiest.least, hardest.least) if is_least else (hardest.most, easiest.most)
    low, high = (_bound(v, indicator, language, in_millions, up=is_least) for v in pair if v is not None)
    key = _LIMITS[is_least, need.beyond]
    return table[key].format(amount=_range(low, high))


def _bound(value: Fraction, indicator: Indicator, language: str, in_millions: bool, *, up: bool) -> str:
    if up and _is_never_negative(indicator):
        value = max(value, Fraction(0))
    if not up and indicator.traits.forecast == "share":
        value = min(value, Fraction(1))
    return numbers.bound(value * indicator.scale, indicator.unit, language, up=up, in_millions=in_millions)


def _range(low: str, high: str) -> str:
    return high if low == high else numbers.between(low, high)


def _is_out_of_reach(bounds: NeededRange, indicator: Indicator) -> bool:
    """Whether no rest of the year lies within the bounds."""
    least, most = bounds.least, bounds.most
    if least is not None and most is not None and least > most:
        return True
    if least is not None and indicator.traits.forecast == "share" and least > 1:
        return True
    return most is not None and _is_never_negative(indicator) and most < 0


def _is_free(bounds: NeededRange, indicator: Indicator) -> bool:
    """Whether every rest of the year lies within the bounds."""
    least, most = bounds.least, bounds.most
    is_above = least is None or (_is_never_negative(indicator) and least <= 0)
    return is_above and (most is None or (indicator.traits.forecast == "share" and most >= 1))


def _is_never_negative(indicator: Indicator) -> bool:
    return indicator.traits.forecast == "share" or indicator.unit in DURATIONS


def _months_of_last_year(months: Sequence[Month], period: Month, language: str) -> str:
    """The same months a year ago: `september og november–desember i fjor`; with their years where they are not all
    in the calendar year before the period's."""
    before = [month - 12 for month in months]
    is_last_year = all(month.year == period.year for month in months)
    form = "MMMM" if is_last_year else "MMMM y"
    runs: list[list[Month]] = []
    for month in before:
        if runs and runs[-1][-1] + 1 == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    table = words(language)
    names = [
        numbers.month_name(run[0], language, form)
        if len(run) == 1
        else f"{numbers.month_name(run[0], language, form)}–{numbers.month_name(run[-1], language, form)}"
        for run in runs
    ]
    text = listed(names, language)
    return table["need_last_year"].format(months=text) if is_last_year else text
