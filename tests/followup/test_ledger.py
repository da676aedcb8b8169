"""The ledger: what was reported is one chain, whoever writes at the same time, and every change to it is seen."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpidsl.followup import exclusive_files
from kpidsl.followup.act_lines import digest_of, first_prev, from_line, hash_of, to_line
from kpidsl.followup.ledger import (
    DamagedLedgerError,
    Fault,
    Ledger,
    append,
    bind,
    carry_out_strikes,
    read_chain,
    strike,
)
from kpidsl.model.act import Act, ActHeader
from kpidsl.model.period import Month

UNIT = "kontor-0315"
HEADER = ActHeader(UNIT, Month.of(2026, 10), "reading", "Kari N.", "leder", date(2026, 11, 12), "f1", "ab" * 32)
STRIKE = ActHeader(UNIT, Month.of(2026, 10), "strike", "Ola H.", "leder", date(2026, 11, 20), strikes=2)


@pytest.fixture(params=["links", "no links"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """An empty ledger, on a disk with hard links and on a share that refuses them."""
    if request.param == "no links":
        monkeypatch.setattr(os, "link", _refuse)
    return Ledger(tmp_path, UNIT, 2026)


def _refuse(*_: object) -> None:
    raise OSError(errno.EOPNOTSUPP, "Operation not supported")


def _three(ledger: Ledger) -> list[Act]:
    return [append(ledger, HEADER, {"tiltak": f"ring bruker {n}", "rad": n}) for n in (1, 2, 3)]


def _faults(ledger: Ledger) -> set[tuple[int | None, Fault]]:
    return {(finding.number, finding.fault) for finding in read_chain(ledger).findings}


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_acts_are_numbered_from_one_and_each_names_the_hash_of_the_one_before(ledger: Ledger) -> None:
    first, second, third = _three(ledger)
    assert [act.number for act in (first, second, third)] == [1, 2, 3]
    assert (first.prev, second.prev, third.prev) == (first_prev(UNIT, 2026), first.hash, second.hash)
    chain = read_chain(ledger)
    assert chain.acts == (first, second, third)
    assert chain.findings == ()


def test_an_empty_ledger_has_no_acts_and_no_faults(ledger: Ledger) -> None:
    assert read_chain(ledger) == read_chain(Ledger(ledger.folder, "fylke-03", 2026))
    assert (read_chain(ledger).acts, read_chain(ledger).findings) == ((), ())
    assert bind(ledger) is False


def test_a_bound_year_holds_the_same_lines_and_later_acts_follow_them(ledger: Ledger) -> None:
    acts = _three(ledger)
    assert bind(ledger) is True
    assert exclusive_files.read(ledger.bound) == b"".join(map(to_line, acts))
    assert list(ledger.acts.iterdir()) == []
    late = append(ledger, HEADER, {"tiltak": "etter årets slutt"})
    assert (late.number, late.prev) == (4, acts[2].hash)
    assert bind(ledger) is False  # the bound file is never added to, so that no two can write it
    assert read_chain(ledger).acts == (*acts, late)
    assert _faults(ledger) == set()


def test_binding_that_was_interrupted_before_the_files_were_removed_leaves_one_chain(ledger: Ledger) -> None:
    acts = _three(ledger)
    exclusive_files.create(ledger.bound, b"".join(map(to_line, acts)))
    assert read_chain(ledger).acts == tuple(acts)
    assert _faults(ledger) == set()
    assert append(ledger, HEADER, {}).number == 4
    assert bind(ledger) is False
    assert [path.name for path in ledger.acts.iterdir()] == ["4.json"]


def test_a_number_that_binding_has_freed_is_not_given_to_a_second_act(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A writer has read act 3 as the last one; before it writes, another appends act 4 and the year is bound.
    acts, create = _three(ledger), exclusive_files.create
    others: list[Act] = []

    def create_after_the_others(target: Path, content: bytes) -> bool:
        monkeypatch.setattr(exclusive_files, "create", create)
        others.append(append(ledger, HEADER, {"tiltak": "den andres"}))
        bind(ledger)
        return create(target, content)

    monkeypatch.setattr(exclusive_files, "create", create_after_the_others)
    mine = append(ledger, HEADER, {"tiltak": "mitt"})
    assert (others[0].number, mine.number, mine.prev) == (4, 5, others[0].hash)
    assert read_chain(ledger).acts == (*acts, *others, mine)
    assert _faults(ledger) == set()


def test_an_act_that_is_bound_as_soon_as_it_is_written_is_not_written_twice(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = exclusive_files.create

    def create_and_bind(target: Path, content: bytes) -> bool:
        monkeypatch.setattr(exclusive_files, "create", create)
        created = create(target, content)
        bind(ledger)
        return created

    monkeypatch.setattr(exclusive_files, "create", create_and_bind)
    act = append(ledger, HEADER, {"tiltak": "mitt"})
    assert act.number == 1
    assert read_chain(ledger).acts == (act,)


@pytest.mark.parametrize("bound", [False, True])
def test_a_struck_text_is_in_no_file_and_the_chain_still_holds(ledger: Ledger, bound: bool) -> None:
    append(ledger, HEADER, {"tiltak": "ring"})
    append(ledger, HEADER, {"tiltak": "følg opp Per Hansen"})
    killed = ledger.acts / f"{exclusive_files.BESIDE}killed"
    killed.write_bytes("følg opp Per Hansen".encode())  # a writer was killed before it had cleared up
    if bound:
        bind(ledger)
    act = strike(ledger, STRIKE, "navn på bruker")
    assert b"Hansen" not in _everything(ledger.folder)
    chain = read_chain(ledger)
    assert chain.findings == ()
    assert [one.said for one in chain.acts] == [{"tiltak": "ring"}, None, {"why": "navn på bruker"}]
    assert chain.acts[1].salt is None  # with it, a short text could be guessed from the digest
    assert (act.number, act.header.by, act.header.strikes) == (3, "Ola H.", 2)


def test_a_strike_that_was_interrupted_is_seen_and_carried_out_later(ledger: Ledger) -> None:
    _three(ledger)
    append(ledger, STRIKE, {"why": "navn"})
    assert _faults(ledger) == {(2, Fault.STILL_SAID)}
    carry_out_strikes(ledger)
    assert _faults(ledger) == set()
    assert b"ring bruker 2" not in _everything(ledger.folder)


def test_a_text_left_in_the_bound_file_is_seen_although_the_file_beside_it_is_struck(ledger: Ledger) -> None:
    acts = _three(ledger)
    strike(ledger, STRIKE, "navn")
    exclusive_files.create(ledger.bound, b"".join(map(to_line, acts)))  # from before the strike
    assert _faults(ledger) == {(2, Fault.STILL_SAID)}
    carry_out_strikes(ledger)
    assert _faults(ledger) == set()
    assert b"ring bruker 2" not in _everything(ledger.folder)


def test_a_strike_must_strike_a_text_that_is_there(ledger: Ledger) -> None:
    _three(ledger)
    strike(ledger, STRIKE, "navn")
    for header in (STRIKE, HEADER, ActHeader(**{**vars(STRIKE), "strikes": 9})):  # struck already, no strike, no act 9
        with pytest.raises(ValueError, match="no text to strike"):
            strike(ledger, header, "navn")
    assert len(read_chain(ledger).acts) == 4


def test_a_text_that_is_gone_without_a_strike_is_seen(ledger: Ledger) -> None:
    second = _three(ledger)[1]
    exclusive_files.replace(ledger.file_of(2), to_line(Act(**{**vars(second), "salt": None, "said": None})))
    assert _faults(ledger) == {(2, Fault.STRUCK_UNSAID)}


def test_an_act_that_is_removed_swapped_inserted_or_rewritten_is_seen(ledger: Ledger) -> None:
    acts = _three(ledger)
    lines = [to_line(act) for act in acts]

    def faults_of(*changed: bytes) -> set[tuple[int | None, Fault]]:
        shutil.rmtree(ledger.acts)
        for number, line in enumerate(changed, 1):
            if line:
                exclusive_files.create(ledger.file_of(number), line)
        return _faults(ledger)

    def forged(number: int, prev: str, text: str) -> bytes:
        """An act by someone who knows how hashes are computed."""
        said, salt = {"tiltak": text}, "0" * 32
        digest = digest_of(salt, said)
        return to_line(Act(number, prev, HEADER, digest, hash_of(number, prev, HEADER, digest), salt, said))

    assert faults_of(*lines) == set()
    assert faults_of(lines[0], b"", lines[2]) == {(2, Fault.MISSING)}
    assert faults_of(lines[0], lines[2]) == {(2, Fault.FOREIGN)}
    assert faults_of(lines[0], lines[2], lines[1]) == {(2, Fault.FOREIGN), (3, Fault.FOREIGN)}
    assert faults_of(lines[0], forged(2, acts[0].hash, "et annet"), lines[2]) == {(3, Fault.UNCHAINED)}
    assert faults_of(*lines[:2], forged(3, acts[0].hash, "satt inn")) == {(3, Fault.UNCHAINED)}
    assert faults_of(lines[0], lines[1].replace(b"bruker 2", b"bruker 7"), lines[2]) == {(2, Fault.CHANGED)}
    assert faults_of(lines[0], lines[1].replace(b"Kari", b"Anne"), lines[2]) == {(2, Fault.CHANGED)}
    assert faults_of(lines[0], lines[1][:-2], lines[2]) == {(2, Fault.UNREADABLE)}


def test_lines_of_a_bound_year_that_are_swapped_or_doubled_are_seen(ledger: Ledger) -> None:
    acts = _three(ledger)
    bind(ledger)
    one, two, three = map(to_line, acts)
    exclusive_files.replace(ledger.bound, one + three + two)
    assert _faults(ledger) == {(2, Fault.FOREIGN), (3, Fault.FOREIGN)}
    exclusive_files.replace(ledger.bound, one + two + three)
    other = to_line(append(Ledger(ledger.folder / "other", UNIT, 2026), HEADER, {}))
    exclusive_files.create(ledger.file_of(1), other)
    assert (1, Fault.TWO) in _faults(ledger)


def test_an_act_written_in_another_way_is_seen_also_where_it_says_the_same(ledger: Ledger) -> None:
    line = to_line(_three(ledger)[2])
    for other in (line.replace(b'"n":3', b'"n": 3'), line + b" ", line.replace(b'{"n":3', b'{"n":9,"n":3')):
        assert json.loads(other) == json.loads(line)
        exclusive_files.replace(ledger.file_of(3), other)
        assert _faults(ledger) == {(3, Fault.UNREADABLE)}


def test_an_act_follows_the_bound_one_where_a_file_has_another_of_its_number(ledger: Ledger) -> None:
    acts = _three(ledger)
    bind(ledger)
    other = Ledger(ledger.folder / "other", UNIT, 2026)
    exclusive_files.create(ledger.file_of(3), to_line(_three(other)[2]))  # a writer was killed before it removed it
    assert append(ledger, HEADER, {}).prev == acts[2].hash


def test_a_strike_of_itself_or_of_a_later_act_strikes_nothing(ledger: Ledger) -> None:
    append(ledger, STRIKE, {"why": "nummer 2 kommer etter"})
    append(ledger, STRIKE, {"why": "nummer 2 er denne"})
    assert _faults(ledger) == {(1, Fault.STRIKES_NOTHING), (2, Fault.STRIKES_NOTHING)}
    carry_out_strikes(ledger)
    assert [act.said for act in read_chain(ledger).acts if act.said is None] == []


def test_files_and_acts_that_belong_elsewhere_are_seen(ledger: Ledger) -> None:
    act = _three(ledger)[0]
    (ledger.acts / "1 (kopi).json").write_bytes(to_line(act))
    assert _faults(ledger) == {(None, Fault.FOREIGN)}
    other = Ledger(ledger.folder, "kontor-0316", 2026)
    exclusive_files.create(other.file_of(1), to_line(act))
    assert _faults(other) == {(1, Fault.FOREIGN)}


def test_nothing_is_added_after_an_act_that_is_not_whole(ledger: Ledger) -> None:
    third = _three(ledger)[2]
    exclusive_files.replace(ledger.file_of(3), to_line(third).replace(b"bruker 3", b"bruker 4"))
    with pytest.raises(DamagedLedgerError) as damaged:
        append(ledger, HEADER, {})
    assert [(one.number, one.fault) for one in damaged.value.findings] == [(3, Fault.CHANGED)]
    with pytest.raises(DamagedLedgerError):
        bind(ledger)
    assert not ledger.bound.exists()


def test_only_what_json_carries_exactly_is_said(ledger: Ledger) -> None:
    for said in ({"verdi": 4.2}, {"verdi": float("nan")}, {"tekst": "\ud800"}, {1: "a"}):
        with pytest.raises(ValueError):
            append(ledger, HEADER, said)  # type: ignore[arg-type]
    for header in (
        ActHeader(**{**vars(HEADER), "unit": "kontor-1"}),
        ActHeader(**{**vars(HEADER), "period": Month.of(2025, 1)}),
    ):
        with pytest.raises(ValueError, match="does not belong"):
            append(ledger, header, {})
    assert _everything(ledger.folder) == b""
    said = {"tekst": '«æøå»\n\r\u2028 "{}', "liste": [1, True, None, {"a": "b"}]}
    assert append(ledger, HEADER, said).said == read_chain(ledger).acts[0].said == said


def test_the_line_of_an_act_is_bound_by_its_hash_and_acts_without_one_are_written_as_before(ledger: Ledger) -> None:
    append(ledger, HEADER, {})
    assert b'"line"' not in _everything(ledger.folder)
    on_line = append(ledger, replace(HEADER, line="statlig"), {})
    assert [act.header.line for act in read_chain(ledger).acts] == ["", "statlig"]
    exclusive_files.replace(ledger.file_of(2), to_line(on_line).replace(b'"line":"statlig"', b'"line":"kommunal"'))
    assert _faults(ledger) == {(2, Fault.CHANGED)}
    exclusive_files.replace(ledger.file_of(2), to_line(on_line).replace(b'"line":"statlig"', b'"line":""'))
    assert _faults(ledger) == {(2, Fault.UNREADABLE)}


def test_a_unit_that_is_no_name_of_a_folder_is_refused(tmp_path: Path) -> None:
    for unit in ("../kontor-1", "kontor-1/2", "kontor", "", ".kontor-1", "kontor-1\n", "kontor-.."):
        with pytest.raises(ValueError, match="named by level and code"):
            Ledger(tmp_path, unit, 2026)


def test_a_full_disk_leaves_nothing_behind_and_the_ledger_whole(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts, fsync = _three(ledger), os.fsync

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        append(ledger, HEADER, {"tiltak": "for mye"})
    monkeypatch.setattr(os, "fsync", fsync)
    assert sorted(path.name for path in ledger.acts.iterdir()) == ["1.json", "2.json", "3.json"]
    assert append(ledger, HEADER, {}).number == 4
    assert read_chain(ledger).acts[:3] == tuple(acts)


def test_writers_with_and_without_links_exclude_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, target = os.link, tmp_path / "1.json"
    assert exclusive_files.create(target, b"first")
    monkeypatch.setattr(os, "link", _refuse)
    assert not exclusive_files.create(target, b"second")
    assert not exclusive_files._create_folder(target, b"second")
    monkeypatch.setattr(Path, "exists", lambda _: False)  # the name is taken after it was looked for
    with pytest.raises(OSError, match="Not a directory"):
        exclusive_files._create_folder(target, b"second")
    monkeypatch.undo()
    monkeypatch.setattr(os, "link", _refuse)
    assert exclusive_files.create(tmp_path / "2.json", b"first")
    monkeypatch.setattr(os, "link", link)
    assert not exclusive_files.create(tmp_path / "2.json", b"second")
    assert [exclusive_files.read(tmp_path / name) for name in ("1.json", "2.json")] == [b"first", b"first"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.json", "2.json"]


def test_every_flipped_bit_is_seen_in_a_file_and_in_a_bound_year(ledger: Ledger) -> None:
    _three(ledger)
    strike(ledger, STRIKE, "navn")
    _flip(ledger, ledger.file_of(2), random.Random(1), 150)
    _flip(ledger, ledger.file_of(3), random.Random(2), 150)
    bind(ledger)
    _flip(ledger, ledger.bound, random.Random(3), 300)


def _flip(ledger: Ledger, path: Path, chosen: random.Random, times: int) -> None:
    content = exclusive_files.read(path)
    file = path / "content" if path.is_dir() else path
    for _ in range(times):
        bit = chosen.randrange(8 * len(content))
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        assert read_chain(ledger).findings, (path.name, bit)
    file.write_bytes(content)
    assert not read_chain(ledger).findings


WRITER = """
import errno, json, os, sys
from datetime import date
from pathlib import Path
from kpidsl.followup.ledger import Ledger, append
from kpidsl.model.act import ActHeader
from kpidsl.model.period import Month

def refuse(*_):
    raise OSError(errno.EPERM, "Operation not permitted")

folder, name, times, links = sys.argv[1:]
if links == "no links":
    os.link = refuse
ledger = Ledger(Path(folder), "kontor-0315", 2026)
header = ActHeader("kontor-0315", Month.of(2026, 10), "reading", name, "leder", date(2026, 11, 12))
for n in range(int(times)):
    print(append(ledger, header, {"n": n}).hash, flush=True)
"""


def _writer(folder: Path, name: str, times: int, links: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(times), links], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("kinds", [("links",), ("no links",), ("links", "no links")])
def test_parallel_writers_make_one_chain_of_all_their_acts(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    writers = [_writer(tmp_path, str(n), 10, kinds[n % len(kinds)]) for n in range(4)]
    written = [line for writer in writers for line in writer.communicate()[0].split()]
    chain = read_chain(Ledger(tmp_path, UNIT, 2026))
    assert chain.findings == ()
    assert sorted(act.hash for act in chain.acts) == sorted(written)
    for n in range(4):  # each writer's own acts in the order it wrote them
        assert [act.said for act in chain.acts if act.header.by == str(n)] == [{"n": k} for k in range(10)]


@pytest.mark.long
@pytest.mark.parametrize("links", ["links", "no links"])
def test_writers_that_are_killed_lose_and_tear_no_act(tmp_path: Path, links: str) -> None:
    chosen, written = random.Random(11), set()
    for n in range(60):
        writers = [_writer(tmp_path, f"{n}.{k}", 10_000, links) for k in range(2)]
        for writer in writers:
            assert writer.stdout is not None
            written.add(writer.stdout.readline().strip())
        time.sleep(chosen.random() / 20)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:  # the last line may be half written
            written |= {line.strip() for line in writer.communicate()[0].splitlines(keepends=True) if line[-1] == "\n"}
    chain = read_chain(Ledger(tmp_path, UNIT, 2026))
    assert chain.findings == ()
    assert written <= {act.hash for act in chain.acts}


def test_an_act_is_a_line_that_can_be_read_by_eye(ledger: Ledger) -> None:
    fields = json.loads(to_line(append(ledger, HEADER, {"tiltak": "ring"})))
    assert list(fields)[:11] == ["n", "prev", "unit", "period", "kind", "by", "role", "on", "form", "file", "strikes"]
    assert (fields["period"], fields["on"], fields["said"]) == ("2026-10", "2026-11-12", {"tiltak": "ring"})
    assert from_line(to_line(append(ledger, HEADER, {"a": "b"}))).said == {"a": "b"}
