"""The age of a set, and a property that stands alone."""

from dataclasses import replace

from kpidsl.model.condition import Always, And, Between, Compare

from . import mutant

AGED = "kpidsl.language.checking.sets:aged"


@mutant("between-without-its-ends", AGED)
def between_without_its_ends(right):
    def aged(*asked):
        made = right(*asked)
        if not isinstance(made, Between):
            return made
        return And((Compare(made.column, ">", made.low), Compare(made.column, "<", made.high)))

    return aged


@mutant("under-up-to", AGED)
def under_up_to(right):
    return lambda *asked: _with_operator(right(*asked), "<", "<=")


@mutant("from-is-over", AGED)
def from_is_over(right):
    return lambda *asked: _with_operator(right(*asked), ">=", ">")


@mutant("age-is-not-asked", AGED)
def age_is_not_asked(_right):
    return lambda *_asked: Always()


@mutant("a-property-of-everybody", "kpidsl.language.checking.counts:head_of")
def a_property_of_everybody(right):
    """Those who have the property are counted, whatever set they stand among."""

    def head_of(phrase, clauses, scope):
        head = right(phrase, clauses, scope)
        conditions = getattr(head.rows.condition, "conditions", ())
        if len(conditions) < 2 or not phrase.modifiers:
            return head
        return replace(head, rows=replace(head.rows, condition=conditions[-1]))

    return head_of


def _with_operator(made, of, other):
    return replace(made, operator=other) if isinstance(made, Compare) and made.operator == of else made
