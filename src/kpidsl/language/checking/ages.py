"""The age of the persons in a set: `under 30 år`, `mellom 18 og 24 år`."""

from __future__ import annotations

from kpidsl.language.checking.scope import QuantityTerm, Scope, SetTerm, column_names, refuse
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.terms import ScoreBody
from kpidsl.model.condition import Always, Between, Compare, Condition, conjunction

_CALLED = ("alder", "age")
"""What the age of persons is called, as a quantity or as a column, in any language."""


def aged(age: tree.AgePhrase, term: SetTerm, scope: Scope) -> Condition:
    """That the person's age lies within the limits. Raises Refused where nothing in the set's source is called age,
    and where a limit is not in years."""
    if any(limit.unit != "years" for _, limit in age.limits):
        raise refuse("T161", age.span, found=age.text)
    numbers = [limit.value for _, limit in age.limits]
    if numbers != sorted(numbers):
        raise refuse("T161", age.span, found=age.text)
    column, among = _age_of(age, term, scope)
    if len(numbers) == 2:
        return conjunction(among, Between(column, *numbers))
    ((operator, limit),) = age.limits
    return conjunction(among, Compare(column, operator, limit.value))


def _age_of(age: tree.AgePhrase, term: SetTerm, scope: Scope) -> tuple[str, Condition]:
    """The column of the source that is the age, by a quantity that is called so or by its own name; and what else the
    quantity asks of its rows."""
    for key, quantity in scope.quantities():
        if key in _CALLED and _is_column_of(quantity, term):
            assert isinstance(quantity.body, ScoreBody)
            assert quantity.rows is not None
            scope.used.add(key)
            return column_names(quantity.body.columns)[0].text, quantity.rows.condition
    numbers = [c.name for c in term.source.columns if c.type == "integer"]
    called = [name for name in numbers if name.casefold() in _CALLED]
    if called:
        return called[0], Always()
    raise refuse("T160", age.span, found=age.text, source=term.source.name, column=(numbers or ["…"])[0])


def _is_column_of(quantity: QuantityTerm, term: SetTerm) -> bool:
    """Whether the quantity is a column of the set's own rows."""
    of_rows = isinstance(quantity.body, ScoreBody) and quantity.body.weight is None
    return of_rows and quantity.rows is not None and quantity.rows.source.name == term.source.name
