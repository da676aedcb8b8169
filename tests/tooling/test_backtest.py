"""The risk on the generator's years: it must beat what people use instead."""

from pathlib import Path

import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import backtest, check, load
from kpidsl.tooling.backtest import coverage, reliability, report, scores
from kpidsl.tooling.synthesize import synthesize

SPEC = Path(__file__).parents[2] / "specs" / "nav"


@pytest.mark.long
def test_risk_beats_status_as_risk_and_the_run_rate(tmp_path):
    synthesize(tmp_path / "data", offices=30, persons=5000, months=46)
    project = load(SPEC)
    spec = check(project).spec
    forecasts, problems = backtest(project, spec, tmp_path / "data", Month.parse("2026-10"))
    assert not [p for p in problems if p.code.startswith("P")]
    found = scores(forecasts)
    assert found.forecasts > 5000
    assert found.model < 0.85 * found.by_status
    assert found.model_on_shares < found.by_run_rate
    for count, said, came in reliability(forecasts):
        assert count > 100
        assert abs(said - came) < 0.1, (count, said, came)
    count, held = coverage(forecasts)
    assert count > 5000
    assert 0.75 < held < 0.9
    assert "run rate" in report(forecasts)
    assert f"{held:.2f} of {count} held" in report(forecasts)
    assert f"{held:.2f} av {count} heldt" in report(forecasts, "nn")
    assert len({len(report(forecasts, language).splitlines()) for language in ("nb", "nn", "en")}) == 1


def test_nothing_to_score_is_said():
    assert "nothing to score" in report(())
    assert "ingenting å måle" in report((), "nb")
    assert "heile år" in report((), "nn")
