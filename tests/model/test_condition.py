"""What a condition looks up in other rows, wherever in it that stands."""

from __future__ import annotations

from kpidsl.model.condition import Always, And, Compare, EventExists, InWholeWindow, IsTrue, Not, Or, PersonIn, links_in

EVENT = EventExists("oppfølging", Always(), 3)
PERSON = PersonIn("personstatus", Compare("ytelse", "=", "AAP"))
WHOLE = InWholeWindow("personstatus", Always(), 12)


def test_links_are_found_below_every_connective() -> None:
    condition = And((Not(IsTrue(EVENT)), Or((PERSON, Compare("alder", "<", "30"), Not(And((WHOLE, Always()))))), EVENT))
    assert links_in(condition) == {EVENT, PERSON, WHOLE}


def test_what_reads_the_row_alone_links_to_nothing() -> None:
    assert links_in(And((Compare("alder", "<", "30"), Not(Always())))) == frozenset()


def test_a_link_is_one_whatever_its_own_condition_says() -> None:
    outer = PersonIn("personstatus", Not(Compare("ytelse", "=", "AAP")))
    assert links_in(outer) == {outer}
