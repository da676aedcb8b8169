"""Locking a month's card: the lock first, as a file beside the editions, and then the act that names it.

A run that is killed between the two has locked; run again, it finds its lock and enters the act. What is locked stays
as it was: a correction is a lock of its own, of another edition, with the reason.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kpidsl.followup.act_lines import first_prev
from kpidsl.followup.approvals import digest_of_entered
from kpidsl.followup.fold import CARD, FORM
from kpidsl.followup.lock_files import (
    FIRST_PREV,
    add_changes,
    add_lock,
    digests_in,
    latest_of,
    locks_folder,
    read_locks,
    with_hash,
)
from kpidsl.language import Project
from kpidsl.model.act import Act, Json
from kpidsl.model.cycle import Task
from kpidsl.model.duty import Duty, DutyState
from kpidsl.model.lock import Lock
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.month.editions import EditionFolder, edition_in
from kpidsl.month.sign_off import OwnDuty, Signer, eleven_digits_in, own_duty
from kpidsl.month.signatures import sign_lock
from kpidsl.problems import LANGUAGES, Problem, Translated, problem
from kpidsl.rendering.machine.compare import KEY, changes
from kpidsl.wording.task_words import task_in_words

_NOT_ENTERED = (FORM, CARD, Task.LOCK_CARD)
"""The kinds of acts by which nothing is entered for a month: what the program gives out, and the locks themselves."""


@dataclass(frozen=True)
class Locked:
    """A lock, and the act that names it. `changes`: how many cells a correction changed, None for a lock that was there
    and for a first one."""

    lock: Lock
    act: Act
    path: Path
    changes: int | None


def lock_card(
    project: Project,
    spec: Spec,
    data: Path,
    period: Month,
    signer: Signer,
    folder: Path,
    *,
    reason: str = "",
    is_incomplete: bool = False,
    key: Path | None = None,
) -> tuple[Locked | None, tuple[Problem, ...]]:
    """Lock the edition in the folder, with what the unit and all below it on the line have entered.

    None, and nothing locked, where the signer has no such duty (as `own_duty`), a ledger below is not whole (F031),
    there is no such edition (F045, F046), the store's locks are not whole (F047) or lack one that the ledger names
    (F058), the card is locked already and there is no reason (F048), there is a reason and nothing to correct (F049),
    or something that it rests on is not done and `is_incomplete` is not said (F050). A correction that is
    given again, with nothing changed since, is the last lock, and F068. With a `key` the lock is signed, or nothing is
    locked (F069).

    Raises OSError where nothing can be written.
    """
    if wrong := eleven_digits_in({"--by": signer.by, "--reason": reason}):
        return None, wrong
    own, own_problems = own_duty(project, spec, data, period, Task.LOCK_CARD, signer)
    edition, wrong = edition_in(folder)
    if own is None or edition is None:
        return None, (*own_problems, *wrong)
    damaged = [unit for unit in own.duty.covers if unit not in own.standing.acts and _has_duties(own, unit)]
    wrong = edition.wrong_for(own.duty.unit, period)
    if damaged or wrong:
        return None, (*own_problems, *wrong)
    locked, wrong = _Locking(own, edition, reason, is_incomplete, key).lock()
    return locked, (*own_problems, *wrong)


def _has_duties(own: OwnDuty, unit: UnitKey) -> bool:
    return any(status.duty.unit == unit for status in own.standing.readiness.duties)


@dataclass(frozen=True)
class _Locking:
    own: OwnDuty
    edition: EditionFolder
    reason: str
    is_incomplete: bool
    key: Path | None

    def lock(self) -> tuple[Locked | None, tuple[Problem, ...]]:
        """Lock, or say why not; whoever is second to a number looks again at what stands."""
        while True:
            locks, findings = read_locks(self.edition.store)
            if findings:
                return None, (problem("F047", path=findings[0].path),)
            duty = self.own.duty
            last = latest_of(locks, duty.unit.folder, duty.line, duty.period)
            if last is not None and self._is_interrupted(last):
                unsigned = self._sign(last)
                return None if unsigned else Locked(last, self._enter(last), self._path(last), None), unsigned
            if last is not None and self._is_the_same(last):
                entered = locks_named(self.own.standing.acts.get(duty.unit, ())).get(last.hash)
                if entered is not None:
                    nothing = problem("F068", number=last.number)
                    return Locked(last, entered, self._path(last), None), (nothing, *self._sign(last))
            if wrong := self._elsewhere(locks) or self._refused(last):
                return None, wrong
            changed = self._changes(last) if last is not None else None
            lock = self._lock(locks, last, None if changed is None else changed[0])
            if wrong := self._sign(lock):
                return None, wrong
            if add_lock(self.edition.store, lock):
                return Locked(lock, self._enter(lock), self._path(lock), None if changed is None else changed[1]), ()

    def _sign(self, lock: Lock) -> tuple[Problem, ...]:
        """Sign the lock before it is there, so that none is without the signature that was asked for."""
        return sign_lock(self.edition.store, lock, self.key) if self.key is not None else ()

    def _is_interrupted(self, last: Lock) -> bool:
        """Whether it is this person's lock of this edition, and no act names it."""
        same = (last.edition, last.by, last.reason) == (self.edition.id, self.own.signer.by, self.reason)
        return same and last.hash not in locks_named(self.own.standing.acts.get(self.own.duty.unit, ()))

    def _is_the_same(self, last: Lock) -> bool:
        """Whether the last lock is this correction, by the same person, and all that is locked is as it was then."""
        asked = self.edition.id, self.own.signer.by, self.reason
        if not self.reason or (last.edition, last.by, last.reason) != asked:
            return False
        if last.files != digests_in(self.edition.path):
            return False
        heads = {ledger: int(head.partition(" ")[0]) for ledger, head in last.heads.items()}
        return not any(
            is_entered_after(act, heads.get(f"{unit.folder}/{act.header.period.year}", 0))
            for unit in self.own.duty.covers
            for act in self.own.standing.acts.get(unit, ())
        )

    def _elsewhere(self, locks: Sequence[Lock]) -> tuple[Problem, ...]:
        """F058 where the ledger says that the card is locked, by a lock that is not among the store's."""
        duty, here = self.own.duty, {lock.hash for lock in locks}
        for hash_, act in locks_named(self.own.standing.acts.get(duty.unit, ())).items():
            header = act.header
            if hash_ not in here and (header.period, header.line) == (duty.period, duty.line):
                return (problem("F058", store=self.edition.store, by=header.by, on=f"{header.on:%d.%m.%Y}"),)
        return ()

    def _refused(self, last: Lock | None) -> tuple[Problem, ...]:
        if last is None and self.reason:
            return (problem("F049"),)
        if last is not None and not self.reason:
            return (problem("F048", by=last.by, on=f"{last.on:%d.%m.%Y}", number=last.number),)
        undone = self._undone()
        if undone and not self.is_incomplete:
            return (problem("F050", duties=_in_words(undone)),)
        return ()

    def _undone(self) -> tuple[Duty, ...]:
        """The duties that the lock rests on, within what it covers, and that are not done."""
        duty = self.own.duty
        return tuple(
            status.duty
            for status in self.own.standing.readiness.duties
            if status.duty.task in duty.task.needs
            and _within(status.duty, duty)
            and status.state is not DutyState.DELIVERED
        )

    def _lock(self, locks: Sequence[Lock], last: Lock | None, changed: str | None) -> Lock:
        duty, signer, path = self.own.duty, self.own.signer, self.edition.path
        return with_hash(
            Lock(
                number=len(locks) + 1,
                prev=locks[-1].hash if locks else FIRST_PREV,
                unit=duty.unit.folder,
                line=duty.line,
                period=duty.period,
                by=signer.by,
                role=duty.role,
                on=signer.on,
                edition=self.edition.id,
                folder=path.relative_to(self.edition.store).as_posix(),
                files=digests_in(path),
                heads=self._heads(),
                incomplete=tuple(undone.key for undone in self._undone()),
                corrects=last.number if last is not None else None,
                reason=self.reason,
                changes=changed,
                hash="",
            )
        )

    def _heads(self) -> dict[str, str]:
        """The last act of every ledger of the units that are locked; all years, since a plan goes on from year to
        year."""
        heads = {}
        year = self.own.duty.period.year
        for unit in sorted(self.own.duty.covers):
            heads[f"{unit.folder}/{year}"] = f"0 {first_prev(unit.folder, year)}"
            for act in self.own.standing.acts.get(unit, ()):
                heads[f"{unit.folder}/{act.header.period.year}"] = f"{act.number} {act.hash}"
        return heads

    def _changes(self, last: Lock) -> tuple[str, int]:
        """The digest of the changes since the corrected edition, after their file is written, and how many they are."""
        written = StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow([*KEY, "column", "old", "new"])
        rows = [
            [*one.key, one.column, one.old, one.new]
            for one in changes(self.edition.store / last.folder, self.edition.path)
        ]
        writer.writerows(rows)
        return add_changes(self.edition.store, written.getvalue().encode()), len(rows)

    def _path(self, lock: Lock) -> Path:
        return locks_folder(self.edition.store) / f"{lock.number}.json"

    def _enter(self, lock: Lock) -> Act:
        acts, duty = self.own.standing.acts, self.own.duty
        entered: list[Json] = [
            [unit.folder, digest_of_entered(acts.get(unit, ()), duty.period, self.own.signer.on, duty.line)]
            for unit in sorted(duty.covers)
        ]
        content: Mapping[str, Json] = {
            "lock": lock.number, "hash": lock.hash, "edition": lock.edition, "reason": lock.reason, "entered": entered
        }  # fmt: skip
        return self.own.enter(content)


def _in_words(duties: Sequence[Duty]) -> Translated:
    """What is not done, each with its unit: `godkjenne statusrapporten (Fylket)`."""
    tasks = [(task_in_words(duty.task), duty.unit_name) for duty in duties]
    return Translated(*(", ".join(f"{task[at]} ({unit})" for task, unit in tasks) for at in range(len(LANGUAGES))))


def _within(needed: Duty, duty: Duty) -> bool:
    return needed.unit in duty.covers and needed.line in ("", duty.line)


def is_entered_after(act: Act, last: int) -> bool:
    """Whether a person has entered the act, after the one of that number."""
    return act.number > last and act.header.kind not in _NOT_ENTERED


def locks_named(acts: Sequence[Act]) -> dict[str, Act]:
    """The acts that lock a card, by the hash of their lock."""
    locking = (act for act in acts if act.header.kind == Task.LOCK_CARD and act.said is not None)
    return {str(act.said["hash"]): act for act in locking if act.said is not None and "hash" in act.said}
