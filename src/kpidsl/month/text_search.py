"""Whether a text stands in a file: in plain files and in those that are packed, as workbooks and slides are."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.striking import StruckText

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:/p|/td|/th|/li|/div|/c|/si|/a:p|br|a:br)\b[^>]*>")
"""What parts two texts of a page, a sheet or a slide, as a blank does; other tags stand within one. So a name whose
halves stand in two cells counts as well: a file is rather named once too often than not at all."""
_CLOSED = (b"%PDF", b"PAR1", b"\x89PNG", b"\x1f\x8b")
"""How the files begin whose texts are compressed or drawn: PDF, Parquet, pictures, gzip."""


def holds(path: Path, struck: StruckText) -> bool | None:
    """Whether the file, or its name, has the text; None where its content cannot be looked into.

    Raises OSError where it cannot be read, FileNotFoundError where it is gone.
    """
    if struck.is_in(path.name):
        return True
    content = exclusive_files.read(path)
    if content.startswith(_CLOSED):
        return None
    return any(struck.is_in(text) for text in _texts(content))


def files_below(folder: Path) -> list[Path]:
    """Every file in the folder and below it, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _texts(content: bytes) -> Iterator[str]:
    """The texts of the content as they are written, and as they are read when the tags are gone."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed:
                for name in packed.namelist():
                    yield name
                    yield from _texts(packed.read(name))
            return
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):  # no archive, or one with a password
            pass
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = content.decode(encoding, errors="replace")
    yield text
    if "<" in text or "&" in text:
        yield html.unescape(text)
        yield html.unescape(_TAG.sub("", _BREAK.sub(" ", text)))
    if "\\u" in text:  # JSON that is written in ASCII
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    if "\ufffd" in text:  # Windows
        yield content.decode("cp1252", errors="replace")
