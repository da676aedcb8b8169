"""List files over 400 lines and functions over 40; fail over 600 and 80 (the house's rule 4)."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

LIST_FILE, STOP_FILE, LIST_FUNCTION, STOP_FUNCTION = 400, 600, 40, 80


def main() -> int:
    listed, stopped = [], []
    for path in sorted(Path("src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LIST_FILE:
            (stopped if lines > STOP_FILE else listed).append(f"{path}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LIST_FUNCTION:
                    where = stopped if length > STOP_FUNCTION else listed
                    where.append(f"{path}:{node.lineno} {node.name}: {length} lines")
    for line in listed:
        print(f"long: {line}")
    for line in stopped:
        print(f"too long: {line}")
    return 1 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
