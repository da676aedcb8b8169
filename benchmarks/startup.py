"""What a command costs to start: CPU seconds of the whole process, the median of N runs, with byte code present.

.venv/bin/python benchmarks/startup.py [N]
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
KPIDSL = (sys.executable, "-m", "kpidsl")
SENTENCES = (
    "Andel arbeidssøkere med oppfølging siste {months} mnd. ({target} %)",
    "Median saksbehandlingstid for søknader om AAP ({target} virkedager)",
    "Antall restanser (høyst {target})",
    "Andel arbeidssøkere med jobbmatch siste {months} mnd. ({target} %)",
    "Andel søknader om AAP behandlet innen fristen ({target} %)",
    "Gjennomsnittlig varighet på avsluttede sykefraværstilfeller ({target} dager)",
    "Andel unge arbeidssøkere av arbeidssøkere (høyst {target} %)",
)
RULES = """
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
"""


def write_specification(folder: Path, sentences: int) -> None:
    """Fill the folder with the sources and terms of specs/nav and that many indicators on them."""
    for name in ("kilder.kpi", "begreper.kpi"):
        shutil.copy(ROOT / "specs" / "nav" / name, folder)
    lines = (
        f"S.{n} {SENTENCES[n % len(SENTENCES)].format(months=1 + n % 12, target=10 + n % 80)}"
        for n in range(1, sentences + 1)
    )
    (folder / "setninger.kpi").write_text("språk nb\n" + RULES + "\n".join(lines) + "\n", encoding="utf-8")


def cpu_seconds(arguments: list[str], runs: int) -> float:
    """The median over `runs` of what a process of kpidsl uses, user and system."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for run in range(runs + 1):  # the first one writes byte code
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([*KPIDSL, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run:
            seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(seconds)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        commands = {"--help": ["--help"], "check specs/nav": ["check", "specs/nav"]}
        for sentences in (30, 1000):
            path = Path(folder) / str(sentences)
            path.mkdir()
            write_specification(path, sentences)
            commands[f"check, {sentences} sentences"] = ["check", "--format", "concise", str(path)]
        print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, median of {runs}:")
        for name, arguments in commands.items():
            print(f"{cpu_seconds(arguments, runs):6.2f} s CPU  {name}")


if __name__ == "__main__":
    main()
