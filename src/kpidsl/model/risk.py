"""The risk at the year's end: the computed probability of reaching the target, and the leader's own assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_BEHIND = 24
"""How many months a forecast looks back on, that of the forecast included."""


class RiskLevel(StrEnum):
    """The risk as a word: how likely it is that the target will *not* be reached."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class RiskBasis(StrEnum):
    """What the number rests on."""

    DECIDED = "decided"
    """Nothing can change it: secured even with the worst rest of the year, or out of reach even with the best."""
    FORECAST = "forecast"
    THIN = "thin"
    """A forecast on a thin basis (few months, few cases): the word is shown alone, as uncertain."""


@dataclass(frozen=True, slots=True)
class Risk:
    """The probability (0 to 1) that the status is green in the reporting year's last month."""

    probability: float
    level: RiskLevel
    basis: RiskBasis


@dataclass(frozen=True, slots=True)
class AssessedRisk:
    """The leader's own assessment: shown beside the computed risk, never combined with it."""

    level: RiskLevel
    reason: str
    by: str
    on: date | None
