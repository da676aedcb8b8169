"""The findings in an extract, and the answers to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpidsl.followup.fold import Followed
from kpidsl.followup.row_numbers import new_number
from kpidsl.model.form import FINDINGS, TO_CORRECT, Cells, FormKind, Rows
from kpidsl.model.period import Month


@dataclass(frozen=True)
class ExtractFinding:
    """What was found, what it is about (a unit, an indicator), and what to do, in the words of the form's language."""

    text: str
    about: str = ""
    advice: str = ""


def finding_rows(
    period: Month, whole: str, findings: Iterable[ExtractFinding], edition: str, duties: Mapping[str, str]
) -> Rows:
    """The rows of the form, that of the extract as a `whole` first: so there is always something to answer.

    Which edition was looked at, and the role of the duty on each line, are not drawn. A finding has the same number in
    every book of the period.
    """
    beside = {"edition": edition, "duties": json.dumps(dict(duties), ensure_ascii=False)}
    rows: dict[str, Cells] = {new_number(f"finding {period} whole", ()): {"finding": whole, **beside}}
    for one in findings:
        number = new_number(f"finding {period} {one.text} {one.about}", rows)
        rows[number] = {"finding": one.text, "about": one.about, "advice": one.advice}
    return rows


def unanswered(followed: Followed, period: Month) -> Sequence[str]:
    """The numbers of the rows of the period's last form that have no answer; nothing where there is no form."""
    return [number for number, cells in _answers(followed, period).items() if not cells.get("finding_answer")]


def outstanding(followed: Followed, period: Month) -> tuple[str, ...]:
    """The numbers of the rows that a check lacks: those that are to be corrected, and those without an answer, unless
    the extract was said to be checked while they were out."""
    answers = _answers(followed, period)
    is_checked = followed.checked.get(period, "") == followed.latest.get((FormKind.CHECK, period), "")
    counted = (TO_CORRECT,) if is_checked else (TO_CORRECT, "")
    return tuple(number for number, cells in answers.items() if cells.get("finding_answer", "") in counted)


def _answers(followed: Followed, period: Month) -> Rows:
    form, entered = followed.form(FormKind.CHECK, period), followed.of(FINDINGS, period).texts
    return {number: entered.get(number, {}) for number in form.tables[FINDINGS.name]} if form is not None else {}
