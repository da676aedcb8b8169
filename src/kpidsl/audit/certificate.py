"""The certificate of an audit: what was examined and what came of it, in numbers alone; it tells no figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpidsl.audit.audit import Audit, Finding, ReaderAudit


def write_certificate(audit: Audit) -> Path:
    """Write the certificate beside the edition's folder, as `<revision>-<id>.audit.json`; its path.

    It has no clock in it: the same files give the same certificate. Raises OSError where the store cannot be written.
    """
    folder = audit.edition.folder
    path = folder.with_name(f"{folder.name}.audit.json")
    path.write_text(json.dumps(certificate(audit), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def certificate(audit: Audit) -> dict[str, Any]:
    """The certificate's contents."""
    return {
        "edition": audit.edition.id,
        "period": audit.edition.period,
        "threshold": audit.edition.threshold,
        "months": list(audit.months),
        "releases_known": list(audit.releases),
        "passed": audit.passed,
        "readers": [_of_reader(one) for one in audit.by_reader],
    }


def _of_reader(one: ReaderAudit) -> dict[str, Any]:
    return {
        "reader": one.reader,
        "hidden_cells": one.hidden,
        "figures": one.figures,
        "determined": sum(f.determined for f in one.findings),
        "narrow": sum(not f.determined for f in one.findings),
        "narrowest_interval": one.narrowest,
        "unresolved": one.unresolved,
        "contradictions": one.contradictions,
        "by_route": _by_route(one.findings),
    }


def _by_route(findings: Sequence[Finding]) -> dict[str, dict[str, int]]:
    """How many findings rest on the kinds of sum named, and the least width of their intervals."""
    by_route: dict[str, list[int]] = {}
    for one in findings:
        by_route.setdefault(" + ".join(one.routes), []).append(one.high - one.low)
    return {route: {"findings": len(widths), "narrowest": min(widths)} for route, widths in sorted(by_route.items())}
