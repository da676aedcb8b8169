"""The door under mutation: 200 folders of a fixed seed here, 10 000 with `make fuzz-door`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from .agency import SOURCES, agency
from .fuzz import fuzz
from .running import Card, Key, outcome, specification
from .second_reader import UnsureError, read_card
from .writing import Form, write


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 200, 50))
def test_nothing_falls_and_no_figure_is_wrong(first: int) -> None:
    assert fuzz(50, first).faults == []


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("seed", range(3))
def test_the_second_reader_counts_what_the_program_counts(seed: int, ending: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    made = agency(seed)
    write(made, {name: Form(ending=ending) for name in SOURCES}, data)
    run, second = outcome(specification(), tmp_path, data), read_card(data)
    assert run.card is not None
    assert run.problems == ()
    assert second.values == run.card.values
    assert shared(second.targets, run.card) == second.targets
    assert second.risks == run.card.risks
    assert len(set(second.values.values())) > 10  # not all of it empty


def shared(targets: Mapping[Key, Fraction | None], card: Card) -> Mapping[object, object]:
    """The program's targets of the cells that the second reader knows one for."""
    return {key: card.targets[key] for key in targets}


def test_a_wrong_figure_is_seen(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write(agency(0), {}, data)
    run = outcome(specification(), tmp_path, data)
    path = data / "regnskap.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[-1] = lines[-1].rpartition(";")[0] + ";1.00"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert run.card is not None
    assert read_card(data).values != run.card.values


def test_what_is_not_sure_is_not_guessed(tmp_path: Path) -> None:
    write(agency(0), {}, tmp_path)
    path = tmp_path / "regnskap.csv"
    path.write_text(path.read_text(encoding="utf-8") + "0101;2026-06;1.000\n", encoding="utf-8")
    with pytest.raises(UnsureError):
        read_card(tmp_path)
