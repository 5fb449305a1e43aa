"""A study that can be read and not written: on a read-only share, on a full disk, in somebody else's folder.

SQLite cannot read the file of a WAL database there, for it has to write beside it. So it is read from a copy of this
program's own, with the log that a killed program left beside it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_LOG = "-wal"


class OwnCopy:
    """A private copy of a study file, as long as it is not let go. Raises OSError where it cannot be read or made."""

    def __init__(self, study: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ham-study-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name) / study.name
        try:
            shutil.copyfile(study, self.path)
            log = study.with_name(study.name + _LOG)
            if log.is_file():
                shutil.copyfile(log, self.path.with_name(self.path.name + _LOG))
        except BaseException:
            self.let_go()
            raise

    def let_go(self) -> None:
        self._folder.cleanup()
