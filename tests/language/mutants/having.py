"""Several conditions on a person: `og`, `eller`, `minst n`, `hver måned`."""

from dataclasses import replace

from kpidsl.model.condition import And, Or

from . import mutant


@mutant("and-is-or", "kpidsl.language.checking.shares:having")
def and_is_or(right):
    def having(*asked):
        found = right(*asked)
        return replace(found, conditions=(Or(found.conditions),)) if found is not None else None

    return having


@mutant("or-is-and", "kpidsl.language.checking.having:Or")
def or_is_and(_right):
    return And


@mutant("once-is-enough", "kpidsl.engines.duckdb:enough_events")
def once_is_enough(right):
    return lambda select, link: right(select, replace(link, at_least=1))


@mutant("any-month-is-every-month", "kpidsl.engines.duckdb:enough_events")
def any_month_is_every_month(right):
    return lambda select, link: right(select, replace(link, every_month=False))


@mutant("three-talks-are-one-a-month", "kpidsl.engines.duckdb:enough_events")
def three_talks_are_one_a_month(right):
    """As many events as the window has months are taken for one in each."""

    def enough_events(select, link):
        return right(select, replace(link, every_month=False, at_least=link.months) if link.every_month else link)

    return enough_events
