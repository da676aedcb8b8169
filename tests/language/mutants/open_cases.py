"""How old open cases are."""

from kpidsl.model.condition import CompareDuration

from . import mutant


@mutant("half-a-year-is-180-days", "kpidsl.language.checking.thresholds:threshold_length")
def half_a_year_is_180_days(right):
    def threshold_length(amount):
        length, unit = right(amount)
        return (30 * length, "days") if unit == "months" else (length, unit)

    return threshold_length


@mutant("over-is-at-least", "kpidsl.language.checking.thresholds:CompareDuration")
def over_is_at_least(_right):
    return lambda duration, operator, *limit: CompareDuration(duration, ">=" if operator == ">" else operator, *limit)


@mutant("age-to-the-first-of-the-next", "kpidsl.engines.sql.conditions:Lowering.day")
def age_to_the_first_of_the_next(right):
    return lambda self, name: right(self, name) if name is not None else self.cut_off.copy()
