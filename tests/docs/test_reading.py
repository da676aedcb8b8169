"""docs/reading.md: what each card says first. The answers are made here of the edition's cells, not of the pages' own
sentences, and each must stand in the part of the page that is read before any table."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import COLOURS, State
from kpidsl.pipeline import check, load, run
from kpidsl.rendering.html.pages import unit_page
from kpidsl.rendering.html.site import pages
from kpidsl.rendering.shown.summary import Deviating, worst_first
from kpidsl.tooling.synthesize import synthesize
from kpidsl.wording import numbers
from kpidsl.wording.cells import distance_text
from kpidsl.wording.words import words

ROOT = Path(__file__).parents[2]
PAGE, NAV = ROOT / "docs" / "reading.md", ROOT / "specs" / "nav"
HOW_MANY = 10
NONE = "–"
LATE = ("lacking", "missing", "missing_own", "not_ready", "not_ready_own")


def made(folder: Path) -> Edition:
    """The agency that docs/reading.md is written of."""
    synthesize(folder / "data", offices=14, months=20, persons=5000)
    project = load(NAV)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, folder / "data", Month.of(2026, 10))
    assert outcome.edition is not None
    return outcome.edition


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return made(tmp_path_factory.mktemp("reading"))


def cards(edition: Edition) -> list[int]:
    """The country and the first units by name below it that have figures, on the first line."""
    nodes = edition.structure.nodes
    line = nodes[0].line
    with_figures = [
        at
        for at, n in enumerate(nodes)
        if n.line == line
        and any(edition.cell(i.code, at).year_to_date.status in COLOURS for i in standing(edition, at))
    ]
    return [with_figures[0], *sorted(with_figures[1:], key=lambda at: nodes[at].name)[: HOW_MANY - 1]]


def standing(edition: Edition, at: int) -> list[Indicator]:
    return list(edition.indicators_at(at))


def since_when(edition: Edition, one: Deviating, at: int) -> str:
    """The first month of those in a row up to the period that the edition's column has as deviations, and «eller før»
    where the month before has no colour to be seen, or the edition holds back where the row begins."""
    deviates = [edition.grids[one.code].deviation[i] for i in edition.axes.series(at, one.category)]
    run = next((back for back, is_one in enumerate(reversed(deviates)) if not is_one), len(deviates))
    month = numbers.month_name(edition.period - (run - 1), "nb")
    if run < len(deviates) and one.cell(edition, at).since is not None:
        before = edition.cell(one.code, at, edition.period - run, one.category).year_to_date
        if not before.hidden and before.state is State.VALUE and before.status in COLOURS:
            return month
    return f"{month} eller før"


def answers(edition: Edition, at: int) -> tuple[str, ...]:
    """Unit, deviations, since when and how far the first of them, what has changed, what is not delivered."""
    w, indicators = words("nb"), standing(edition, at)
    deviating = worst_first(edition, at)
    since = far = NONE
    if deviating:
        cell = deviating[0].cell(edition, at)
        since = since_when(edition, deviating[0], at)
        far = distance_text(cell.year_to_date, deviating[0].indicator, "nb") or NONE
    changed, lacking = [], []
    for one in indicators:
        before, now = (edition.cell(one.code, at, m).year_to_date for m in (edition.period - 1, edition.period))
        pair = [w[f.status.slug].lower() for f in (before, now) if f.status in COLOURS or f.undecided]
        is_known = all(not f.hidden and f.state is State.VALUE for f in (before, now))
        if is_known and len(pair) == 2 and pair[0] != pair[1]:
            changed.append(f"«{one.title}» fra {pair[0]} til {pair[1]}")
        cell = edition.cell(one.code, at)
        of_some = not cell.year_to_date.hidden and cell.expected > 1 and cell.covered < cell.expected
        if of_some or (cell.month.state in (State.NOT_READY, State.MISSING) and not cell.month.hidden):
            lacking.append(f"«{one.title}»")
    return (
        edition.structure.nodes[at].name,
        ", ".join(i.code for i in deviating) or w["no_deviations"],
        since,
        far,
        "; ".join(changed) or NONE,
        ", ".join(lacking) or NONE,
    )


def first_screen(page: str) -> str:
    """The text of the part before the tables."""
    lead = re.search(r'<section class="lead".*?</section>', page, re.DOTALL)
    assert lead is not None
    return " ".join(unescape(re.sub(r"<title>.*?</title>|<[^>]+>", "", lead[0])).split())


def written() -> list[tuple[str, ...]]:
    """The rows of the table in docs/reading.md."""
    table = PAGE.read_text(encoding="utf-8").partition("\n\n## Tried")[0]
    rows = re.findall(r"^\| (?!-)(.*) \|$", table, re.MULTILINE)
    return [tuple(cell.strip() for cell in row.split(" | ")) for row in rows[1:]]


def test_the_page_has_ten_cards_with_the_answers_of_the_edition(edition: Edition) -> None:
    plain = [tuple(" ".join(text.split()) for text in answers(edition, at)) for at in cards(edition)]
    if os.environ.get("KPIDSL_UPDATE_READING"):
        text = PAGE.read_text(encoding="utf-8")
        before, after = text[: text.index("\n", text.index("|---|") + 1) + 1], text[text.index("\n\n## Tried") :]
        rows = "\n".join(f"| {' | '.join(row)} |" for row in plain)
        PAGE.write_text(before + rows + after, encoding="utf-8")
    assert len(written()) == HOW_MANY
    assert written() == plain


def test_every_answer_stands_before_the_tables(edition: Edition) -> None:
    made_pages, w = dict(pages(edition, "nb")), words("nb")
    late = [w[f"summary_{key}"].format(month="oktober") for key in LATE]
    for at, (_, deviations, since, far, changed, lacking) in zip(cards(edition), written(), strict=True):
        text = first_screen(made_pages[unit_page(edition.structure.nodes[at].unit)])
        if deviations == w["no_deviations"]:
            assert deviations in text
        else:
            codes = deviations.split(", ")
            assert re.findall(r"\b([A-ZÅÆØ]+\.\d+)\b (?=[A-ZÅÆØ])", text)[: len(codes)] == codes
        assert since == NONE or f"siden {since}" in text
        assert far == NONE or far in text
        for change in () if changed == NONE else changed.split("; "):
            assert change in text
        for indicator in () if lacking == NONE else re.findall("«.*?»", lacking):
            assert any(indicator in text.partition(lead)[2] for lead in late)
