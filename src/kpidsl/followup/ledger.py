"""The ledger: the acts of a unit and a year (the year of their period), each naming the hash of the one before.

    <folder>/<unit>/acts/2026/1.json, 2.json, …    an act each
    <folder>/<unit>/acts/2026.jsonl                a closed year, bound: the same lines in one file

Many may append at once: the one whose number is taken reads the new last act and tries again. A bound year can still be
added to; the acts after it are files again. That acts have been cut off at the end the chain cannot show: a lock, which
names the last hash, does.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.act_lines import digest_of, first_prev, from_line, hash_of, new_act, to_line
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import Act, ActHeader, Json

STRIKE = "strike"
"""The kind of an act that strikes the text of another."""
_STRUCK = b'"salt":null,"said":null}\n'
_TRIES = 100
_FILE_NAME = re.compile(r"([1-9][0-9]*)\.json")
_UNIT = re.compile(r"[^\W_][\w .-]*-[\w .-]*\w")


class Fault(StrEnum):
    """What can be wrong with an act, or with a file among the acts."""

    MISSING = "missing"
    """There is a later act, but none of this number."""
    UNREADABLE = "unreadable"
    """The bytes are not those of an act."""
    FOREIGN = "foreign"
    """A file that is no act, or an act of another number, unit or year than its place says."""
    CHANGED = "changed"
    """Its fields do not give its hash, or its text and salt do not give its digest."""
    UNCHAINED = "unchained"
    """It does not name the hash of the act before it."""
    TWO = "two"
    """The bound year and a file have different acts of this number."""
    STRUCK_UNSAID = "struck_unsaid"
    """Its text is gone, and no act says that it was struck."""
    STILL_SAID = "still_said"
    """A later act strikes its text, and the text is still there: `carry_out_strikes` was interrupted."""
    STRIKES_NOTHING = "strikes_nothing"
    """It strikes an act that is not before it."""


@dataclass(frozen=True)
class LedgerFault:
    """A fault, of the act of that number (None for a file that has none), in that file."""

    path: Path
    number: int | None
    fault: Fault


class DamagedLedgerError(Exception):
    """The ledger has faults, so nothing is added to it; `findings` has at least one."""

    def __init__(self, findings: tuple[LedgerFault, ...]) -> None:
        super().__init__("; ".join(f"{finding.path}: {finding.fault}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Ledger:
    """Where the acts of a unit and a year are. Raises ValueError for a unit that cannot be the name of a folder."""

    folder: Path
    unit: str
    year: int

    def __post_init__(self) -> None:
        if not _UNIT.fullmatch(self.unit):
            raise ValueError(f"a unit's folder is named by level and code, as kontor-0315, not {self.unit!r}")

    @property
    def acts(self) -> Path:
        """The folder of the year's acts that are files."""
        return self.folder / self.unit / "acts" / str(self.year)

    @property
    def bound(self) -> Path:
        """The file of the year's bound acts."""
        return self.acts.with_name(f"{self.year}.jsonl")

    def file_of(self, number: int) -> Path:
        """The file of the act, where it is not bound."""
        return self.acts / f"{number}.json"


@dataclass(frozen=True)
class Chain:
    """The acts of a ledger in order, and what is wrong with them. An act with a fault is left out of `acts` where it
    cannot be read, and is among them otherwise."""

    acts: tuple[Act, ...]
    findings: tuple[LedgerFault, ...]


def append(ledger: Ledger, header: ActHeader, content: Mapping[str, Json]) -> Act:
    """The act as it was written, after the last one; when it is returned, it is on the disk.

    Raises ValueError for a header of another unit or year, or a text that JSON cannot carry exactly; DamagedLedgerError
    where the last act is not whole; OSError where nothing can be written. Earlier acts are not checked: `read_chain`
    checks them.
    """
    if (header.unit, header.period.year) != (ledger.unit, ledger.year):
        raise ValueError(f"an act of {header.unit} {header.period} does not belong in {ledger.unit} {ledger.year}")
    while True:
        last = _last(ledger)
        number, prev = (last.number + 1, last.hash) if last else (1, first_prev(ledger.unit, ledger.year))
        act = new_act(number, prev, header, content, secrets.token_hex(16))
        if exclusive_files.create(ledger.file_of(number), to_line(act)):
            lines = _bound_lines(ledger)  # read after: the name may be free because another act of this number is bound
            if len(lines) < number or not _differ(lines[number - 1], to_line(act)):
                return act
            exclusive_files.remove(ledger.file_of(number))


def strike(ledger: Ledger, header: ActHeader, why: str, instead: Mapping[str, Json] | None = None) -> Act:
    """The act that strikes the text of the act `header.strikes`; that text and its salt are then gone from the ledger.

    `instead` is what the struck act is to say from now on; None: nothing. What is struck by mistake cannot be brought
    back. The header of the struck act, with who and when, stays. Raises
    ValueError for a header that is not a strike or that names no act or an act already struck; else as `append`.
    """
    chain = read_chain(ledger)
    target = next((act for act in chain.acts if act.number == header.strikes), None)
    if header.kind != STRIKE or target is None or target.said is None:
        raise ValueError(f"there is no text to strike in act {header.strikes} of {ledger.unit} {ledger.year}")
    act = append(ledger, header, {"why": why} if instead is None else {"why": why, "instead": instead})
    carry_out_strikes(ledger)
    return act


def carry_out_strikes(ledger: Ledger) -> None:
    """Removes every text that an act strikes and that is still there: after a strike that was interrupted, too."""
    while pending := {f.number for f in read_chain(ledger).findings if f.fault is Fault.STILL_SAID}:
        for number in pending:
            if number is not None and ledger.file_of(number).exists():
                _strike_lines(ledger.file_of(number), {number})
        if ledger.bound.exists():
            _strike_lines(ledger.bound, pending)
    for folder in (ledger.acts, ledger.acts.parent):
        exclusive_files.remove_leftovers(folder)


def bind(ledger: Ledger) -> bool:
    """Whether the year's acts were bound into one file: False where they were already, or where there are none.

    Acts that come later stay files, so that no two ever write the same bound file. Raises DamagedLedgerError where a
    fault would be bound with them.
    """
    chain = read_chain(ledger)
    if faults := tuple(finding for finding in chain.findings if finding.fault is not Fault.STILL_SAID):
        raise DamagedLedgerError(faults)
    bound = bool(chain.acts) and exclusive_files.create(ledger.bound, b"".join(map(to_line, chain.acts)))
    for number in range(1, len(_bound_lines(ledger)) + 1):
        exclusive_files.remove(ledger.file_of(number))
    carry_out_strikes(ledger)
    return bound


def read_chain(ledger: Ledger) -> Chain:
    """Every act, each checked against its place, its hash, its text and the act before it."""
    lines, findings = _lines(ledger)
    acts: list[Act] = []
    prev = first_prev(ledger.unit, ledger.year)
    for number in range(1, max(lines, default=0) + 1):
        path, line = lines.get(number, (ledger.file_of(number), None))
        act, faults = _checked(ledger, number, line, prev)
        findings += [LedgerFault(path, number, fault) for fault in faults]
        if act:
            acts.append(act)
        prev = act.hash if act else ""
    findings += [LedgerFault(lines[number][0], number, fault) for number, fault in _strike_faults(acts)]
    return Chain(tuple(acts), tuple(findings))


def _checked(ledger: Ledger, number: int, line: bytes | None, prev: str) -> tuple[Act | None, list[Fault]]:
    """The act of the line, None where it is not one of this place, and what is wrong with it by itself."""
    if line is None:
        return None, [Fault.MISSING]
    try:
        act = from_line(line)
    except ValueError:
        return None, [Fault.UNREADABLE]
    if (act.number, act.header.unit, act.header.period.year) != (number, ledger.unit, ledger.year):
        return None, [Fault.FOREIGN]
    faults = [] if _is_whole(act) else [Fault.CHANGED]
    if act.prev != prev and prev:  # after an act that cannot be read, its fault is the one to tell
        faults.append(Fault.UNCHAINED)
    return act, faults


def _is_whole(act: Act) -> bool:
    """Whether the fields give the hash, and text and salt, where they are not struck, the digest."""
    if act.hash != hash_of(act.number, act.prev, act.header, act.digest):
        return False
    if act.said is None or act.salt is None:
        return True
    try:
        return act.digest == digest_of(act.salt, act.said)
    except ValueError:
        return False


def _strike_faults(acts: list[Act]) -> Iterator[tuple[int, Fault]]:
    """The acts whose text is gone without a strike, or still there after one, and the strikes of nothing."""
    numbers = {act.number for act in acts}
    struck: set[int] = set()
    for act in acts:
        target = act.header.strikes
        if (act.header.kind == STRIKE) != (target is not None) or (target is not None and target >= act.number):
            yield act.number, Fault.STRIKES_NOTHING
        elif target is not None:
            struck.add(target)
            if target not in numbers:
                yield act.number, Fault.STRIKES_NOTHING
    for act in acts:
        if act.said is None and act.number not in struck:
            yield act.number, Fault.STRUCK_UNSAID
        if act.said is not None and act.number in struck:
            yield act.number, Fault.STILL_SAID


def _lines(ledger: Ledger) -> tuple[dict[int, tuple[Path, bytes]], list[LedgerFault]]:
    """The line of each number and the file it is in, and the files that do not belong there.

    The files are read before the bound ones: what is bound between the two is then seen twice, never not at all.
    """
    findings: list[LedgerFault] = []
    lines: dict[int, tuple[Path, bytes]] = {}
    for path in sorted(ledger.acts.iterdir()) if ledger.acts.is_dir() else ():
        if match := _FILE_NAME.fullmatch(path.name):
            try:
                lines[int(match[1])] = (path, exclusive_files.read(path))
            except FileNotFoundError:  # bound or cleared away since the folder was listed
                continue
        elif not is_left_behind(path):  # what a killed writer left beside is hidden, and so is among it
            findings.append(LedgerFault(path, None, Fault.FOREIGN))
    for number, line in enumerate(_bound_lines(ledger), 1):
        path, other = lines.get(number, (ledger.bound, line))
        if _differ(line, other):
            findings.append(LedgerFault(path, number, Fault.TWO))
        if other == line or other.endswith(_STRUCK):  # of the two, the one with the text, so that it is seen
            lines[number] = (ledger.bound, line)
    return lines, findings


def _differ(line: bytes, other: bytes) -> bool:
    """Whether two lines are of different acts; an act and the same act with its text struck are the same."""
    try:
        return line != other and replace(from_line(line), salt=None, said=None) != replace(
            from_line(other), salt=None, said=None
        )
    except ValueError:
        return True


def _bound_lines(ledger: Ledger) -> list[bytes]:
    """The lines of the bound file; none where the year is not bound."""
    try:
        return exclusive_files.read(ledger.bound).splitlines(keepends=True)
    except FileNotFoundError:
        return []


def _last(ledger: Ledger) -> Act | None:
    """The last act, None of an empty ledger. Raises DamagedLedgerError where it is not whole."""
    path = ledger.acts
    for _ in range(_TRIES):
        names = (_FILE_NAME.fullmatch(path.name) for path in ledger.acts.iterdir()) if ledger.acts.is_dir() else ()
        number = max((int(name[1]) for name in names if name), default=0)
        lines = _bound_lines(ledger)
        if not (number or lines):
            return None
        if len(lines) >= number:
            path, number, line = ledger.bound, len(lines), lines[-1]
        else:
            path = ledger.file_of(number)
            try:
                line = exclusive_files.read(path)
            except FileNotFoundError:  # bound since the folder was listed
                continue
        try:
            act = from_line(line)
        except ValueError:
            raise DamagedLedgerError((LedgerFault(path, number, Fault.UNREADABLE),)) from None
        if act.number != number or not _is_whole(act):
            raise DamagedLedgerError((LedgerFault(path, number, Fault.CHANGED),))
        return act
    raise DamagedLedgerError((LedgerFault(path, None, Fault.UNREADABLE),))


def _strike_lines(path: Path, numbers: set[int | None]) -> None:
    """The file again, its acts of these numbers without text and salt."""
    try:
        lines = exclusive_files.read(path).splitlines(keepends=True)
    except FileNotFoundError:
        return
    exclusive_files.replace(path, b"".join(_struck_line(line, numbers) for line in lines))


def _struck_line(line: bytes, numbers: set[int | None]) -> bytes:
    """The line, without text and salt where it is the act of one of the numbers; what is no act stays as it is."""
    try:
        act = from_line(line)
    except ValueError:
        return line
    return to_line(replace(act, salt=None, said=None)) if act.number in numbers else line
