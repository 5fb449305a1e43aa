"""What `make check` runs: the tests that mirror what changed."""

from __future__ import annotations

from pathlib import Path

from tests.check import beside


def _beside(*names: str) -> list[str]:
    return beside([Path(name) for name in names])


def test_a_module_is_tested_by_its_own_tests_where_it_has_some() -> None:
    assert _beside("desktop/study/reviews.py") == ["tests/desktop/study"]
    assert _beside("desktop/engine/tuning.py") == ["tests/desktop/engine/test_tuning.py"]


def test_a_package_without_tests_of_its_own_is_tested_by_the_one_around_it() -> None:
    assert _beside("desktop/errors.py") == ["tests/desktop"]
    assert _beside("trainer/fit/schedule.py", "docs/train.md") == ["tests/trainer/fit"]


def test_a_folder_holds_its_files_and_changed_tests_run() -> None:
    assert _beside("desktop/study/reviews.py", "tests/desktop/study/test_store.py") == ["tests/desktop/study"]
    assert _beside("tests/test_wheel.py", "README.md") == ["tests/test_wheel.py"]
