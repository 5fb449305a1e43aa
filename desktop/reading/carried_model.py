"""The file of the model that answered a reading: carried in the packed file, or where it lay in the beginning."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop.errors import ModelError
from desktop.reading.file import MODEL_FILE, ReadingFile


def model_content(reading: ReadingFile) -> bytes:
    """The unchanged file; may be asked for by any thread. Raises ModelError with the reason, ReadingError."""
    facts = reading.model
    if facts is None:
        raise ModelError("this reading has no model")
    if (carried := reading.part(MODEL_FILE)) is not None:
        return carried
    if not facts.path:
        raise ModelError(f"the model {facts.name} is not in this file; ask for a reading that was packed with it")
    try:
        content = Path(facts.path).read_bytes()
    except OSError as error:
        raise ModelError(
            f"the model {facts.name} cannot be read from {facts.path} ({error.strerror}); put it back"
        ) from None
    if hashlib.sha256(content).hexdigest() != facts.sha256:
        raise ModelError(
            f"the model in {facts.path} is not the one that answered this reading (its SHA-256 is another); put that "
            "file back"
        )
    return content
