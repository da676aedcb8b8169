"""What a condition looks up in other rows, wherever in it that stands."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.model.condition import (
    Always,
    And,
    Compare,
    EventExists,
    InWholeWindow,
    IsTrue,
    Not,
    Or,
    PersonIn,
    links_in,
    with_links,
)

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


def test_every_link_is_changed_and_nothing_else() -> None:
    young = Compare("alder", "<", "30")
    condition = And((Not(IsTrue(EVENT)), Or((PERSON, young, Not(And((WHOLE, young)))))))
    event, person, whole = (replace(link, source=f"ny {link.source}") for link in (EVENT, PERSON, WHOLE))
    changed = with_links(condition, lambda link: replace(link, source=f"ny {link.source}"))
    assert changed == And((Not(IsTrue(event)), Or((person, young, Not(And((whole, young)))))))
    assert with_links(young, lambda link: replace(link, source="ny")) == young
