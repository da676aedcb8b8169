"""docs/month.md: every command that it shows runs, in its order, and says what the page shows below it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kpidsl.cli import cli
from tests.docs.test_examples import ROOT, blocks
from tests.month.conftest import write_project
from tests.month.filling import filled
from tests.month.test_collect import PLAN

PAGE = ROOT / "docs" / "month.md"


def commands() -> list[tuple[str, list[str]]]:
    """Each command with the beginnings of lines that it prints."""
    shown: list[tuple[str, list[str]]] = []
    for kind, _, text in blocks(PAGE):
        for line in text.splitlines() if kind == "console" else ():
            if line.startswith("$ kpidsl "):
                shown.append((line.removeprefix("$ kpidsl "), []))
            else:
                shown[-1][1].append(line)
    return shown


def whole(word: str) -> str:
    """The path that `…` stands for the end of."""
    return str(next(Path().glob(word.replace("…", "*")))) if "…" in word else word


def in_order() -> list[tuple[str, list[str]]]:
    """In the order of their days: the page tells of one role after another."""
    days = {at: re.search(r"--on (\S+)", line) for at, (line, _) in enumerate(commands())}
    undated = iter(("2026-11-02b", "2026-11-21", "2026-11-24", "2026-11-26"))  # run and verify, twice
    key = {at: (day[1] if day else next(undated), at) for at, day in days.items()}
    return [commands()[at] for at in sorted(key, key=lambda at: key[at])]


def right_the_day_of_case_2(cases: Path) -> None:
    text = cases.read_text(encoding="utf-8")
    assert "2;0101;05.09.2026;20.10.2026" in text
    cases.write_text(text.replace("05.09.2026;20.10.2026", "05.09.2026;20.09.2026"), encoding="utf-8")


def test_the_page_shows_each_command_of_the_month() -> None:
    assert [line.split()[0] for line, _ in in_order()] == [
        "forms", "run", "sign-off", "collect", "ready", "forms", "sign-off", "sign-off", "lock", "verify", "run",
        "lock", "verify",
    ]  # fmt: skip


def test_the_month_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = write_project(tmp_path)
    monkeypatch.chdir(project)
    for kind, name, text in blocks(PAGE):
        if kind == "kpi":
            with Path("kort/kort.kpi").open("a", encoding="utf-8") as spec:
                spec.write(text)
        elif "/" in name:
            Path(name).write_text(text, encoding="utf-8")
    for at, (line, shown) in enumerate(in_order()):
        if line.startswith("run") and at > 1:
            right_the_day_of_case_2(Path("data/saker.csv"))
        if line.startswith("collect"):
            filled(project, {**PLAN, "Tiltak!C5": "Kurs", "Rapport!C4": "Godt i gang"}, by="Kari Nes")
        words = [whole(word) for word in shlex.split(line)]
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, (line, done.output)
        printed = done.output.replace(f"{project}/", "").replace(f"{project.resolve()}/", "").splitlines()
        for beginning in shown:
            assert any(one.startswith(beginning) for one in printed), (line, beginning, printed)
    page = next(Path("editions/fylke-01/2026-10").glob("2-*/index.html")).read_text(encoding="utf-8")
    said = "Kortet ble låst 20.11.2026. Denne utgaven er laget etterpå, og er en rettelse når den er låst."
    assert said in page
    assert said in " ".join(PAGE.read_text(encoding="utf-8").split())
    ready = Path("ready/2026-10/readiness.csv").read_text(encoding="utf-8-sig")
    assert re.search(r"0101,Nord,update_plan,leder,Kari Nes,[^\n]*delivered", ready)
