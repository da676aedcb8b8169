"""Scoring: the three tables in, Results out; knows no engine.

In the order that data flow (the contract in `pyproject.toml` holds it):

- `exact` fractions, `rollup` from leaves to nodes, `inputs` of every indicator;
- `leaves/`: a part at the leaves, dated definitions, breaks, a year's figure apportioned to months, given parents;
- `time/`: months in series, the year to date, quarters, tertials and years;
- `targets/`: which target holds for a node in a month, also after mergers;
- `nodes/`: an indicator at every node over its two windows: `additive`, `non_additive` or an `index`;
- `judging/`: status, arrow, deviations, and what chance alone does; `forecast/`: the risk at the year's end;
- `score` names these in order, and `backtest` scores the risk on history.
"""

from kpidsl.scoring.score import score

__all__ = ["score"]
