"""Verifying: what has been changed since it was written or locked, file by file, and whose it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.chained_files import ChainFault
from kpidsl.followup.ledger import STRIKE, Chain, Fault, Ledger, LedgerFault, read_chain
from kpidsl.followup.lock_files import changes_file, digests_in, locks_folder, read_locks
from kpidsl.followup.striking import standing_texts
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import Act
from kpidsl.model.lock import Lock
from kpidsl.month.locking import is_entered_after, locks_named
from kpidsl.month.signatures import Signed, signed
from kpidsl.month.store import UnitFolder, unit_folders
from kpidsl.month.striking import books_of_struck
from kpidsl.problems import Problem, Translated, problem

_FAULTS: Mapping[Fault, Translated] = {
    Fault.MISSING: Translated("akten er tatt bort", "akta er teken bort", "the act has been removed"),
    Fault.UNREADABLE: Translated("akten er ødelagt", "akta er øydelagd", "the act is damaged"),
    Fault.FOREIGN: Translated("filen hører ikke til her", "fila høyrer ikkje til her", "the file does not belong here"),
    Fault.CHANGED: Translated("akten er endret", "akta er endra", "the act has been changed"),
    Fault.UNCHAINED: Translated(
        "akten før er en annen enn da den ble skrevet",
        "akta før er ei anna enn då ho vart skriven",
        "the act before is another than when it was written",
    ),
    Fault.TWO: Translated(
        "det er to ulike akter med dette nummeret",
        "det er to ulike akter med dette nummeret",
        "there are two different acts of this number",
    ),
    Fault.STRUCK_UNSAID: Translated(
        "teksten er borte, og ingen har strøket den",
        "teksten er borte, og ingen har stroke han",
        "its text is gone, and nobody has struck it",
    ),
    Fault.STRIKES_NOTHING: Translated(
        "akten stryker en akt som ikke finnes",
        "akta stryk ei akt som ikkje finst",
        "it strikes an act that does not exist",
    ),
}
_LOCK_FAULTS: Mapping[ChainFault, Translated] = {
    ChainFault.MISSING: Translated("låsen er tatt bort", "låsen er teken bort", "the lock has been removed"),
    ChainFault.CHANGED: Translated(
        "låsen er endret eller ødelagt", "låsen er endra eller øydelagd", "the lock has been changed or damaged"
    ),
    ChainFault.UNCHAINED: Translated(
        "låsen før er en annen enn da den ble skrevet",
        "låsen før er ein annan enn då han vart skriven",
        "the lock before is another than when it was written",
    ),
    ChainFault.FOREIGN: _FAULTS[Fault.FOREIGN],
}
_REMOVED = Translated("filen er tatt bort", "fila er teken bort", "the file has been removed")
_CHANGED = Translated("filen er endret", "fila er endra", "the file has been changed")
_ADDED = Translated("filen er lagt til", "fila er lagd til", "the file has been added")
_NOBODY = Translated("ukjent hvem sin", "ukjent kven sin", "whose is not known")


@dataclass(frozen=True)
class Verified:
    """What was looked through, and what is wrong with it. `locks` are those that are whole, each with how its
    signature stands; `strikes` the acts that strike another, by ledger, with the struck one."""

    acts: int
    locks: tuple[tuple[Lock, Signed], ...]
    strikes: tuple[tuple[str, Act, Act], ...]
    problems: tuple[Problem, ...]


def verify(folders: Sequence[Path], signers: Path | None = None) -> Verified:
    """Look through every ledger, book, lock and locked edition in the folders: follow-up folders, stores of editions,
    and folders that hold some of either. `signers` is the file of who may sign a lock under which name.

    Raises OSError where a file cannot be read.
    """
    units, stores, problems = _units_in(folders), _stores_in(folders), list[Problem]()
    for folder in folders:
        if not any(place == folder or folder in place.parents for place in [*stores, *(u.path for u in units)]):
            problems.append(problem("F057", folder=folder))
    chains = {
        f"{unit.unit}/{year}": read_chain(Ledger(unit.root, unit.unit, year)) for unit in units for year in unit.years()
    }
    for ledger, chain in chains.items():
        problems += [_of_act(finding, chain) for finding in chain.findings]
        chains[ledger] = replace(chain, acts=tuple(standing_texts(chain.acts)))
    for unit in units:
        problems += _of_originals(unit)
        problems += [_still_there(path, act) for path, act in books_of_struck(unit)]
    locks: list[tuple[Lock, Signed]] = []
    for store in stores:
        whole, findings = read_locks(store)
        problems += [_at(finding.path, _LOCK_FAULTS[finding.fault], _NOBODY) for finding in findings]
        for lock in whole:
            how, of_signature = signed(store, lock, signers)
            locks.append((lock, how))
            problems += [*_of_files(store, lock), *of_signature]
    problems += _of_heads([lock for lock, _ in locks], chains)
    problems += _unnamed([lock for lock, _ in locks], chains)
    count = sum(len(chain.acts) for chain in chains.values())
    return Verified(count, tuple(locks), tuple(_strikes(chains)), tuple(problems))


def _units_in(folders: Sequence[Path]) -> list[UnitFolder]:
    units = {unit.path: unit for folder in folders for root in _and_below(folder) for unit in unit_folders(root)}
    return list(units.values())


def _stores_in(folders: Sequence[Path]) -> list[Path]:
    stores = [place for folder in folders for place in _and_below(folder) if locks_folder(place).is_dir()]
    return list(dict.fromkeys(stores))


def _and_below(folder: Path) -> list[Path]:
    """The folder and those in it: the stores of recipients lie in that of the whole."""
    return [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]


def _of_act(finding: LedgerFault, chain: Chain) -> Problem:
    if finding.fault is Fault.STILL_SAID:
        return _still_there(finding.path, next(a for a in chain.acts if a.header.strikes == finding.number))
    act = next((one for one in chain.acts if one.number == finding.number), None)
    return _at(finding.path, _FAULTS[finding.fault], _whose(act) if act is not None else _NOBODY)


def _still_there(path: Path, act: Act) -> Problem:
    """F067 for what the act strikes and is in that file still."""
    header = act.header
    return problem("F067", path=path, number=header.strikes, by=header.by, on=f"{header.on:%d.%m.%Y}")


def _strikes(chains: Mapping[str, Chain]) -> Iterator[tuple[str, Act, Act]]:
    for ledger, chain in chains.items():
        acts = {act.number: act for act in chain.acts}
        for act in chain.acts:
            if act.header.kind == STRIKE and act.header.strikes in acts:
                yield ledger, act, acts[act.header.strikes]


def _whose(act: Act) -> Translated:
    by = f"{act.header.by}, {act.header.on:%d.%m.%Y}"
    return Translated(*(f"{word} {act.number}: {by}" for word in ("akt", "akt", "act")))


def _at(path: Path, fault: Translated, whose: Translated) -> Problem:
    return problem("F051", path=path, fault=fault, whose=whose)


def _of_originals(unit: UnitFolder) -> Iterator[Problem]:
    """The books that were read are named by their content; one that is gone has been kept as long as it was to be."""
    folder = unit.path / "read"
    for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else ():
        if not is_left_behind(path) and exclusive_files.digest(path) != path.stem:
            yield _at(path, _CHANGED, _NOBODY)


def _of_files(store: Path, lock: Lock) -> Iterator[Problem]:
    """What is otherwise in the folder of the edition than when it was locked."""
    folder = store / lock.folder
    now = digests_in(folder) if folder.is_dir() else {}
    for name in [*lock.files, *(name for name in now if name not in lock.files)]:
        if now.get(name) != lock.files.get(name):
            fault = _REMOVED if name not in now else _CHANGED if name in lock.files else _ADDED
            yield _since(folder / name, fault, lock)
    if lock.changes is not None:
        path = changes_file(store, lock.changes)
        try:
            if exclusive_files.digest(path) != lock.changes:
                yield _since(path, _CHANGED, lock)
        except FileNotFoundError:
            yield _since(path, _REMOVED, lock)


def _since(path: Path, fault: Translated, lock: Lock) -> Problem:
    return problem("F052", path=path, fault=fault, number=lock.number, by=lock.by, on=f"{lock.on:%d.%m.%Y}")


def _of_heads(locks: Sequence[Lock], chains: Mapping[str, Chain]) -> Iterator[Problem]:
    """The ledgers without the act that a lock names as their last (F053), and what was entered after the last lock of a
    card (F054). Nothing where no ledgers are given: then the locks are unnamed too."""
    latest = {(lock.unit, lock.line, lock.period): lock for lock in locks}
    for lock in locks if chains else ():
        for ledger, head in lock.heads.items():
            number, _, hash_ = head.partition(" ")
            acts = chains[ledger].acts if ledger in chains else ()
            if number != "0" and not any((f"{act.number}", act.hash) == (number, hash_) for act in acts):
                day = f"{lock.on:%d.%m.%Y}"
                yield problem("F053", ledger=ledger, number=lock.number, act=number, by=lock.by, on=day)
            elif latest[lock.unit, lock.line, lock.period] is lock:
                yield from _late(lock, ledger, acts, int(number))


def _late(lock: Lock, ledger: str, acts: Sequence[Act], last: int) -> Iterator[Problem]:
    """What people entered for the locked period after that act."""
    for act in acts:
        header = act.header
        if is_entered_after(act, last) and header.period == lock.period:
            yield problem(
                "F054",
                path=f"{ledger}, {act.number}",
                by=header.by,
                on=f"{header.on:%d.%m.%Y}",
                period=header.period,
                number=lock.number,
                locked_by=lock.by,
                locked_on=f"{lock.on:%d.%m.%Y}",
            )


def _unnamed(locks: Sequence[Lock], chains: Mapping[str, Chain]) -> Iterator[Problem]:
    """The acts whose lock is not there (F055), and the locks that no act names (F056)."""
    named: dict[str, Act] = {}
    for ledger, chain in chains.items():
        of_ledger = locks_named(chain.acts)
        named |= of_ledger
        for hash_, act in of_ledger.items():
            if all(lock.hash != hash_ for lock in locks):
                number = act.said["lock"] if act.said is not None else None
                day = f"{act.header.on:%d.%m.%Y}"
                yield problem("F055", path=f"{ledger}, {act.number}", by=act.header.by, on=day, number=number)
    for lock in locks:
        if lock.hash not in named:
            yield problem("F056", number=lock.number, by=lock.by, on=f"{lock.on:%d.%m.%Y}")
