"""What the specification requires of a unit that it has not entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpidsl.followup.cases import DROPPED, measures_of
from kpidsl.followup.findings import outstanding
from kpidsl.followup.fold import Followed
from kpidsl.followup.own_risks import without_reason
from kpidsl.followup.row_texts import code_in
from kpidsl.model.form import COMMENTS
from kpidsl.model.period import Month


@dataclass(frozen=True)
class Lacking:
    """The codes of the deviations without a measure, and of what is red without a comment, in the card's order."""

    measures: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    """The numbers of the findings in the extract that are to be corrected, or that nobody has answered."""
    reasons: tuple[str, ...] = ()
    """The codes of the risks that are assessed otherwise than computed, without a reason, in the card's order."""


def lacking(followed: Followed, period: Month, on: date | None = None) -> Lacking:
    """What is lacking by the period's last card, and by its last book of findings; nothing where the unit has had none.

    On a day (`on`) up to the one by which measures are required, a deviation that is new in the period lacks none; None
    is a day after it. A dropped measure is none.
    """
    card, findings = followed.shown.get(period), outstanding(followed, period)
    if card is None:
        return Lacking(findings=findings)
    latest = {case.indicator: case for case in followed.cases}
    measures = []
    for code, lines in card.lines.items() if card.measures_by is not None else ():
        case = latest.get(code)
        if not lines or case is None:
            continue
        of_case = measures_of(case, followed.plan).values()
        has_time = on is not None and case.opened == period and on <= (card.measures_by or on)
        if not has_time and not any(m.get("measure") and m.get("measure_status") != DROPPED for m in of_case):
            measures.append(code)
    rows = followed.of(COMMENTS, period).texts.values()
    commented = {code_in(cells.get("indicator", ""), card.to_comment) for cells in rows if cells.get("comment")}
    comments = tuple(code for code in card.to_comment if code not in commented)
    reasons = tuple(one.code for one in without_reason(followed, period))
    return Lacking(tuple(measures), comments, findings, reasons)
