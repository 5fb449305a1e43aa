"""Files known again by what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.study.contents import fingerprint


@pytest.mark.parametrize("size", [0, 1, 8 * 1024, 8 * 1024 + 1, 100_000])
def test_copies_are_alike_and_a_change_at_either_end_or_in_the_middle_is_seen(tmp_path: Path, size: int) -> None:
    content = bytes(i % 251 for i in range(size))
    (tmp_path / "one").write_bytes(content)
    (tmp_path / "copy").write_bytes(content)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "copy")
    (tmp_path / "longer").write_bytes(content + b"\0")
    assert fingerprint(tmp_path / "longer") != fingerprint(tmp_path / "one")
    for place in {0, size // 2, size - 1} if size else ():
        changed = bytearray(content)
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        assert fingerprint(tmp_path / "changed") != fingerprint(tmp_path / "one")
