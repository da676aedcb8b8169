"""Indicators side by side: in processes of their own the same is hidden, also where one of these is ended."""

import multiprocessing
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from kpidsl import worker_processes
from kpidsl.disclosure import patterns as side_by_side
from kpidsl.disclosure.patterns import PatternsBegun, patterns
from kpidsl.worker_processes import Workers
from tests.made import JANUARY, grid, indicator, ruled, spec, structure, summed

COUNTRY = structure({"statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202"]}}})
LEAVES = {
    "S.1": {"0101": [(3, 4)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(30, 60)]},
    "S.2": {"0101": [(9, 40)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(2, 60)]},
    "S.3": {"0101": [(9, 40)], "0102": [(40, 80)], "0201": [(20, 40)], "0202": [(20, 60)]},
}
GRIDS = {code: grid(summed(COUNTRY, leaves)) for code, leaves in LEAVES.items()}
SPEC = replace(ruled(spec(), 5), indicators=tuple(replace(ruled(indicator(), 5), code=code) for code in LEAVES))


def hidden(processes, scored=()):
    """What is hidden of each; that of those `scored` is begun before the rest is asked for."""
    with Workers(processes) as workers:
        begun = PatternsBegun(workers)
        for code in scored:
            begun.begin(SPEC.indicator(code), SPEC, GRIDS[code], COUNTRY)
        result = patterns(SPEC, GRIDS, COUNTRY, [JANUARY], begun=begun)
    return {code: one.hidden.tolist() for code, one in result.items()}


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
@pytest.mark.parametrize("scored", [["S.2"], ["S.3", "S.1"], list(LEAVES)])
def test_what_is_begun_before_the_rest_is_scored_is_the_same_in_the_same_order(scored):
    assert hidden(2, scored) == hidden(1)
    assert list(hidden(2, scored)) == list(LEAVES)
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("large")
def test_what_is_begun_is_not_made_again(monkeypatch):
    asked, each = [], Workers.each
    monkeypatch.setattr(Workers, "each", lambda own, calls, costs: asked.append(calls) or each(own, calls, costs))
    hidden(2, list(LEAVES))
    assert not any(job[0].code == "S.1" for calls in asked for _, job in calls)


def test_what_hides_little_is_not_begun(monkeypatch):
    monkeypatch.setattr(Workers, "begun", lambda *_: pytest.fail("a process was started"))
    assert hidden(2, list(LEAVES)) == hidden(1)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("how", [BrokenProcessPool("a process was ended"), CancelledError()])
def test_what_was_begun_in_a_process_that_was_ended_is_made_here(monkeypatch, how):
    alone, ended = hidden(1), Future()
    ended.set_exception(how)
    monkeypatch.setattr(Workers, "begun", lambda _, calls: [ended for _ in calls])
    assert hidden(2, list(LEAVES)) == alone


@pytest.mark.usefixtures("large")
def test_where_no_more_processes_may_be_started_what_was_begun_is_made_here(monkeypatch):
    """S.1 is begun; what is asked after it is refused, and its process is ended with the others."""
    alone, submit = hidden(1), ProcessPoolExecutor.submit

    def submitted(pool, function, *arguments):
        if arguments[0].code != "S.1":
            raise OSError("Resource temporarily unavailable")
        return submit(pool, function, *arguments)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submitted)
    assert hidden(2, ["S.1"]) == alone
    assert not multiprocessing.active_children()


def test_processes_are_started_ahead_where_there_will_be_many_figures():
    with Workers(2) as workers:
        PatternsBegun(workers).expect(17, 100)
        assert not multiprocessing.active_children()
        PatternsBegun(workers).expect(17, 1000)
        assert len(multiprocessing.active_children()) == 2
    assert not multiprocessing.active_children()


def test_where_no_process_may_be_started_none_is_and_nobody_hears_of_it(monkeypatch):
    def refused(*_):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refused)
    with Workers(2) as workers:
        PatternsBegun(workers).expect(17, 1000)
    assert hidden(2, list(LEAVES)) == hidden(1)


@pytest.mark.usefixtures("large")
def test_processes_that_are_begun_serve_what_comes_after(monkeypatch):
    """S.2 and S.3 have their base in common, so there is more to do when each has been looked at by itself."""
    started, batches, each = [], [], Workers.each
    pool = worker_processes.ProcessPoolExecutor
    monkeypatch.setattr(
        worker_processes, "ProcessPoolExecutor", lambda many, **of: started.append(many) or pool(many, **of)
    )
    monkeypatch.setattr(
        Workers, "each", lambda own, calls, costs: batches.append(len(calls)) or each(own, calls, costs)
    )
    hidden(2)
    assert started == [2]
    assert len(batches) > 1


@pytest.mark.usefixtures("large")
def test_where_a_process_is_ended_from_outside_the_work_is_done_here(monkeypatch):
    alone = hidden(1)

    def ended(*_):
        raise BrokenProcessPool("a process was ended")

    monkeypatch.setattr(Workers, "each", ended)
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
    monkeypatch.setattr(Workers, "begun", lambda *_: pytest.fail("a process was started"))
    hidden(8)
