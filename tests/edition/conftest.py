"""A small synthetic agency, run once for the tests of what is read of an edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.tooling.synthesize import synthesize

NAV = Path(__file__).parents[2] / "specs" / "nav"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    data = tmp_path_factory.mktemp("small") / "data"
    synthesize(data, offices=14, months=20, persons=5000)
    project = load(NAV)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, data, Month.of(2026, 10))
    assert outcome.edition is not None
    return outcome.edition
