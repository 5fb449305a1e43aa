"""Console script `ham-classify`, and `python -m desktop`: Ctrl-C is provided for before anything else is imported."""

from __future__ import annotations

from desktop.common.interrupts import ended_at_once
from desktop.common.streams import provide_streams


def main() -> None:
    provide_streams()  # before any file is opened
    with ended_at_once("ham-classify"):
        from desktop.cli import ham_classify

        ham_classify.main()


if __name__ == "__main__":
    main()
