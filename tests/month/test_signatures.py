"""Signed locks: by the key of the one who locks, held against who may sign under which name."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.followup.lock_files import read_locks, signature_file
from tests.month.test_lock import corrected, lock, locking_acts, locks
from tests.month.test_lock import month as month  # a fixture
from tests.month.test_sign_off import codes
from tests.month.test_verify import places

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen")


def made_key(folder: Path, name: str) -> Path:
    """A private key, its public half beside it."""
    key = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)], check=True)
    return key


def allowed(folder: Path, **keys: Path) -> Path:
    """The file of who may sign: names with `_` for a blank, and their keys."""
    lines = []
    for name, key in keys.items():
        public = key.with_suffix(".pub").read_text(encoding="ascii").split()
        lines.append(f'"{name.replace("_", " ")}" namespaces="kpidsl" {public[0]} {public[1]}\n')
    file = folder / "allowed_signers"
    file.write_text("".join(lines), encoding="utf-8")
    return file


def verify(project: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, places(project)), *more])


@pytest.fixture
def project(month: Path, tmp_path: Path) -> Path:
    """A copy of the month, before it is locked."""
    return Path(shutil.copytree(month, tmp_path / "month"))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Dag Ås's."""
    return made_key(tmp_path, "dag")


def test_a_signed_lock_is_held_against_who_may_sign(project: Path, tmp_path: Path, key: Path) -> None:
    assert lock(project, "--key", f"{key}").exit_code == 0
    signers = allowed(tmp_path, Dag_Ås=key)
    good = verify(project, "--signers", f"{signers}")
    assert (good.exit_code, good.stderr) == (0, "")
    assert "Dag Ås 20.11.2026, signert\n" in good.stdout
    unchecked = verify(project)
    assert unchecked.exit_code == 0
    assert "20.11.2026, signert, ikke kontrollert (--signers)\n" in unchecked.stdout


def test_a_lock_without_its_signature_is_said(project: Path, tmp_path: Path, key: Path) -> None:
    """Locked without a key, and with the signature removed: the two look the same."""
    assert lock(project, "--key", f"{key}").exit_code == 0
    (whole,), _ = read_locks(project / "editions")
    signature_file(project / "editions", whole).unlink()
    plain = verify(project)
    assert (plain.exit_code, "20.11.2026, ikke signert\n" in plain.stdout) == (0, True)
    asked = verify(project, "--signers", f"{allowed(tmp_path, Dag_Ås=key)}")
    assert (asked.exit_code, codes(asked)) == (3, ["F071"])
    assert "Lås 1 (Dag Ås, 20.11.2026) er ikke signert." in asked.stderr


def test_a_signature_of_somebody_else_or_changed_is_said(project: Path, tmp_path: Path, key: Path) -> None:
    """Another key under the name, another name for the key, another use of it, and each of fifty flipped bits."""
    other = made_key(tmp_path, "eva")
    assert lock(project, "--key", f"{key}").exit_code == 0
    for signers in ({"Dag_Ås": other}, {"Eva_L.": key}, {"Dag_Ås_jr": key}, {}):
        done = verify(project, "--signers", f"{allowed(tmp_path, **signers)}")
        assert (done.exit_code, codes(done)) == (1, ["F070"]), signers
        assert "Dag Ås 20.11.2026, signaturen holder ikke\n" in done.stdout
    signers = allowed(tmp_path, Dag_Ås=key)
    signers.write_text(signers.read_text(encoding="utf-8").replace('"kpidsl"', '"git"'), encoding="utf-8")
    assert codes(verify(project, "--signers", f"{signers}")) == ["F070"]
    (whole,), _ = read_locks(project / "editions")
    path, drawn = signature_file(project / "editions", whole), random.Random(1)
    content = path.read_bytes()
    signers = allowed(tmp_path, Dag_Ås=key)
    first, last = content.index(b"U1NIU0lH"), content.index(b"\n-----END")
    for _ in range(50):
        flipped = bytearray(content)
        flipped[drawn.randrange(first, last)] ^= 1 << drawn.randrange(6)
        path.write_bytes(flipped)
        assert codes(verify(project, "--signers", f"{signers}")) == ["F070"], bytes(flipped)


def test_a_key_that_does_not_sign_locks_nothing(
    project: Path, tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-key").write_text("not a key", encoding="utf-8")
    done = lock(project, "--key", f"{tmp_path / 'no-key'}")
    assert (done.exit_code, codes(done)) == (1, ["F069"])
    monkeypatch.setenv("PATH", f"{tmp_path}")
    done = lock(project, "--key", f"{key}")
    assert (done.exit_code, codes(done)) == (1, ["F069"])
    assert "ssh-keygen: not found" in done.stderr
    assert locks(project) == locking_acts(project) == []


def test_a_lock_that_was_interrupted_before_its_signature_gets_it(project: Path, tmp_path: Path, key: Path) -> None:
    """The same command finishes it, and a correction given again gets a signature that is gone."""
    assert lock(project, "--key", f"{key}").exit_code == 0
    for path in (project / "oppfolging" / "fylke-01" / "acts" / "2026").glob("*.json"):
        if '"kind":"lock_card"' in path.read_text(encoding="utf-8"):
            path.unlink()
    (first,), _ = read_locks(project / "editions")
    signature_file(project / "editions", first).unlink()
    assert lock(project, "--key", f"{key}").exit_code == 0
    signers = allowed(tmp_path, Dag_Ås=key)
    assert verify(project, "--signers", f"{signers}").exit_code == 0
    again = corrected(project)
    for _ in range(2):
        assert lock(project, "--reason", "Sak 2.", "--key", f"{key}", of=again).exit_code == 0
        second = read_locks(project / "editions")[0][1]
        signature_file(project / "editions", second).unlink()
    assert lock(project, "--reason", "Sak 2.", "--key", f"{key}", of=again).exit_code == 0
    assert verify(project, "--signers", f"{signers}").exit_code == 0
    assert len(locks(project)) == 2
