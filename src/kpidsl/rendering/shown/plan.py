"""A unit's plan in words: what is asked of it, its measures with what was promised and what came, its comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.followup.effect import effect
from kpidsl.model.edition import Edition, Figure
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.unit_plan import AskedFor, Commented, Effect, PlannedMeasure, ReportText
from kpidsl.rendering.shown.summary import deviating_codes
from kpidsl.wording import numbers
from kpidsl.wording.categories import named_deviating
from kpidsl.wording.cells import figure_text
from kpidsl.wording.deviation_cases import case_in_brief, case_text
from kpidsl.wording.since import since_text
from kpidsl.wording.words import words


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure as it is read. What is not entered is empty."""

    number: str
    text: str
    responsible: str
    deadline: str
    status: str
    promise: str
    """`85 % innen desember 2026`."""
    came: str
    """The figure of the month that was promised, and whether it is as promised, where that month is in the edition."""
    comment: str

    @property
    def notes(self) -> str:
        """The status, the promise and what came, in one line."""
        return ", ".join(part for part in (self.status, self.promise, self.came) if part)


@dataclass(frozen=True, slots=True)
class FollowedIndicator:
    """An indicator with its measures and what the leader says of it; `about` alone where it is no indicator. `case`
    has the number and the state of its case, and the month it was opened; `case_in_brief` its number and state."""

    about: str
    code: str
    since: str
    is_deviation: bool
    measures: tuple[MeasureShown, ...]
    comment: str
    risk: str
    case: str = ""
    case_in_brief: str = ""


COMMENT_ROW, REPORT_ROW = 110, 390
"""So many letters of a comment, and of the report, take the height of a card's row on paper."""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The plan of a unit: what is asked of it in the period, what is followed up, and the texts of the report. `note`
    says when the deviations get their cases, where some may have none yet."""

    asked: tuple[str, ...]
    followed: tuple[FollowedIndicator, ...]
    report: tuple[ReportText, ...]
    note: str = ""

    @property
    def rows_on_paper(self) -> int:
        """About how many rows of a card its table and its texts take on paper."""
        table = sum(max(len(one.measures), 1 + len(one.comment + one.risk) // COMMENT_ROW) for one in self.followed)
        return table + sum(len(one.heading + one.text) for one in self.report) // REPORT_ROW

    def of(self, code: str) -> tuple[MeasureShown, ...]:
        """The measures about the indicator."""
        return next((one.measures for one in self.followed if one.code == code), ())

    def case_of(self, code: str) -> str:
        """The indicator's case; empty where there is none to show."""
        return next((one.case for one in self.followed if one.code == code), "")


def plan_shown(edition: Edition, unit: UnitKey, language: str) -> PlanShown | None:
    """The unit's plan as the edition's reader may see it, deviations first in the order of `deviating_codes`; None
    where there is none to see."""
    plan = edition.plans.get(unit)
    if plan is None:
        return None
    table = words(language)
    nodes = [at for at, node in enumerate(edition.structure.nodes) if node.unit == unit]
    codes = {i.code: i for at in nodes for i in edition.indicators_at(at)}
    followed = []
    for code in dict.fromkeys([*deviating_codes(edition, nodes), *codes]):
        indicator = codes[code]
        standing = [at for at in nodes if indicator.stands_at(edition.structure.nodes[at])]
        off = [at for at in standing if edition.deviating(code, at)]
        at = (off or standing)[0]
        measures, commented, case = plan.of(code), plan.comments.get(code, Commented()), plan.cases.get(code)
        if not (off or measures or commented != Commented() or case):
            continue
        since = _since_when(edition, code, off, language)
        shown = tuple(measure_shown(edition, one, at, language) for one in measures)
        name = f"{code} {named_deviating(edition, indicator, (at,))}"
        case_shown = case_text(case, edition.period, language) if case else ""
        brief = case_in_brief(case, language) if case else ""
        risk = _risk(commented, table)
        followed.append(
            FollowedIndicator(name, code, since, bool(off), shown, commented.comment, risk, case_shown, brief)
        )
    for about in dict.fromkeys(one.about for one in plan.measures if not one.code):
        rest = [one for one in plan.measures if not one.code and one.about == about]
        shown = tuple(measure_shown(edition, one, None, language) for one in rest)
        followed.append(FollowedIndicator(about or table["plan_general"], "", "", False, shown, "", ""))
    asked = tuple(_asked(one, table, language) for one in plan.asked)
    awaits = plan.awaits_cases and any(one.is_deviation for one in followed)
    month = numbers.month_name(edition.period, language)
    shown_plan = PlanShown(
        asked, tuple(followed), plan.report, table["cases_to_come"].format(month=month) if awaits else ""
    )
    return shown_plan if asked or followed or plan.report else None


def _since_when(edition: Edition, code: str, nodes: Sequence[int], language: str) -> str:
    """Since when it deviates at a unit's nodes; with its lines where they differ: `mai 2026 (statlig), juli 2026
    (kommunal)`."""
    texts = {at: since_text(edition, code, at, language, edition.deviating(code, at)) for at in nodes}
    if len(set(texts.values())) < 2:
        return next(iter(texts.values()), "")
    return ", ".join(f"{text} ({edition.structure.nodes[at].line})" for at, text in texts.items() if text)


def deviation_lines(plan: PlanShown, language: str) -> list[str]:
    """A line for each deviation: since when, its case, and the measures with who and by when."""
    table, lines = words(language), []
    for one in plan.followed:
        if one.is_deviation:
            since = f"{table['since']} {one.since}" if one.since else ""
            about = ", ".join(part for part in (one.about, since, one.case_in_brief) if part)
            measures = "; ".join(f"{m.text} ({who})" if (who := _who(m)) else m.text for m in one.measures)
            lines.append(f"{about}: {measures or table['plan_none'].lower()}")
    return lines


def joined(measures: Sequence[MeasureShown], column: str) -> str:
    """That column of the measures, a line each; empty where none has it. An empty one among others is a dash."""
    texts = [getattr(one, column) for one in measures]
    return "\n".join(text or "–" for text in texts) if any(texts) else ""


def _who(measure: MeasureShown) -> str:
    return ", ".join(part for part in (measure.responsible, measure.deadline) if part)


@dataclass(frozen=True, slots=True)
class Came:
    """What the figure was in the month that a measure promised something for, `raw` what was promised, as a raw value,
    and how the one stands to the other."""

    figure: Figure
    raw: Fraction | None
    effect: Effect


def came_of(edition: Edition, one: PlannedMeasure, at: int, indicator: Indicator) -> Came | None:
    """What came of the measure's promise at the node; None where the edition does not have the month."""
    if one.by_month is None or one.by_month not in edition.months:
        return None
    figure = edition.cell(one.code, at, one.by_month).year_to_date
    raw = one.expected / indicator.scale if one.expected is not None else None
    return Came(figure, raw, effect(indicator, raw, figure, _since(edition, one, at, one.by_month)))


def measure_shown(edition: Edition, one: PlannedMeasure, at: int | None, language: str) -> MeasureShown:
    """The measure as it is read at the node; None: it is about no indicator of the unit's card."""
    table, promise, came = words(language), "", ""
    month = numbers.month_name(one.by_month, language) if one.by_month else ""
    indicator = edition.spec.indicator(one.code) if at is not None else None
    if one.expected is not None and indicator is not None:
        expected = numbers.target(one.expected, indicator.unit, language)
        promise = table["promised"].format(value=expected, month=month) if month else expected
    elif month:
        promise = month
    came_now = came_of(edition, one, at, indicator) if indicator is not None and at is not None else None
    if promise and came_now is not None and indicator is not None:
        shown = figure_text(came_now.figure, indicator, language, beside=came_now.raw)
        came = table["came"].format(value=shown, effect=table[f"effect_{came_now.effect}"])
    deadline = numbers.day_name(one.deadline, language) if one.deadline else ""
    status = table[f"choice_{one.status}"] if one.status else ""
    return MeasureShown(one.number, one.text, one.responsible, deadline, status, promise, came, one.comment)


def _since(edition: Edition, one: PlannedMeasure, at: int, by: Month) -> list[Figure]:
    """The figures from the month in which it was planned to the promised one; empty where the edition does not have the
    month of the planning, or it is later."""
    if one.planned_in is None or one.planned_in not in edition.months:
        return []
    months = [month for month in edition.months if one.planned_in <= month <= by]
    return [edition.cell(one.code, at, month).year_to_date for month in months]


def _risk(commented: Commented, table: Mapping[str, str]) -> str:
    level = table[f"choice_{commented.own_risk}"] if commented.own_risk else ""
    return ": ".join(part for part in (level, commented.reason) if part)


def _asked(one: AskedFor, table: Mapping[str, str], language: str) -> str:
    text = table["asked_by"].format(
        day=numbers.day_name(one.due, language), role=one.role, task=table[f"task_{one.task}"]
    )
    if one.delivered_on is None:
        return text
    key = "duty_delivered_late" if one.delivered_on > one.due else "duty_delivered"
    delivered = table[key].format(day=numbers.day_name(one.delivered_on, language), name=one.delivered_by)
    return f"{text} – {delivered}"
