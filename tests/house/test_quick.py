"""`make quick`: each room has tests of its own, and a change is found to be in its room."""

from __future__ import annotations

from scripts.quick import FOLDERS, ROOT, TESTS, modules_of, rooms_of


def test_every_room_has_quick_tests_that_are_there() -> None:
    rooms = {p.name for p in (ROOT / "src" / "kpidsl").iterdir() if (p / "__init__.py").is_file()}
    assert TESTS.keys() == rooms
    assert set(FOLDERS.values()) <= rooms
    for tests in TESTS.values():
        assert tests
        for test in tests:
            path, _, name = test.partition("::")
            assert (ROOT / path).exists(), test
            assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_a_path_is_in_its_room() -> None:
    paths = [
        "src/kpidsl/scoring/nodes/index.py",
        "grammar/words.toml",
        "README.md",
        "src/kpidsl/pipeline.py",
        "tests/x.py",
    ]
    assert rooms_of(paths) == {"scoring", "language"}
    assert modules_of([*paths, "tests/house/test_quick.py", "tests/house/test_gone.py"]) == {
        "tests/house/test_quick.py"
    }
