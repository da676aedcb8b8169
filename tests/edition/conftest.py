"""Two synthetic agencies, each run once in a process for the tests of what is read of an edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering.html.site import pages
from kpidsl.tooling.synthesize import synthesize

NAV = Path(__file__).parents[2] / "specs" / "nav"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    data = tmp_path_factory.mktemp("small") / "data"
    synthesize(data, offices=14, months=20, persons=5000)
    with pytest.MonkeyPatch.context() as patch:
        # no two put together what they know: a county has more to show, as in a large agency
        patch.setattr("kpidsl.disclosure.families.combinations", lambda *_: iter(()))
        return october(data)


@pytest.fixture(scope="session")
def agency_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an agency with more than two years behind it; no test may change it."""
    data = tmp_path_factory.mktemp("agency") / "data"
    synthesize(data, offices=12, months=26, persons=6000)
    return data


@pytest.fixture(scope="session")
def agency(agency_data: Path) -> Edition:
    return october(agency_data)


@pytest.fixture(scope="session")
def agency_pages(agency: Edition) -> dict[str, str]:
    """The agency's pages by their names."""
    return dict(pages(agency, "nb"))


def october(data: Path) -> Edition:
    """The edition of October 2026 by the agency's specification."""
    project = load(NAV)
    report = check(project)
    assert report.spec is not None
    outcome = run(project, report.spec, data, Month.of(2026, 10))
    assert outcome.edition is not None, [p.message("en") for p in outcome.problems]
    return outcome.edition
