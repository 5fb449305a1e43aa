"""Coverage-guided fuzzing of the image loader: `python -m tests.fuzz_images [SECONDS]` (needs `pip install atheris`).

libFuzzer mutates small files of every format and keeps what reaches new lines of Pillow's readers and of ours; its C
decoders are exercised but not looked into. A find is what `read_image` may not do: raise anything but ImageError with
a reason, need more than 2 s of CPU time, give pixels of another shape. Finds are written to `tests/desktop/found/`,
from where the hostile images read them for ever after.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["PIL", "desktop"]):
    from desktop.errors import ImageError
    from desktop.images import read_image

FOUND = Path(__file__).parent / "desktop" / "found"
SECONDS = 2.0
LONGEST = 30_000
_place = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
finds: dict[str, str] = {}


def attempt(content: bytes) -> None:
    """Read one file; keep it where something is wrong with that."""
    path = _place / "fuzzed"
    path.write_bytes(content)
    began = time.process_time()
    try:
        shape = read_image(path, 16).pixels.shape
        problem = "" if shape == (16, 16, 3) else f"shape {shape}"
    except ImageError as error:
        problem = "" if str(error) and "\n" not in str(error) and str(_place) not in str(error) else f"says {error}"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        problem = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
    if time.process_time() - began > SECONDS:
        problem = "takes too long"
    if problem and problem not in finds:
        FOUND.mkdir(exist_ok=True)
        finds[problem] = f"{hashlib.sha256(content).hexdigest()[:16]}.bin"
        (FOUND / finds[problem]).write_bytes(content)
        print(f"FOUND {problem} -> {finds[problem]}", flush=True)


def seeds(folder: Path) -> None:
    """A small picture in every format, and those of the hostile files that are small."""
    from tests.hostile_images import cases

    for case in cases():
        if case.name.startswith(("whole", "mode", "turned-6", "exif", "icc", "nested", "endless")):
            case.write(folder / case.name)
            if (folder / case.name).stat().st_size > LONGEST:
                (folder / case.name).unlink()


def main(seconds: int) -> None:
    warnings.simplefilter("ignore")
    corpus = Path(tempfile.mkdtemp())
    seeds(corpus)
    print(f"{len(list(corpus.iterdir()))} seeds", flush=True)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=3000", "-seed=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], attempt)
    atheris.Fuzz()  # ends the process, with the number of files read and of lines reached as its last words


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
