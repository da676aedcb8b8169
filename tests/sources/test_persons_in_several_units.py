"""A person with rows of several units in one month: counted in each, and said how many they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from tests.reference.engine import open_reference
from tests.sources.test_unmatched_rows import REGISTER, SPEC

HEAD = "kontor_nr;person_id;periode;status\n"
TWICE = "0101;{0};2026-10;arbeidssøker\n0102;{0};2026-10;arbeidssøker\n"


def _said(tmp_path: Path, rows: str) -> list[tuple[str, str]]:
    spec_path, data = tmp_path / "spec", tmp_path / "data"
    spec_path.mkdir()
    data.mkdir()
    (spec_path / "krav.kpi").write_text(SPEC.replace("{legal}", ""), encoding="utf-8")
    (data / "enheter.csv").write_text(f"{REGISTER}0102;Moss;kontor;statlig;01;;\n", encoding="utf-8")
    (data / "personer.csv").write_text(HEAD + rows, encoding="utf-8")
    events = "kontor_nr;person_id;utført;type\n0101;8881;2026-10-05;samtale\n0101;8882;2026-10-05;møte\n"
    (data / "aktiviteter.csv").write_text(events, encoding="utf-8")
    project = load(spec_path)
    spec = check(project).spec
    assert spec is not None
    problems = run(project, spec, data, Month.of(2026, 10)).problems
    assert not any("888" in p.message(language) for p in problems for language in ("nb", "en"))  # nobody is named
    return [(p.fields["source"], p.fields["count"]) for p in problems if p.code == "D102"]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (TWICE.format("8881") + TWICE.format("8882"), "2"),
        (TWICE.format("8881") + "0101;8882;2026-10;arbeidssøker\n", "1"),
        ("0101;8881;2026-09;arbeidssøker\n0102;8881;2026-10;arbeidssøker\n0101;8882;2026-10;01\n", ""),  # has moved
        ("0101;8881;2026-10;arbeidssøker\n;8881;2026-10;arbeidssøker\n0101;8882;2026-10;01\n", ""),  # no unit (D061)
    ],
)
def test_persons_in_several_units_of_the_month_are_counted(tmp_path: Path, rows: str, count: str) -> None:
    assert _said(tmp_path, rows) == ([("personer", count)] if count else [])


def test_the_smallest_engine_counts_as_well(tmp_path: Path) -> None:
    from kpidsl.engines.engine import TextRows
    from kpidsl.project import SourceSettings

    (tmp_path / "krav.kpi").write_text(SPEC.replace("{legal}", ""), encoding="utf-8")
    spec = check(load(tmp_path)).spec
    assert spec is not None
    source = spec.sources["personer"]
    lines = [line.split(";") for line in (TWICE.format("1") + TWICE.format("2")).splitlines()[:3]]
    rows = [dict(zip(HEAD.strip().split(";"), line, strict=True)) for line in lines]
    with open_reference(tmp_path, []) as engine:
        engine.read(source, TextRows(rows))
        engine.type_rows(source, SourceSettings())
        assert engine.in_several_units(source, Month.of(2026, 10).number) == 1
        assert engine.in_several_units(source, Month.of(2026, 9).number) == 0
