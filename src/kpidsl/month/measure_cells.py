"""Cells of the plan that are no slip of form and can hardly be meant: the indicator, the expected value, the dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from kpidsl.followup.row_texts import code_in
from kpidsl.model.form import MEASURES, CellKind, Form
from kpidsl.model.sheet import NumberedRow
from kpidsl.model.spec import Indicator
from kpidsl.month.decisions import NotEntered
from kpidsl.problems import Translated, numeral
from kpidsl.problems.nearest import nearest_code
from kpidsl.sources.tables.size import WrongSize, wrong_size

CANNOT_BE = "F097"
"""The one for which the cell is not entered; after the others it is."""
FAR = 10
"""Years after the plan's month from which on a date is hardly meant."""
_OVER = ("ended", "dropped")
_LISTED = 12
_WHY: dict[WrongSize, Translated] = {
    "below_zero": Translated(
        "antall og tid er aldri under 0", "tal og tid er aldri under 0", "numbers and times are never below 0"
    ),
    "no_share": Translated("en andel er fra 0 til 100 %", "ein del er frå 0 til 100 %", "a share is from 0 to 100 %"),
    "many_wholes": Translated(
        "over 1 000 % er mer enn ti ganger det hele",
        "over 1 000 % er meir enn ti gonger det heile",
        "above 1,000 % is more than ten times the whole",
    ),
}


def asked_of_measure(row: NumberedRow, form: Form, indicators: Sequence[Indicator]) -> Iterator[NotEntered]:
    """What is asked of the cells of a row of the plan: of an indicator that is none (F100), an expected value that it
    cannot have or that may be a fraction (F097, F098), and a date out of the way (F099).

    A cell that is as the form had it has been asked about before. Without `indicators` only dates are looked at.
    """
    given = form.tables.get(MEASURES.name, {}).get(row.number, {})
    now = {**given, **row.cells}
    new = {column for column, text in now.items() if text and text != given.get(column, "")}
    code = code_in(now.get("indicator", ""), [one.code for one in indicators])
    indicator = next((one for one in indicators if one.code == code), None)
    if "indicator" in new and indicators and indicator is None:
        yield NotEntered("F100", _unknown(now["indicator"], indicators), MEASURES.name, row.number, "indicator")
    if indicator is not None and now.get("expected") and {"expected", "indicator"} & new:
        yield from _of_expected(row.number, Fraction(now["expected"]), indicator)
    for column in MEASURES.columns:
        if column.kind is CellKind.DATE and column.name in new:
            is_over = now.get("measure_status") in _OVER
            why = _out_of_the_way(date.fromisoformat(now[column.name]), form, is_over)
            if why is not None:
                yield NotEntered("F099", why, MEASURES.name, row.number, column.name)


def _of_expected(number: str, value: Fraction, indicator: Indicator) -> Iterator[NotEntered]:
    wrong = wrong_size(value, indicator)
    code, words = CANNOT_BE, dict[str, Any](value=numeral(value), indicator=indicator.code)
    if wrong == "maybe_fraction":
        code, words["whole"] = "F098", numeral(value * 100)
    elif wrong is not None:
        words["why"] = _WHY[wrong]
    if wrong is not None:
        yield NotEntered(code, words, MEASURES.name, number, "expected")


def _out_of_the_way(day: date, form: Form, is_over: bool) -> dict[str, Any] | None:
    """Why a date is hardly meant: it lies before the plan's month, but of a measure that is over, or many years after
    it."""
    if day < form.period.first_day and not is_over:
        why = Translated("før måneden som planen er for", "før månaden som planen er for", "before the plan's month")
    elif day > (form.period + 12 * FAR).last_day:
        why = Translated(
            f"mer enn {FAR} år etter måneden som planen er for",
            f"meir enn {FAR} år etter månaden som planen er for",
            f"more than {FAR} years after the plan's month",
        )
    else:
        return None
    return {"day": f"{day:%d.%m.%Y}", "why": why, "month": form.period}


def _unknown(text: str, indicators: Sequence[Indicator]) -> dict[str, Any]:
    codes = [one.code for one in indicators]
    near = nearest_code(text.split(maxsplit=1)[0], codes)
    meant = Translated(f"; mente du «{near}»?", f"; meinte du «{near}»?", f"; did you mean “{near}”?")
    listed = ", ".join(codes[:_LISTED]) + (" …" if codes[_LISTED:] else "")
    return {"value": text, "known": listed, "near": meant if near else Translated(*3 * ["."])}
