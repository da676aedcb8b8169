"""Bits flipped one at a time, in the ledgers and in a locked edition: `make flips` asks whether each is seen."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kpidsl.month.verifying import verify
from tests.month.test_lock import lock
from tests.month.test_sign_off import edition, month_project, sign

NOT_VERIFIED = {"out", "in"}
"""Books that are given out or waiting to be read: no part of what is entered or locked."""


def flipped_bits(folders: Sequence[Path], times: int, seed: int) -> Iterator[str]:
    """Flip a bit, yield where, and put it back. The file is chosen evenly, so that small ones are hit as often."""
    chance = random.Random(seed)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and _is_kept(path)]
    for _ in range(times):
        path = chance.choice(files)
        content = path.read_bytes()
        at, bit = chance.randrange(len(content)), chance.randrange(8)
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :])
        try:
            yield f"{path.name}: byte {at}, bit {bit}"
        finally:
            path.write_bytes(content)


def _is_kept(path: Path) -> bool:
    """Whether verifying is to see a change: of what is entered or locked, not of the store's pointers."""
    return not NOT_VERIFIED.intersection(path.parts) and path.parent.name != "editions"


def main() -> int:
    """Flip as many bits as the argument says in a small locked month; exit 1 where one is not seen."""
    times, started = int(sys.argv[1]), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        project = month_project(Path(folder))
        assert sign(project, "check", "--edition", f"{edition(project)}").exit_code == 0
        assert sign(project, "approve").exit_code == 0
        assert lock(project).exit_code == 0
        places = [project / "oppfolging", project / "editions"]
        assert not verify(places).problems
        unseen = [place for place in flipped_bits(places, times, 16) if not verify(places).problems]
    print(f"{times} bits flipped, {len(unseen)} not seen, in {time.monotonic() - started:.0f} s")
    print("\n".join(unseen))
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())
