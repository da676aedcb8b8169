"""What the dates in the rows tell of the months delivered, and what they do not."""

from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from tests.language.page import prelude

SPEC = (
    prelude("organisation").replace("status for alle andre", "status for antall")
    + prelude("cases").replace("trend for alle andre", "trend for varigheter")
    + "trend for antall sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon\n"
    + "P.1 Antall avsluttede tilfeller (minst 1)\n"
)
HEAD = "sak_id,kontor_nr,start,slutt,møte,unntak\n"
PERIOD = Month.of(2026, 10)


def states(tmp_path: Path, rows: str) -> list[str]:
    """The states of 0101 in August, September and October 2026."""
    spec_path, data = tmp_path / "krav.kpi", tmp_path / "data"
    spec_path.write_text(SPEC, encoding="utf-8")
    data.mkdir()
    (data / "saker.csv").write_text(HEAD + rows, encoding="utf-8")
    project = load(spec_path)
    spec = check(project).spec
    assert spec is not None
    edition = run(project, spec, data, PERIOD).edition
    assert edition is not None
    node = next(i for i, n in enumerate(edition.structure.nodes) if n.unit.code == "0101")
    return [edition.cell("P.1", node, PERIOD - back).month.state.slug for back in (2, 1, 0)]


SEPTEMBER = "1,0101,2026-08-03,2026-09-14,,\n2,0101,2026-08-03,2026-09-15,,\n"


@pytest.mark.parametrize(
    "wrong",
    ["", "3,0101,2026-08-04,2099-01-01,,\n", "3,0101,2026-08-04,2027-09-15,,\n", "3,0101,2026-08-04,9999-12-31,,\n"],
    ids=["none", "far", "a year", "open end"],
)
def test_a_date_that_lies_ahead_does_not_deliver_a_month(tmp_path: Path, wrong: str) -> None:
    """With it October would be delivered, and have no closed case: 0, which is somebody's result."""
    assert states(tmp_path, SEPTEMBER + wrong) == ["value", "value", "not_ready"]


def test_a_date_in_the_month_does(tmp_path: Path) -> None:
    assert states(tmp_path, SEPTEMBER + "3,0101,2026-10-01,,,\n") == ["value", "value", "value"]


def test_a_date_far_back_does_not_deliver_the_months_since(tmp_path: Path) -> None:
    """With it every month since 1926 would be delivered, August with no case at all."""
    rows = "1,0101,2026-09-03,2026-09-14,,\n2,0101,1926-09-03,2026-10-14,,\n"
    assert states(tmp_path, rows) == ["missing", "value", "value"]


def places(tmp_path: Path, rows: str, settings: str = "") -> list[tuple[str, int, str]]:
    """What is said of dates, with the line."""
    spec_path, data = tmp_path / "krav.kpi", tmp_path / "data"
    spec_path.write_text(SPEC, encoding="utf-8")
    (tmp_path / "kpidsl.toml").write_text(settings, encoding="utf-8")
    data.mkdir()
    (data / "saker.csv").write_text(HEAD + rows, encoding="utf-8")
    spec = check(load(spec_path)).spec
    assert spec is not None
    problems = run(load(spec_path), spec, data, PERIOD).problems
    return [(p.code, p.span.line, p.fields["months"]) for p in problems if p.code == "D008" and p.span is not None]


def test_a_far_date_is_named_with_its_row(tmp_path: Path) -> None:
    """A case may be decided up to ten years ahead, and begin up to two: line 4 is decided in a month that another one
    may not begin in, line 5 too late, line 6 begins too late."""
    rows = "3,0101,2026-08-04,2029-09-15,,\n4,0101,2026-08-04,2040-09-15,,\n5,0101,2029-09-05,,,\n"
    assert places(tmp_path, SEPTEMBER + rows) == [("D008", 5, "2029-09, 2040-09")]


PERSONS = prelude("organisation") + prelude("persons") + "B.1 Andel arbeidssøkere med godkjent plan (minst 80 %)\n"


@pytest.mark.parametrize(
    ("plan", "event", "places"),
    [
        ("2036-10-31", "2026-10-05", []),  # planned ten years ahead, to the month
        ("2036-11-01", "2026-10-05", [("plan", 3, "1", "2036-11")]),
        ("2062-01-05", "2026-10-05", [("plan", 3, "1", "2062-01")]),
        ("9999-12-31", "2026-10-05", []),  # means none, and is said as that (D090)
        ("2026-01-05", "2062-10-05", []),  # the date of an event: D008
    ],
)
def test_a_persons_date_decades_ahead_is_said(
    tmp_path: Path, plan: str, event: str, places: list[tuple[str, int, str, str]]
) -> None:
    """What lies ahead has not happened, so that a slip of the pen made a plan be no plan."""
    spec_path, data = tmp_path / "krav.kpi", tmp_path / "data"
    spec_path.write_text(PERSONS, encoding="utf-8")
    data.mkdir()
    rows = f"0101;1;2026-10;arbeidssøker;30;2026-01-05\n0101;2;2026-10;arbeidssøker;30;{plan}\n"
    (data / "personstatus.csv").write_text("kontor_nr;person_id;periode;status;alder;plan\n" + rows, encoding="utf-8")
    events = f"kontor_nr;person_id;utført;type\n0101;1;2026-10-05;samtale\n0101;2;{event};samtale\n"
    (data / "aktiviteter.csv").write_text(events, encoding="utf-8")
    project = load(spec_path)
    spec = check(project).spec
    assert spec is not None
    far = [p for p in run(project, spec, data, PERIOD).problems if p.code == "D111" and p.span is not None]
    assert [(p.fields["column"], p.span.line, p.fields["count"], p.fields["months"]) for p in far if p.span] == places
