"""Forms given out: for each unit a book with what it is asked about and what it had entered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from kpidsl.engines.working_days import next_working_day
from kpidsl.followup.asking import form_of, newly_salted, with_entered
from kpidsl.followup.fold import CARD, FORM, Followed, said_of_card, said_of_form, with_shown
from kpidsl.followup.lacking import lacking
from kpidsl.followup.ledger import append
from kpidsl.followup.own_risks import without_reason
from kpidsl.followup.plans import planned_measures, standing_cases
from kpidsl.followup.row_texts import code_in
from kpidsl.model.act import ActHeader
from kpidsl.model.cycle import Task
from kpidsl.model.deviation_case import ShownCard
from kpidsl.model.edition import Edition, Figure
from kpidsl.model.follow_up import Remark
from kpidsl.model.form import COMMENTS, MEASURES, AskedIndicator, Form, FormKind
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import State, Status
from kpidsl.model.unit_plan import UnitPlan
from kpidsl.month.store import UnitFolder, is_open
from kpidsl.problems import Problem, problem
from kpidsl.rendering.shown.plan import plan_shown
from kpidsl.rendering.shown.whole_files import write_whole
from kpidsl.rendering.workbook.form_book import write_form_book
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.deviation_cases import case_text
from kpidsl.wording.own_risks import reason_asked
from kpidsl.wording.words import words

Given = tuple[Path | None, tuple[Problem, ...]]
"""A book that was written, or None and why there is none."""
PROGRAM = "kpidsl"
"""Who gives out the forms, in the ledger."""


def give_form(edition: Edition, root: Path, on: date) -> Given:
    """The book of the edition's unit for the edition's period, written into `out`; None where it is open (F006) or the
    ledger is not whole (F031).

    Which deviations the card shows is entered in the ledger, and then the form, each once: the same content is the same
    form. Raises OSError where nothing can be written.
    """
    folder = UnitFolder(root, edition.store)
    followed, wrong = folder.followed()
    if followed is None:
        return None, wrong
    followed = enter_card(folder, edition, followed, on)
    name, language = edition.structure.nodes[edition.home].name, edition.language
    cases = cases_in_words(followed, edition.period, language)
    came = came_in_words(edition, followed)
    form = form_of(
        folder.unit,
        name,
        edition.period,
        asked_of(edition),
        followed,
        words(language),
        language,
        cases,
        came,
        edition.last_lock,
        tuple(dict.fromkeys(edition.structure.nodes[node].line for node in edition.own)),
    )
    return write_book(folder, form, followed, on)


def cases_in_words(followed: Followed, period: Month, language: str) -> dict[str, str]:
    """What the unit's book of the period says of the case of each indicator, by its code."""
    return {code: case_text(case, period, language) for code, case in standing_cases(followed, period).items()}


def came_in_words(edition: Edition, followed: Followed) -> dict[str, str]:
    """What became of the promise of each of the unit's measures that the edition has the month of, by its number."""
    unit, codes = edition.structure.nodes[edition.home].unit, [one.code for one in edition.spec.indicators]
    entered = UnitPlan(planned_measures(followed, edition.period, codes))
    plan = plan_shown(replace(edition, plans={unit: entered}), unit, edition.language)
    measures = [measure for one in plan.followed for measure in one.measures] if plan is not None else []
    return {measure.number: measure.came for measure in measures if measure.came}


def enter_card(folder: UnitFolder, edition: Edition, followed: Followed, on: date) -> Followed:
    """What the unit's acts amount to with the edition's card, which is entered in the ledger where it shows other
    deviations than the period's last one."""
    card, last = shown_card(edition), followed.shown.get(edition.period)
    if last is not None and replace(last, edition=card.edition) == card:
        return followed
    header = ActHeader(folder.unit, edition.period, CARD, PROGRAM, "", on)
    append(folder.ledger(edition.period), header, said_of_card(card))
    return with_shown(followed, edition.period, card)


def shown_card(edition: Edition) -> ShownCard:
    """Which indicators of the unit deviate on the edition's card, and on which lines."""
    lines: dict[str, tuple[str, ...] | None] = {}
    for node in edition.own:
        for indicator in edition.indicators_at(node):
            deviates, before = bool(edition.deviating(indicator.code, node)), lines.get(indicator.code)
            here = (edition.structure.nodes[node].line,) if deviates else ()
            can_tell = deviates or _tells_all(edition, indicator.code, node)
            lines[indicator.code] = (*(before or ()), *here) if can_tell else before
    spec = edition.spec
    red = tuple(one.code for one in spec.indicators if spec.required.comment and _is_red(edition, one))
    risks = {one.code: levels for one in asked_of(edition) if (levels := _risks(edition, one.code))}
    return ShownCard(edition.id, spec.closes_after, lines, measures_by(spec, edition.period), red, risks)


def _years(edition: Edition, code: str, node: int) -> list[Figure]:
    """The years to date of what of the indicator has a target of its own: the whole, then its categories."""
    return [edition.cell(code, node, None, category).year_to_date for category in edition.judged_apart(code)]


def _tells_all(edition: Edition, code: str, node: int) -> bool:
    """Whether the node has a figure, and nothing of it that could deviate is hidden."""
    years = _years(edition, code, node)
    return not any(year.hidden for year in years) and any(year.state is State.VALUE for year in years)


def _red(edition: Edition, code: str, node: int) -> tuple[str, ...]:
    """The categories that are shown as red by targets of their own; an empty name is the whole."""
    names = edition.grids[code].categories
    years = zip(names, _years(edition, code, node), strict=False)
    return tuple(name for name, year in years if not year.hidden and year.status is Status.RED)


def _risks(edition: Edition, code: str) -> tuple[str, ...]:
    """The computed risks of the indicator on the unit's lines, each once."""
    cells = [edition.cell(code, node) for node in edition.own if code in {i.code for i in edition.indicators_at(node)}]
    return tuple(dict.fromkeys(str(cell.risk.level) for cell in cells if cell.risk is not None))


def measures_by(spec: Spec, period: Month) -> date | None:
    """The day by which a deviation of the period must have a measure; None where the specification requires none.

    The working days are counted from the day that the extract is to be checked, or from the first of the month after
    the period where nobody checks it.
    """
    if not spec.required.measure or spec.cycle is None:
        return None
    checked = [step.day for step in spec.cycle.steps if step.task is Task.CHECK_EXTRACT]
    day = (period + 1).first_day + timedelta(max(checked, default=1) - 1)
    day = next_working_day(day) if checked and spec.cycle.moves else day
    for _ in range(spec.required.within or 0):
        day = next_working_day(day + timedelta(1))
    return day


def _is_red(edition: Edition, indicator: Indicator) -> bool:
    """Whether it is shown as red on any of the unit's own lines."""
    standing = (node for node in edition.own if indicator.stands_at(edition.structure.nodes[node]))
    return any(_red(edition, indicator.code, node) for node in standing)


def renewed(folder: UnitFolder, form: Form, followed: Followed, on: date) -> Given:
    """The book of a form that has been given out, again, with what is entered now and what was not taken; as
    `give_form`."""
    cases = cases_in_words(followed, form.period, form.language)
    return write_book(folder, with_entered(form, followed, words(form.language), cases), followed, on)


def book_of(folder: UnitFolder, form: Form) -> Path:
    """Where the book of the form is given out; of each kind a period has one."""
    return folder.out / f"{words(form.language)[f'form_file_{form.kind}']}-{form.period}.xlsx"


def write_book(folder: UnitFolder, form: Form, followed: Followed, on: date) -> Given:
    """Enter the form in the ledger, where it is new, and write its book; as `give_form`."""
    path = book_of(folder, form)
    if is_open(path):
        return None, (problem("F006", book=f"{folder.unit}/out/{path.name}"),)
    if followed.latest.get((form.kind, form.period)) != form.id:
        form = newly_salted(form)
        header = ActHeader(folder.unit, form.period, FORM, PROGRAM, "", on, form.id)
        append(folder.ledger(form.period), header, said_of_form(form))
    remarks = [*remarks_of(followed, form), *required_of(form, followed)]
    write_whole(path, lambda beside: write_form_book(form, remarks, beside))
    folder.filled.mkdir(exist_ok=True)
    return path, ()


def remarks_of(followed: Followed, form: Form) -> list[Remark]:
    """What was not taken in each person's last book of the form's kind and period."""
    of_form = (form.kind, form.period)
    return [remark for (*of, _), remarks in followed.remarks.items() if tuple(of) == of_form for remark in remarks]


def required_of(form: Form, followed: Followed) -> list[Remark]:
    """What is required and is not entered: by the row where it is to be entered, if the form has one. Nothing is
    required in other books than the leader's."""
    if form.kind is not FormKind.FOLLOW_UP:
        return []
    table_words, lacks = words(form.language), lacking(followed, form.period)
    by = followed.shown[form.period].measures_by if form.period in followed.shown else None
    day = numbers.day_name(by, form.language) if by is not None else ""
    remarks = []
    for table, column, codes in ((MEASURES, "measure", lacks.measures), (COMMENTS, "comment", lacks.comments)):
        text = table_words[f"required_{column}"].format(day=day)
        for code in codes:
            rows = form.tables[table.name].items()
            number = next((n for n, cells in rows if code_in(cells.get("indicator", ""), [code])), "")
            place = f"{table_words[f'sheet_{table.name}']}, {number or code}"
            remarks.append(Remark(place, text, "", table.name, number, column))
    return [*remarks, *_reasons_of(form, followed)]


def _reasons_of(form: Form, followed: Followed) -> list[Remark]:
    """F091 for each risk that is assessed otherwise than computed without a reason, by the cell of the reason."""
    sheet, remarks = words(form.language)[f"sheet_{COMMENTS.name}"], []
    for risk in without_reason(followed, form.period):
        place = f"{sheet}, {risk.number}"
        asked = reason_asked(place, risk)
        text = asked.message(form.language).removeprefix(f"{place}: ")
        remarks.append(Remark(place, text, asked.help(form.language), COMMENTS.name, risk.number, "reason"))
    return remarks


def asked_of(edition: Edition) -> Sequence[AskedIndicator]:
    """The indicators of the unit's card that deviate or are red, each once, in the specification's order.

    A category that does by a target of its own is asked about under its indicator, by whose code measures and comments
    are kept: it stands in the text.
    """
    asked: dict[str, AskedIndicator] = {}
    for node in edition.own:
        for indicator in edition.indicators_at(node):
            if indicator.code not in asked and (one := _asked(edition, indicator, node)) is not None:
                asked[indicator.code] = one
    return list(asked.values())


def _asked(edition: Edition, indicator: Indicator, node: int) -> AskedIndicator | None:
    """What is asked of the indicator at the node; None where nothing of it that is shown deviates or is red."""
    code, language = indicator.code, edition.language
    names = edition.grids[code].categories
    off = {names[category] for category in edition.deviating(code, node)} | {*_red(edition, code, node)}
    if not off:
        return None
    shown = [(name, year) for name, year in zip(names, _years(edition, code, node), strict=False) if name in off]
    return AskedIndicator(
        code,
        indicator.title if "" in off else f"{indicator.title}: {', '.join(name for name, _ in shown)}",
        "; ".join(f"{name} {figure_text(year, indicator, language)}".strip() for name, year in shown),
        "; ".join(dict.fromkeys(words(language)[year.status.slug] for _, year in shown)),
        bool(edition.deviating(code, node)),
    )
