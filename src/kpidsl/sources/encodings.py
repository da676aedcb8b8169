"""Detects the encoding of a text file from its bytes, and refuses the file rather than garble names."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.refused import RefusedFileError

_CHUNK = 1 << 20
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x90-\xa6]")
"""A letter or quotation mark of Western Europe as UTF-8 writes it; in Windows-1252 it would be «Ã¸», «Â§», «â€“»."""
_NO_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[A-Za-z][\x86\x8c\x9b\xae\xaf\xbe\xbf][a-z]")
"""A byte that Windows-1252 lacks, or one that is a sign there and stands within a word: «Tr†ndelag», «T›nsberg»."""
_GARBLED = re.compile(rb"\xc3\x83(\xc2[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xcb\x9c)|\xef\xbf\xbd")
"""UTF-8 that was read as Windows-1252 and saved as UTF-8 again, and the sign that stands where a letter was lost."""


def encoding_of(path: Path) -> str:
    """Return the name of the codec: that of the byte order mark; UTF-8 if the bytes are valid UTF-8; UTF-16 if every
    other byte is zero; otherwise Windows-1252.

    Raises RefusedFileError for a mixture of UTF-8 and Windows-1252 (P092), and for anything else (P095).
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    if b"\x00" in head:
        return _unmarked_utf16(path, head)
    wrong = _first_not_utf8(path)
    if wrong is None:
        return "utf-8"
    letter = _first(path, _UTF8_LETTER)
    if letter is not None:
        raise RefusedFileError(problem("P092", Span(str(path), _line(path, wrong)), line=_line(path, letter)))
    sign = _first(path, _NO_LETTER)
    if sign is not None:
        raise RefusedFileError(problem("P095", Span(str(path), _line(path, sign))))
    return "cp1252"


def garbled_text(path: Path, encoding: str) -> Problem | None:
    """D062 at the first line of a UTF-8 file with letters that an earlier program garbled; None if there are none."""
    at = _first(path, _GARBLED) if encoding in ("utf-8", "utf-8-sig") else None
    return problem("D062", Span(str(path), _line(path, at)), file=path.name) if at is not None else None


def _unmarked_utf16(path: Path, head: bytes) -> str:
    """The codec of UTF-16 without a mark, whose high or low bytes are nearly all zero in Western text. Raises
    RefusedFileError (P095) for any other file with zero bytes."""
    pairs = len(head) // 2
    high, low = head[1::2].count(0), head[0::2].count(0)
    codec = (
        "utf-16-le" if high * 10 > pairs * 9 and not low else "utf-16-be" if low * 10 > pairs * 9 and not high else ""
    )
    decoder = codecs.getincrementaldecoder(codec)() if codec else None
    try:
        for chunk in _chunks(path) if decoder else ():
            assert decoder is not None
            if "\x00" in decoder.decode(chunk):
                decoder = None
                break
        if decoder is not None:
            decoder.decode(b"", final=True)
            return codec
    except UnicodeDecodeError:
        pass
    raise RefusedFileError(problem("P095", Span(str(path), 1)))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _first_not_utf8(path: Path) -> int | None:
    """The offset of the first byte that is not UTF-8; None if all are. Raises RefusedFileError (P095) for a zero
    byte, which no text has."""
    decoder, before = codecs.getincrementaldecoder("utf-8")(), 0
    for chunk in _chunks(path):
        if b"\x00" in chunk:
            at = before + chunk.index(b"\x00")
            raise RefusedFileError(problem("P095", Span(str(path), _line(path, at))))
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return before - kept + error.start
        before += len(chunk)
    kept = len(decoder.getstate()[0])
    return before - kept if kept else None


def _first(path: Path, wanted: re.Pattern[bytes]) -> int | None:
    """The offset of the first match; None without one. A match has at most five bytes, so four are carried over
    between chunks."""
    before, kept = 0, b""
    for chunk in _chunks(path):
        text = kept + chunk
        if match := wanted.search(text):
            return before - len(kept) + match.start()
        before, kept = before + len(chunk), text[-4:]
    return None


def _line(path: Path, at: int) -> int:
    """The number of the line that contains the byte."""
    lines, left = 1, at
    for chunk in _chunks(path):
        lines += chunk[:left].count(b"\n")
        left -= len(chunk)
        if left <= 0:
            break
    return lines
