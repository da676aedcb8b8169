"""`kpidsl ready`: the shipped specification's month, on the synthetic agency."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.ledger import Ledger, append
from kpidsl.model.act import ActHeader
from kpidsl.model.period import Month
from kpidsl.tooling.synthetic.register import make_register
from kpidsl.tooling.synthetic.roles import ROLE_HEADER, role_rows
from tests.cli.given import given

ROOT = Path(__file__).parents[2]
OFFICES = 40


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The shipped specification with a folder of follow-up, and the synthetic agency's register and roles."""
    spec, data = tmp_path / "spec", tmp_path / "data"
    spec.mkdir()
    data.mkdir()
    for path in (ROOT / "specs" / "nav").iterdir():
        (spec / path.name).write_bytes(path.read_bytes())
    toml = spec / "kpidsl.toml"
    toml.write_text('follow_up.folder = "acts"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    register = make_register(OFFICES)
    _write(data / "enheter.csv", ("unit", "name", "kind", "line", "parent", "from", "to"), register.unit_rows())
    _write(data / "roller.csv", ROLE_HEADER, role_rows(register))
    return tmp_path


def _write(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    path.write_text("\n".join(",".join(row) for row in (head, *rows)) + "\n", encoding="utf-8")


def ready(project: Path, *more: str) -> Result:
    line = ["ready", str(project / "spec"), "--data", str(project / "data"), "--out", str(project / "out")]
    return CliRunner().invoke(cli, [*line, *given({"--period": "2026-10", "--on": "2026-11-17"}, more)])


def rows_of(project: Path) -> list[dict[str, str]]:
    with (project / "out" / "2026-10" / "readiness.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_unit_of_the_agency_has_its_duties(project: Path) -> None:
    said = ready(project)
    assert (said.exit_code, said.stdout.strip()) == (0, str(project / "out" / "2026-10")), said.output
    counts = Counter((row["task"], row["role"]) for row in rows_of(project))
    register = make_register(OFFICES)
    leaders = len(register.present("2026-10-31"))  # one of two merged offices is gone
    kommuner = len({office.kommune for office in register.offices if office.kommune})
    assert counts == {
        ("check_extract", "statistikkansvarlig"): 15,
        ("assess_risk", "fylkesdirektør"): 15,
        ("update_plan", "leder"): leaders,
        ("write_report", "leder"): leaders,
        ("approve_report", "fylkesdirektør"): 15,
        ("approve_report", "rådmann"): kommuner,
        ("lock_card", "fylkesdirektør"): 15,
    }


def test_an_office_without_a_leader_is_listed_and_a_new_leader_has_taken_over(project: Path) -> None:
    ready(project)
    plans = {row["unit"]: row["names"] for row in rows_of(project) if row["task"] == "update_plan"}
    register = make_register(OFFICES)
    without = [o.successor or o.code for n, o in enumerate(register.offices, 1) if n % 30 == 0]
    assert [unit for unit, names in plans.items() if not names] == without
    changed = register.offices[11].successor or register.offices[11].code
    assert plans[changed] == f"Leder {changed} (syntetisk)"
    text = (project / "out" / "2026-10" / "reminders.txt").read_text(encoding="utf-8")
    assert "Tidligere leder" not in text
    assert "Ingen har rollen" in text


def test_what_a_unit_has_delivered_is_seen(project: Path) -> None:
    header = ActHeader("kontor-0315", Month.of(2026, 10), "update_plan", "Aud", "leder", date(2026, 11, 16))
    append(Ledger(project / "spec" / "acts", "kontor-0315", 2026), header, {"measures": "1"})
    ready(project)
    rows = {(row["unit"], row["task"]): row for row in rows_of(project)}
    plan, report = rows["0315", "update_plan"], rows["0315", "write_report"]
    assert (plan["state"], plan["delivered_by"], plan["delivered_on"]) == ("delivered", "Aud", "2026-11-16")
    assert (report["state"], report["due"]) == ("open", "2026-11-18")
    assert rows["1101", "update_plan"]["state"] == "overdue"


def test_a_ledger_that_is_not_whole_is_said_once_and_nothing_of_it_counts(project: Path) -> None:
    """An act of another year is damaged: the plan that is carried over from it may be wrong, so that of this
    year is not used either."""
    root = project / "spec" / "acts"
    for month in (Month.of(2025, 10), Month.of(2026, 10)):
        header = ActHeader("kontor-0315", month, "update_plan", "Aud", "leder", date(2026, 11, 16))
        append(Ledger(root, "kontor-0315", month.year), header, {"measures": "1"})
    older = Ledger(root, "kontor-0315", 2025).file_of(1)
    older.write_bytes(older.read_bytes().replace(b"Aud", b"Ola"))
    said = ready(project)
    assert said.exit_code == 3
    assert said.stderr.count("[F031]") == 1
    assert "(acts/2025/1.json)" in said.stderr
    states = {row["task"]: row["state"] for row in rows_of(project) if row["unit"] == "0315"}
    assert states == {"update_plan": "unknown", "write_report": "unknown"}


def test_a_row_that_is_left_out_gives_exit_3_and_its_place(project: Path) -> None:
    with (project / "data" / "roller.csv").open("a", encoding="utf-8") as file:
        file.write("leder,kontor,9999,,Aud,,,\n")
    said = ready(project)
    assert said.exit_code == 3
    assert "roller.csv" in said.stderr
    assert "D070" in said.stderr


def test_it_speaks_the_language_asked_for(project: Path) -> None:
    ready(project, "--lang", "en")
    page = (project / "out" / "2026-10" / "readiness.html").read_text(encoding="utf-8")
    assert "Who delivers what, October 2026" in page
    assert '<html lang="en">' in page


def test_a_month_before_there_were_units_is_refused(project: Path) -> None:
    said = ready(project, "--period", "2005-01")  # the agency was opened in 2008
    assert said.exit_code == 1
    assert "P054" in said.stderr
    assert not (project / "out").exists()


def test_the_day_may_be_left_out(project: Path) -> None:
    line = ["ready", str(project / "spec"), "--data", str(project / "data"), "--period", "2039-10"]
    said = CliRunner().invoke(cli, [*line, "--out", str(project / "out")])
    assert said.exit_code == 0
    assert (project / "out" / "2039-10" / "readiness.html").is_file()


LOCAL = """språk nb
organisasjon NAV
  nivåer kontor, fylke
  styringslinje statlig: kontor i fylke
rolle leder på kontor
kilde egne_tall
  én rad per enhet og måned
  registreres av leder
  kontor_nr enhet
  periode   måned
  trivsel   desimaltall
kilde årets_tall
  én rad per enhet og år
  registreres av leder
  kontor_nr enhet
  periode   år
  årsverk   heltall
månedssyklus
  innen den 5. skal leder registrere lokale tall
"""


def test_figures_are_entered_when_every_source_has_them_for_the_period_and_its_year(tmp_path: Path) -> None:
    spec, data = tmp_path / "spec", tmp_path / "data"
    spec.mkdir()
    data.mkdir()
    (spec / "a.kpi").write_text(LOCAL, encoding="utf-8")
    (spec / "kpidsl.toml").write_text('[sources.egne_tall.marks]\n"..." = "not_ready"\n', encoding="utf-8")
    offices = ("0101", "0102", "0103", "0104")
    rows = [(code, code, "kontor", "statlig", "01", "", "") for code in offices]
    head = ("unit", "name", "kind", "line", "parent", "from", "to")
    _write(data / "enheter.csv", head, [("01", "Fylket", "fylke", "statlig", "", "", ""), *rows])
    # 0101 has both; 0102 lacks the month, 0103 the year; 0104 says that the month's figures are not ready.
    months = [
        ("0101", "2026-10", "4.5"),
        ("0102", "2026-09", "4"),
        ("0103", "2026-10", "5"),
        ("0104", "2026-10", "..."),
    ]
    _write(data / "egne_tall.csv", ("kontor_nr", "periode", "trivsel"), months)
    years = [("0101", "2026", "7"), ("0102", "2026", "7"), ("0103", "2025", "7"), ("0104", "2026", "7")]
    _write(data / "årets_tall.csv", ("kontor_nr", "periode", "årsverk"), years)
    said = ready(tmp_path)
    assert said.exit_code == 0, said.output
    assert {row["unit"]: row["state"] for row in rows_of(tmp_path)} == {
        "0101": "delivered", "0102": "overdue", "0103": "overdue", "0104": "overdue",
    }  # fmt: skip
    assert {row["sources"] for row in rows_of(tmp_path)} == {"egne_tall|årets_tall"}
