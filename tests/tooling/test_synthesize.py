"""The synthetic agency: same bytes for a seed, keys, codes in the register, and the stated spread and season."""

import csv
import math
from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import pvariance

import duckdb
import numpy as np
import pytest

from kpidsl.rendering.parquet import write_parquet
from kpidsl.tooling.synthesize import SyntheticSummary, synthesize


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in files}


def table(path: Path, separator: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines, delimiter=separator))


def ask(out: Path, sql: str) -> list[tuple]:
    for name in ("personstatus", "aktiviteter"):
        sql = sql.replace(f"{{{name}}}", f"read_parquet('{out}/{name}/*.parquet')")
    for name in ("sykefravær", "søknader_aap", "folketall"):
        sql = sql.replace(f"{{{name}}}", f"read_parquet('{out}/{name}.parquet')")
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SyntheticSummary:
    return synthesize(tmp_path_factory.mktemp("small"), offices=12, persons=1500, months=12)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> SyntheticSummary:
    return synthesize(tmp_path_factory.mktemp("large"), offices=150, persons=40_000, months=24)


def test_a_seed_gives_the_same_bytes_and_another_seed_others(small: SyntheticSummary, tmp_path: Path) -> None:
    synthesize(tmp_path / "again", offices=12, persons=1500, months=12)
    synthesize(tmp_path / "other", offices=12, persons=1500, months=12, seed=2)
    assert digests(tmp_path / "again") == digests(small.out)
    other, first = digests(tmp_path / "other"), digests(small.out)
    assert other.keys() == first.keys()
    assert other["personstatus/2026-10.parquet"] != first["personstatus/2026-10.parquet"]


def test_size_follows_the_options(small: SyntheticSummary) -> None:
    assert small.months[0] == "2025-11"
    assert small.months[-1] == "2026-10"
    counts = [n for (n,) in ask(small.out, "SELECT count(*) FROM {personstatus} GROUP BY periode")]
    assert len(counts) == 12
    assert sum(counts) == small.rows["personstatus"]
    assert all(1275 < n < 1725 for n in counts)
    rows = table(small.out / "enheter.csv")
    units = {(r["kind"], r["unit"]): r["kind"] for r in rows if r["from"] == "2008-01-01"}
    assert Counter(units.values())["kontor"] == 11
    assert Counter(units.values())["forvaltningsenhet"] == 1
    assert Counter(units.values())["fylke"] == 15


@pytest.mark.parametrize(
    ("options", "found"),
    [({"offices": 7}, "7"), ({"months": 0}, "0"), ({"last": "2026-13"}, "2026-13"), ({"persons": 0}, "0")],
)
def test_unusable_options_are_refused(tmp_path: Path, options: dict, found: str) -> None:
    with pytest.raises(ValueError, match=found):
        synthesize(tmp_path, **options)


def test_an_earlier_runs_months_are_taken_away(tmp_path: Path) -> None:
    synthesize(tmp_path, offices=12, persons=50, months=3)
    synthesize(tmp_path, offices=12, persons=50, months=2)
    names = sorted(p.name for p in (tmp_path / "personstatus").glob("*.parquet"))
    assert names == ["2026-09.parquet", "2026-10.parquet"]


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("personstatus", "person_id, periode"),
        ("sykefravær", "sak_id"),
        ("søknader_aap", "sak_id"),
        ("folketall", "person_id, periode"),
    ],
)
def test_keys_are_unique(small: SyntheticSummary, source: str, key: str) -> None:
    assert ask(small.out, f"SELECT {key} FROM {{{source}}} GROUP BY ALL HAVING count(*) > 1") == []


def test_every_office_code_is_in_the_register_at_the_date(small: SyntheticSummary) -> None:
    valid = [
        (r["unit"], r["from"], r["to"] or "9999")
        for r in table(small.out / "enheter.csv")
        if r["kind"] in ("kontor", "forvaltningsenhet")
    ]
    seen: set[tuple[str, str]] = set()
    month_end = "CAST(last_day(CAST(periode || '-01' AS DATE)) AS VARCHAR)"
    seen |= set(ask(small.out, f"SELECT DISTINCT kontor_nr, {month_end} FROM {{personstatus}}"))
    seen |= set(ask(small.out, "SELECT DISTINCT kontor_nr, CAST(last_day(utført) AS VARCHAR) FROM {aktiviteter}"))
    seen |= set(ask(small.out, "SELECT DISTINCT kontor_nr, CAST(start AS VARCHAR) FROM {sykefravær}"))
    seen |= set(ask(small.out, "SELECT DISTINCT kontor_nr, CAST(mottatt AS VARCHAR) FROM {søknader_aap}"))
    for name, encoding in (("medarbeidertall", "utf-8-sig"), ("brukerundersøkelse", "cp1252"), ("regnskap", "utf-8")):
        rows = table(small.out / f"{name}.csv", ";", encoding)
        seen |= {(r["kontor_nr"], r["periode"] + "-28") for r in rows}
        assert len({(r["kontor_nr"], r["periode"]) for r in rows}) == len(rows)
    unknown = {(c, d) for c, d in seen if not any(u == c and f <= d < t for u, f, t in valid)}
    assert unknown == set()
    # The register's changes are seen in the rows: the old code before, the new one after.
    for change in table(small.out / "endringer.csv"):
        assert max(d for c, d in seen if c == change["old"]) < change["date"]


def test_the_register_has_both_lines_a_merge_and_a_renumbering(small: SyntheticSummary) -> None:
    rows = table(small.out / "enheter.csv")
    assert len({(r["unit"], r["kind"], r["line"]) for r in rows}) == len(rows)
    lines = {(r["kind"], r["line"]) for r in rows}
    assert ("kontor", "kommunal") in lines
    assert ("forvaltningsenhet", "kommunal") not in lines
    known = {(r["line"], r["unit"]) for r in rows}
    assert all((r["line"], r["parent"]) in known for r in rows if r["parent"])
    changes = {r["kind"]: (r["old"], r["new"], r["date"]) for r in table(small.out / "endringer.csv")}
    assert changes == {"merge": ("0316", "0315", "2026-07-01"), "renumber": ("4601", "4689", "2026-03-01")}


def test_the_spread_between_offices_is_the_stated_one(large: SyntheticSummary) -> None:
    rows = ask(
        large.out,
        """SELECT kontor_nr, count(*), count(CASE WHEN e.person_id IS NOT NULL THEN 1 END)
        FROM {personstatus} p LEFT JOIN (SELECT DISTINCT person_id FROM {aktiviteter}
          WHERE type IN ('samtale', 'møte') AND utført BETWEEN '2026-08-01' AND '2026-10-31') e USING (person_id)
        WHERE periode = '2026-10' AND status = 'arbeidssøker' GROUP BY kontor_nr HAVING count(*) >= 60""",
    )
    shares = [(n, k / n) for _, n, k in rows]
    logits = [math.log(p / (1 - p)) for _, p in shares]
    noise = sum(1 / (n * p * (1 - p)) for n, p in shares) / len(shares)
    assert len(shares) > 60
    assert pvariance(logits) > 2 * noise
    assert 0.27 < math.sqrt(pvariance(logits) - noise) < 0.43
    total = sum(k for _, _, k in rows) / sum(n for _, n, _ in rows)
    assert 0.77 < total < 0.85


def test_people_find_work_least_often_in_july_and_come_in_january(large: SyntheticSummary) -> None:
    left = dict(
        ask(
            large.out,
            """SELECT strftime(utført, '%m'), count(*) FROM {aktiviteter}
            WHERE type='overgang' AND utført >= '2025-11-01' GROUP BY 1""",
        )
    )
    assert min(left, key=left.__getitem__) == "07"
    assert 0.50 < left["07"] / ((left["06"] + left["09"]) / 2) < 0.61  # 0.60 over (1.05 + 1.15) / 2 is 0.545
    came = dict(
        ask(
            large.out,
            """SELECT f, count(*) FROM (SELECT min(periode) f FROM {personstatus} GROUP BY person_id)
            WHERE f >= '2025-01' GROUP BY f""",
        )
    )
    assert 1.30 < came["2026-01"] / came["2026-02"] < 1.50  # 1.40 over 1.00


def test_transitions_are_of_those_who_left_in_the_month(large: SyntheticSummary) -> None:
    """Job seekers in September not job seekers in October, and those of them with a transition in October."""
    ((left, to_work),) = ask(
        large.out,
        """SELECT count(*), count(t.person_id) FROM {personstatus} p
        LEFT JOIN (SELECT person_id FROM {personstatus} WHERE periode='2026-10' AND status='arbeidssøker') s
          USING (person_id)
        LEFT JOIN (SELECT person_id FROM {aktiviteter} WHERE type='overgang' AND utført >= '2026-10-01') t
          USING (person_id)
        WHERE periode = '2026-09' AND status = 'arbeidssøker' AND s.person_id IS NULL""",
    )
    assert 0.55 < to_work / left < 0.70
    present = "SELECT person_id FROM {personstatus} WHERE periode='2026-10'"
    transitions = "FROM {aktiviteter} WHERE type='overgang' AND utført >= '2026-10-01'"
    stays = f"SELECT count(*) {transitions} AND person_id IN ({present})"
    assert ask(large.out, stays) == [(0,)]


def test_levels_are_around_the_targets(large: SyntheticSummary) -> None:
    ((plans,),) = ask(
        large.out,
        "SELECT avg(CASE WHEN plan_godkjent IS NULL THEN 0 ELSE 1 END) FROM {personstatus} WHERE ytelse='AAP'",
    )
    assert 0.75 < plans < 0.85
    ((matched, seekers),) = ask(
        large.out,
        """SELECT count(CASE WHEN person_id IN (SELECT person_id FROM {aktiviteter} WHERE type='jobbmatch'
          AND utført >= '2026-10-01') THEN 1 END), count(*) FROM {personstatus}
        WHERE periode='2026-10' AND status='arbeidssøker'""",
    )
    assert 0.26 < matched / seekers < 0.34
    ((days, orderly),) = ask(
        large.out,
        """SELECT avg(slutt - start), min(CASE WHEN møte_holdt > slutt THEN 0 ELSE 1 END)
        FROM {sykefravær} WHERE slutt BETWEEN '2026-01-01' AND '2026-10-31'""",
    )
    assert 35 < days < 43
    assert orderly == 1
    ((held, due, excepted),) = ask(
        large.out,
        """SELECT count(CASE WHEN unntak IS NULL AND møte_holdt <= start + 182 THEN 1 END),
          count(CASE WHEN unntak IS NULL THEN 1 END), count(unntak) FROM {sykefravær}
        WHERE start + 182 BETWEEN '2026-01-01' AND '2026-10-31' AND (slutt IS NULL OR slutt >= start + 182)""",
    )
    assert 0.60 < held / due < 0.85
    assert 0.15 < excepted / (due + excepted) < 0.25
    ((in_time,),) = ask(
        large.out,
        "SELECT avg(CASE WHEN vedtatt_dato <= frist THEN 1 ELSE 0 END) FROM {søknader_aap} WHERE frist < '2026-10-31'",
    )
    assert 0.88 < in_time < 0.98


def test_ready_made_figures_wait_and_lack_a_month(small: SyntheticSummary) -> None:
    rows = table(small.out / "medarbeidertall.csv", ";", "utf-8-sig")
    waiting = [r for r in rows if "..." in r.values()]
    assert len(waiting) == 5
    assert {r["periode"] for r in waiting} == {"2026-10"}
    assert set(small.months) - {r["periode"] for r in rows} == {"2026-05"}
    assert all(int(r["svar"]) <= int(r["utsendt"]) for r in rows if r not in waiting)
    assert (small.out / "medarbeidertall.csv").read_bytes().startswith(b"\xef\xbb\xbfkontor_nr;periode;")
    survey = table(small.out / "brukerundersøkelse.csv", ";", "cp1252")
    assert all(int(r["fornøyde"]) <= int(r["svar"]) for r in survey)


def test_every_folder_says_that_it_is_synthetic(small: SyntheticSummary) -> None:
    for folder in (small.out, small.out / "personstatus", small.out / "aktiviteter"):
        assert "SYNTETISK / SYNTHETIC" in (folder / "README.txt").read_text(encoding="utf-8")
    readme = (small.out / "README.txt").read_text(encoding="utf-8")
    assert "logit scale: 0.35" in readme
    assert "SYNTETISK" in (small.out / "manifest.json").read_text(encoding="utf-8")


def test_parquet_keeps_nulls_and_types_and_refuses_uneven_columns(tmp_path: Path) -> None:
    days = np.array(["2026-10-01", "NaT"], dtype="datetime64[D]")
    texts = np.array(["æ", None], dtype=object)
    assert write_parquet({"dag": days, "tekst": texts, "n": np.array([1, 2])}, tmp_path / "a.parquet") == 2
    rows = duckdb.sql(f"SELECT CAST(dag AS VARCHAR), tekst, n, typeof(dag) FROM '{tmp_path}/a.parquet'").fetchall()
    assert rows == [("2026-10-01", "æ", 1, "DATE"), (None, None, 2, "DATE")]
    with pytest.raises(ValueError, match=r"\[1, 2\]"):
        write_parquet({"a": np.array([1]), "b": np.array([1, 2])}, tmp_path / "b.parquet")
