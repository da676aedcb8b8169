"""From rows to files and what they tell: nothing of what is hidden, and all that a broken protector lets through."""

from __future__ import annotations

import pytest

from tests.audit.countries import BROKEN, measure, measure_releases


def test_nothing_hidden_can_be_worked_out_from_the_files() -> None:
    measured = measure(range(12))
    assert measured.faults == []
    assert measured.counts["open"] == 0
    assert measured.counts["hidden cells"] > 1_000


@pytest.mark.parametrize("broken", BROKEN)
def test_what_a_broken_part_lets_through_is_found(broken: str) -> None:
    assert measure([BROKEN[broken]], broken).faults


def test_what_was_released_before_tells_no_more() -> None:
    measured = measure_releases(range(1), corrected=0, months=4)
    assert measured.faults == []
    assert (measured.counts["editions"], measured.counts["printed by an earlier release"]) == (4, 0)


def test_a_number_that_was_corrected_is_known_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every month a row of an earlier one becomes another: what was printed of it contradicts the new sums, and
    nothing could be examined where that is taken for true."""
    assert measure_releases([1], corrected=1, months=4).counts["open"] == 0
    monkeypatch.setattr("kpidsl.audit.audit._corrected", lambda *_: set())
    assert measure_releases([1], corrected=1, months=4).counts["open"] > 0
