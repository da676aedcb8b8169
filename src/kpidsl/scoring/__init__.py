"""Scoring: the three tables in, Results out; knows no engine."""

from kpidsl.scoring.score import score

__all__ = ["score"]
