"""The built wheel carries grammar/, renderers/ and the pages of the problem codes, and works outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_works_in_a_fresh_environment(tmp_path: Path) -> None:
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert uv is not None, "uv is installed by make install"
    subprocess.run([uv, "build", "--wheel", "--out-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    shutil.copytree(ROOT / "specs" / "nav", tmp_path / "nav")
    # our dependencies from this environment, kpidsl itself only from the wheel
    clean = tmp_path / "dependencies"
    clean.mkdir()
    for item in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "kpidsl" not in item.name and not item.name.endswith(".pth"):
            (clean / item.name).symlink_to(item)
    environment = {
        "PYTHONPATH": f"{tmp_path / 'installed'}{os.pathsep}{clean}",
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
    }
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-S", "-m", "kpidsl", "check", "nav"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "17 indikatorer" in done.stdout
    where = [base, "-S", "-c", "import kpidsl.resources as r; print(r.grammar_dir(), r.renderers_dir())"]
    shown = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert all(str(tmp_path / "installed") in part for part in shown.split())
    page = [base, "-S", "-m", "kpidsl", "problem", "T018"]
    shown = subprocess.run(page, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert shown.startswith("# T018: ")
