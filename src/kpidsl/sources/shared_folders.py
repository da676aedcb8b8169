"""Folders that the project file gives a source, and that hold other tables beside the source's rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.project import FILE, ProjectFile
from kpidsl.sources.bind import Binding
from kpidsl.sources.tables.assessments import ASSESSMENTS
from kpidsl.sources.tables.register import CHANGES, REGISTER
from kpidsl.sources.tables.roles import ROLES
from kpidsl.sources.tables.targets import TARGETS

_FORMS = (REGISTER, CHANGES, TARGETS, ASSESSMENTS, ROLES)


def shared_folders(bindings: Mapping[str, Binding], data: Path, root: Path, settings: ProjectFile) -> Iterator[Problem]:
    """P102 for each source whose `path` is a folder from which it would read what is not its own: a table beside the
    rows, or a file that another source is read from. Sources that are given the same folder or file share it."""
    named = {settings.register_file, settings.changes, settings.targets, settings.assessments, settings.roles} - {None}
    tables = {(folder / name).resolve() for name in named if name for folder in (data, root)}
    stems = {name for form in _FORMS for name in form.files}
    for name, binding in bindings.items():
        path = binding.settings.path
        if path is None or not (data / path).is_dir():
            continue
        is_data = (data / path).resolve() == data.resolve()
        others = {file.resolve() for one in bindings.values() if one.settings.path != path for file in one.files}
        strange = [
            file.name
            for file in binding.files
            if file.resolve() in tables | others or (is_data and _stem(file) in stems)
        ]
        if strange:
            span, listed = Span(str(root / FILE), 1), ", ".join(strange[:4]) + (" …" if strange[4:] else "")
            yield problem("P102", span, source=name, path=path, files=listed)


def _stem(path: Path) -> str:
    return unicodedata.normalize("NFC", path.stem).casefold()
