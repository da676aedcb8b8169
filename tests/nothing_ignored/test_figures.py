"""A line that is accepted under an indicator changes a figure, a target, a colour or an arrow of it, somewhere in rows
that are made to show it; a line may be read into the specification and yet be asked for by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from random import Random

from kpidsl.model.period import Month
from kpidsl.model.results import Grid
from kpidsl.pipeline import run_rows

from .checked import accepted, code
from .world import HEADS, LINES

OFFICES = ("0101", "0102", "0103", "0201")
FIRST, CARD = Month.of(2024, 1), Month.of(2026, 10)
SHOWN_BESIDE = frozenset(
    {"link", "owner", "purpose", "only_line", "shared", "direction", "fetched", "component", "index_limit", "index_cap"}
)
"""Lines that change what stands beside the figures (test_lines), and those of an index and a title."""
SAID = frozenset({"L007"})
"""That a line only repeats what holds."""
SAYS_WHAT_HOLDS = "måles månedlig"


def _targets(head: str) -> str:
    """A target that changes within the year, in the unit of the sentence."""
    unit = ""
    if head.startswith(("Andel", "Svarandel", "Forbruk i")):
        unit = "%"
    elif head.startswith("Gjennomsnittlig") and "på" not in head:
        unit = "poeng"
    elif "liggetid på" in head or "varighet på" in head:
        unit = "dager"
    elif head == "Forbruk":
        unit = "kroner"
    return f"{head} (høyst 10 {unit} fra 2026, 40 {unit} fra juli 2026)"


def _rows(chance: Random) -> dict[str, list[dict[str, str]]]:
    """Rows of 34 months: of every source, and the register; there are more in some months than in others."""
    months = [Month(n) for n in range(FIRST.number, CARD.number + 1)]
    days = (CARD + 1).first_day - FIRST.first_day
    persons, events, cases, figures = [], [], [], []
    for person in range(120):
        office, sex, age = chance.choice(OFFICES), chance.choice(("kvinne", "mann")), str(chance.randint(18, 60))
        first, end = sorted((chance.randrange(len(months)), chance.randrange(len(months) + 1)))
        for month in months[first:end]:
            own = {"kontor": office, "person_id": str(person), "periode": str(month), "alder": age, "kjønn": sex}
            persons.append(own)
    for _ in range(1500):
        day = FIRST.first_day + timedelta(chance.randrange(days.days))
        kind = chance.choice(("samtale", "klage", "overgang", "forlot"))
        person = str(chance.randrange(120))
        events.append({"kontor": chance.choice(OFFICES), "person_id": person, "dag": str(day), "type": kind})
    for case in range(900):
        start = FIRST.first_day + timedelta(chance.randrange(days.days))
        end, meeting = (_until_the_card(start + timedelta(chance.randrange(200))) for _ in range(2))
        cases.append(
            {"sak_id": str(case), "kontor": chance.choice(OFFICES), "person_id": str(chance.randrange(120)),
             "start": str(start), "slutt": end, "møte": meeting, "karakter": str(chance.randint(1, 6)),
             "slag": chance.choice(("a", "b"))}
        )  # fmt: skip
    for month in months:
        for office in OFFICES:
            base = chance.randint(20, 60)
            figures.append(
                {"kontor": office, "periode": str(month), "ja": str(chance.randint(5, base)), "alle": str(base),
                 "trivsel": str(chance.randint(1, 6)), "brukt": str(chance.randint(100, 900)),
                 "plan": str(chance.randint(400, 600)), "slag": "a"}
            )  # fmt: skip
    return {"personer": persons, "hendelser": events, "saker": cases, "tall": figures, "enheter": list(_register())}


def _until_the_card(day: date) -> str:
    return str(day) if day < (CARD + 1).first_day else ""


def _register() -> Iterator[dict[str, str]]:
    above = {**{office: office[:2] for office in OFFICES}, "01": "NO", "02": "NO", "NO": ""}
    for unit, parent in above.items():
        kind = "land" if unit == "NO" else "fylke" if len(unit) == 2 else "kontor"
        yield {"unit": unit, "name": unit, "kind": kind, "line": "statlig", "parent": parent, "from": "", "to": ""}


def _shown(grid: Grid) -> str:
    """Everything that the results say of an indicator, but its name."""
    return repr([getattr(grid, field.name) for field in fields(grid) if field.name not in ("code", "location")])


def test_every_accepted_line_changes_a_figure() -> None:
    texts: dict[tuple[str, str, str], str] = {}
    for head in HEADS:
        sentence = _targets(head)
        texts[head, "", ""] = sentence
        for rule in LINES.keys() - SHOWN_BESIDE:
            for line in sorted({*LINES[rule]} - {SAYS_WHAT_HOLDS}):
                texts[head, rule, line] = f"{sentence}\n{line.replace('på minst 20', 'på minst 2000')}"
    spec, said = accepted(list(texts.values()))
    results, problems = run_rows(spec, _rows(Random(3)), CARD, ())
    assert results is not None, [p.message("en") for p in problems]
    codes = {key: code(at) for at, key in enumerate(texts)}
    repeats = {code(at) for at, found in said.items() if SAID & {p.code for p in found}}
    ignored = []
    for head in HEADS:
        alone = _shown(results.grids[codes[head, "", ""]])
        for rule in sorted(LINES.keys() - SHOWN_BESIDE):
            kept = {one for (of, by, _), one in codes.items() if (of, by) == (head, rule)} & results.grids.keys()
            if not kept <= repeats and all(_shown(results.grids[one]) == alone for one in kept):
                ignored.append(f"{head} / {rule}")
    assert ignored == []
