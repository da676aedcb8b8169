"""Section F: organisation and steering lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from kpidsl.model.cycle import Required
from kpidsl.model.deviation_case import CLOSES_AFTER
from kpidsl.model.state import Mark

from . import mutant


@mutant("unopened-units-unheard", "kpidsl.sources.rows.unknown:UnitCodes._not_open")
def unopened_units_unheard(_right):
    return lambda _codes, _engine, _source, _counts: ()


@mutant(
    "predecessors-dropped",
    "kpidsl.sources.typed_sources:structure_at",
    "kpidsl.sources.typed_sources:structure_from_codes",
)
def predecessors_dropped(right):
    return lambda *arguments: replace(right(*arguments), successor={})


@mutant("split-to-the-first", "kpidsl.organisation.structure:successors")
def split_to_the_first(right):
    def successors(changes, today, day):
        first = {}
        for change in changes:
            first.setdefault(change.old, change)
        return right(tuple(first.values()), today, day)

    return successors


@mutant("break-unmarked", "kpidsl.scoring.nodes.part_nodes:broken")
def break_unmarked(right):
    return lambda *arguments, **more: np.zeros_like(right(*arguments, **more))


@mutant("break-within-a-year-forgotten", "kpidsl.scoring.nodes.additive:by_period")
def break_within_a_year_forgotten(right):
    def by_period(nodes, periods, *rest, **more):
        found = right(nodes, periods, *rest, **more)
        at_end = nodes.marks[..., periods.ends] & Mark.BREAK
        return replace(found, marks=found.marks & ~int(Mark.BREAK) | at_end)

    return by_period


@mutant("one-change-followed", "kpidsl.organisation.structure:successors")
def one_change_followed(right):
    def successors(changes, today, day):
        found, *rest = right(changes, today, day)
        direct = {c.old: c.new for c in changes}
        return {old: new for old, new in found.items() if direct[old] == new}, *rest

    return successors


@mutant("every-change-is-a-break", "kpidsl.organisation.structure:successors")
def every_change_is_a_break(right):
    def successors(changes, today, day):
        """As if a part of every old unit had gone somewhere else."""
        found, breaks, _ = right(changes, today, day)
        parts = [replace(c, old=f"{c.old}?", new=new) for c in changes for new in (c.new, "elsewhere")]
        return found, breaks, right(parts, today, day)[2]

    return successors


@mutant("the-whole-old-county", "kpidsl.scoring.judging.window_targets:improvement_targets")
def the_whole_old_county(right):
    def improvement_targets(target, indicator, nodes, *rest):
        """Every county's base is the county that all of them were."""
        pairs = {"numerator": nodes.numerator, "denominator": nodes.denominator}
        whole = {name: np.broadcast_to(a.max(axis=1, keepdims=True), a.shape) for name, a in pairs.items()}
        return right(target, indicator, replace(nodes, **whole), *rest)

    return improvement_targets


@mutant("register-of-today", "kpidsl.sources.typed_sources:structure_at")
def register_of_today(right):
    return lambda register, organisation, *_: right(register, organisation, date.max)


@mutant("register-as-it-began", "kpidsl.sources.typed_sources:structure_at")
def register_as_it_began(right):
    return lambda register, organisation, *_: right(register, organisation, date(2026, 1, 1))


@mutant("former-code-of-a-parent", "kpidsl.sources.typed_sources:structure_at")
def former_code_of_a_parent(right):
    """A code that a parent has today is only the parent's."""

    def structure_at(*arguments):
        found = right(*arguments)
        parents = {n.unit.code for n in found.nodes} - {u.code for u in found.leaves}
        return replace(found, successor={o: n for o, n in found.successor.items() if o not in parents})

    return structure_at


@mutant("predecessors-targets-forgotten", "kpidsl.scoring.targets.in_force:inherited")
def predecessors_targets_forgotten(_right):
    return lambda *_: ()


@mutant("every-code-was-an-office", "kpidsl.scoring.targets.successors:Bases.any_weight")
def every_code_was_an_office(_right):
    return lambda _bases, _codes, _before, months: np.ones(len(months), dtype=np.bool_)


@mutant("mean-of-predecessors", "kpidsl.scoring.targets.successors:Bases.weights")
def mean_of_predecessors(right):
    return lambda *arguments: np.minimum(right(*arguments), 1)


@mutant("target-of-the-merged-hidden-from-parents", "kpidsl.scoring.targets.in_force:_with_successors")
def target_of_the_merged_hidden_from_parents(right):
    def with_heirs(found, heirs, structure, *rest, **more):
        alone = replace(structure, nodes=tuple(replace(n, parent=None) for n in structure.nodes))
        return right(found, heirs, alone, *rest, **more)

    return with_heirs


@mutant("number-kept-target-kept", "kpidsl.sources.typed_sources:structure_at")
def number_kept_target_kept(right):
    def structure_at(*arguments):
        found = right(*arguments)
        leaves = {u.code for u in found.leaves}
        kept = {c: made for c, made in found.formed.items() if not any(c in one.of for one in made if c in leaves)}
        return replace(found, formed=kept)

    return structure_at


@mutant("distributed-in-whole-numbers", "kpidsl.scoring.nodes.part_nodes:part_leaves")
def distributed_in_whole_numbers(right):
    def part_leaves(*arguments):
        """Half away from nothing, as in a spreadsheet."""
        leaves = right(*arguments)
        return replace(leaves, value=(leaves.value + leaves.scale // 2) // leaves.scale * leaves.scale)

    return part_leaves


@mutant("distributed-unmarked", "kpidsl.scoring.nodes.part_nodes:distributed")
def distributed_unmarked(right):
    return lambda *arguments: np.zeros_like(right(*arguments))


@mutant("shares-taken-for-a-break", "kpidsl.organisation.structure:distributions")
def shares_taken_for_a_break(_right):
    return lambda *_: ()


@mutant("part-as-certain-as-five", "kpidsl.scoring.judging.figures:uncertain")
def part_as_certain_as_five(right):
    return lambda indicator, nodes, target, high, _scale: right(indicator, nodes, target, high)


@mutant("today-always", "kpidsl.organisation.structure:_with_historic")
def today_always(_right):
    return lambda structure, *_: structure


@mutant("renumbered-offices-were-not-there", "kpidsl.scoring.nodes.historic_units:_merged")
def renumbered_offices_were_not_there(right):
    def with_those(found, other, here):
        return right(found, other, np.broadcast_to(here.any(axis=1, keepdims=True), found.state.shape))

    return with_those


@mutant("lost-targets-unlisted", "kpidsl.scoring.targets.successors:inherited")
def lost_targets_unlisted(right):
    def inherited(*arguments):
        return (replace(heir, undetermined=np.zeros_like(heir.undetermined)) for heir in right(*arguments))

    return inherited


@mutant("by-todays-codes-alone", "kpidsl.organisation.structure:_part_codes")
def by_todays_codes_alone(right):
    return lambda structure, _changes, day, _successor: right(structure, (), day, {})


@mutant("closed-office-leaves-its-county", "kpidsl.organisation.structure:_closed")
def closed_office_leaves_its_county(_right):
    return lambda *_: iter(())


@mutant("awaited-before-it-opened", "kpidsl.scoring.leaves.arrays:_while_standing")
def awaited_before_it_opened(_right):
    return lambda leaves, _inputs: leaves


@mutant("undeclared-role", "kpidsl.language.checking.scope:Scope.role")
def undeclared_role(_right):
    """Whoever is named has the duty."""
    return lambda self, name: self.roles.get(name.text.casefold(), name.text)


@mutant("requirement-of-no-task", "kpidsl.language.check:required_of")
def requirement_of_no_task(_right):
    """What is required is taken as it is written, whether anything can lack it or not."""
    return lambda measures, comments, cycle, scope: Required(bool(measures), None, bool(comments))


@mutant("case-closed-while-it-deviates", "kpidsl.language.check:closes_after")
def case_closed_while_it_deviates(_right):
    """The months are taken as they are written, none among them."""
    return lambda lines, _scope: lines[0].months if lines else CLOSES_AFTER
