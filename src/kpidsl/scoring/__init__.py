"""Scoring: the three tables in, Results out; knows no engine.

In the order that data flow (a module imports only what stands above it; the contract in `pyproject.toml` holds it):

- what all of it is made with: `exact` fractions, `rollup` from leaves to nodes, dated `definitions`, `lags` of months;
- time: `year_to_date`, and `frequency` (quarters, tertials and years);
- a part at the leaves: `inputs`, `leaves`, `twelfths` of a year's figure, `changes` of the organisation;
- the parts at the nodes: `nodes`, with `parents` that have their own figure, and last year's units as they were `then`;
- an indicator's `windows`, the month and the year to date: made of `parts`, `level_values` or, in an `index`, others;
- its targets: `target_rows`, `inherited` from merged units, `targets` at every node, `year_targets`, `window_targets`;
- its judgement: `status`, `uncertainty`, `figures`; `trend`, by a `line` or `control` limits; `deviations`; `risk`, by
  a `forecast`;
- `score`, which names these in order, and `backtest`, which scores the risk on history.
"""

from kpidsl.scoring.score import score

__all__ = ["score"]
