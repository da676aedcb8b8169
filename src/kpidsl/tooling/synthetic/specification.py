"""The specification that a synthetic agency is run by: a copy beside its data, with a folder for the units' books."""

from __future__ import annotations

import shutil
from pathlib import Path

from kpidsl.project.settings import FILE, read_settings

BOOKS = "oppfolging"
"""The folder of the books, beside the copy."""


def specification_with_books(spec: Path, to: Path) -> Path:
    """Copy the specification (a folder, or one file) to the folder `to`, which is replaced, and return `to`. Where it
    names no folder for the units' books, the copy names one beside itself. Raises OSError where it cannot be written.
    """
    shutil.rmtree(to, ignore_errors=True)
    if spec.is_dir():
        shutil.copytree(spec, to)
    else:
        to.mkdir(parents=True)
        shutil.copy(spec, to)
    settings, _ = read_settings(to)
    if settings.follow_up_folder(to) is None:
        with (to / FILE).open("a", encoding="utf-8") as file:
            file.write(f'\n[follow_up]\nfolder = "../{BOOKS}"\n')
    return to
