"""Real public data beside the checkout; a test that needs it says so when it skips."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    places = [Path(os.environ["KPIDSL_SHARED_DATA"])] if "KPIDSL_SHARED_DATA" in os.environ else []
    places += [ROOT / ".." / "shared" / "data", ROOT / ".." / ".." / "shared" / "data"]
    for place in places:
        if place.is_dir():
            return place.resolve()
    pytest.skip("the real public data (../shared/data) is not on this machine")
