"""What an edition hides that its readers have from the release before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The cells by node and indicator code, each with its months in order, that the edition released `on` that day
    showed and this one hides."""

    on: date
    cells: Mapping[int, Mapping[str, tuple[Month, ...]]]
