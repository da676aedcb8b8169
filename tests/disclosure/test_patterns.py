"""Indicators side by side: in processes of their own the same is hidden, also where one of these is ended."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from kpidsl.disclosure import patterns as side_by_side
from kpidsl.disclosure.patterns import patterns
from tests.made import JANUARY, grid, indicator, ruled, spec, structure, summed

COUNTRY = structure({"statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202"]}}})
LEAVES = {
    "S.1": {"0101": [(3, 4)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(30, 60)]},
    "S.2": {"0101": [(9, 40)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(2, 60)]},
    "S.3": {"0101": [(9, 40)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(20, 60)]},
}
GRIDS = {code: grid(summed(COUNTRY, leaves)) for code, leaves in LEAVES.items()}
SPEC = replace(ruled(spec(), 5), indicators=tuple(replace(ruled(indicator(), 5), code=code) for code in LEAVES))


def hidden(processes):
    found = patterns(SPEC, GRIDS, COUNTRY, [JANUARY], processes=processes)
    return {code: one.hidden.tolist() for code, one in found.items()}


@pytest.fixture
def large(monkeypatch):
    """As if few small cells were many."""
    monkeypatch.setattr(side_by_side, "WORTH_IT", 1)


@pytest.mark.usefixtures("large")
def test_in_processes_the_same_is_hidden_in_the_same_order():
    alone = hidden(1)
    assert any(any(row) for of in alone["S.1"] for row in of)
    assert hidden(2) == alone
    assert list(hidden(2)) == list(LEAVES)
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("large")
def test_processes_that_are_begun_serve_what_comes_after(monkeypatch):
    """S.2 and S.3 have their base in common, so there is more to do when each has been looked at by itself."""
    begun, batches = [], []
    workers, made = side_by_side.workers, side_by_side._side_by_side
    monkeypatch.setattr(side_by_side, "workers", lambda many: begun.append(many) or workers(many))
    monkeypatch.setattr(
        side_by_side, "_side_by_side", lambda calls, *of: batches.append(len(calls)) or made(calls, *of)
    )
    hidden(2)
    assert begun == [2]
    assert len(batches) > 1


@pytest.mark.usefixtures("large")
def test_where_a_process_is_ended_from_outside_the_work_is_done_here(monkeypatch):
    alone = hidden(1)

    def ended(*_):
        raise BrokenProcessPool("a process was ended")

    monkeypatch.setattr(side_by_side, "_side_by_side", ended)
    assert hidden(2) == alone


@pytest.mark.usefixtures("large")
def test_an_ended_run_leaves_no_process(monkeypatch):
    """An ending that comes while the processes are at work is passed on, and they are gone."""
    monkeypatch.setattr(ProcessPoolExecutor, "submit", lambda *_: NeverDone())
    with pytest.raises(KeyboardInterrupt):
        hidden(2)
    assert not multiprocessing.active_children()


class NeverDone:
    def result(self):
        raise KeyboardInterrupt


def test_a_small_agency_starts_none(monkeypatch):
    monkeypatch.setattr(side_by_side, "_side_by_side", lambda *_: pytest.fail("a process was started"))
    hidden(8)
