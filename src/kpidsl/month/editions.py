"""An edition as it lies in a store of editions."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.problems import Problem, problem


@dataclass(frozen=True)
class EditionFolder:
    """The folder `<store>/<period>/<revision>-<id>` of an edition, with what its edition.json and units.csv say."""

    path: Path
    id: str
    period: Month
    units: frozenset[UnitKey]

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.path.parent.parent

    def wrong_for(self, unit: UnitKey, period: Month) -> tuple[Problem, ...]:
        """F045 where the edition is of another month, or the unit is not in it."""
        if self.period == period and unit in self.units:
            return ()
        return (problem("F045", folder=self.path, unit=unit.code, period=period),)


def with_last_lock(edition: Edition, digits: Mapping[str, str]) -> Edition:
    """The edition of a unit with the digits of the last lock over it, by the unit's folder; the whole country's as it
    is."""
    unit = edition.structure.nodes[edition.home].unit.folder
    return replace(edition, last_lock=digits.get(unit, "")) if edition.own and edition.store else edition


def edition_in(folder: Path) -> tuple[EditionFolder | None, tuple[Problem, ...]]:
    """The edition of the folder; None, and F046, where there is none that can be read."""
    path = folder.resolve()
    try:
        of_edition = json.loads((path / "edition.json").read_text(encoding="utf-8"))
        with (path / "units.csv").open(encoding="utf-8", newline="") as file:
            units = frozenset(UnitKey(row["level"], row["unit"]) for row in csv.DictReader(file))
        edition = EditionFolder(path, str(of_edition["id"]), Month.parse(of_edition["period"]), units)
    except (OSError, ValueError, KeyError, TypeError):
        return None, (problem("F046", folder=folder),)
    if path.name.partition("-")[2] != edition.id or path.parent.name != str(edition.period):
        return None, (problem("F046", folder=folder),)
    return edition, ()
