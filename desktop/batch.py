"""Image files become events: decoded in a pool of threads, classified in batches, reported in the order given.

The queue between the two is bounded, so memory does not depend on the number of images. The command line and the
window consume the same events.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.errors import ImageError
from desktop.images import DecodedImage, read_image
from desktop.scan import ImageFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.model import Classifier

DEFAULT_BATCH_SIZE = 8
"""Images per inference; on a CPU larger batches were measured to bring nothing, smaller ones cost a little."""


@dataclass(frozen=True)
class Started:
    """The first event. `total`: number of images, or None while it is not known."""

    total: int | None


@dataclass(frozen=True)
class Classified:
    """One image's answer.

    probabilities: float32 [classes], calibrated, in the model's class order; unfamiliarity: 1.0 is the flagging
    threshold; heatmaps: float32 [classes, h, w] or None when not asked for; width, height: of the frame, in pixels.
    """

    index: int
    file: ImageFile
    width: int
    height: int
    probabilities: NDArray[np.float32]
    unfamiliarity: float
    heatmaps: NDArray[np.float32] | None


@dataclass(frozen=True)
class Failed:
    """One image that could not be read, with the reason in words."""

    index: int
    file: ImageFile
    reason: str


@dataclass(frozen=True)
class Finished:
    """The last event. `cancelled`: stopped before all images were done; seconds: wall time of the whole run."""

    classified: int
    failed: int
    cancelled: bool
    seconds: float


Event = Started | Classified | Failed | Finished


class CancelToken:
    """Set from any thread to end a run after the batch in hand."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()


def default_decode_threads() -> int:
    """Threads that decode beside the inference: one per core, at most 8 (decoding outruns inference long before)."""
    return max(1, min(8, os.cpu_count() or 1))


def classify_files(
    classifier: Classifier,
    files: Iterable[ImageFile],
    *,
    total: int | None = None,
    batch_size: int = DEFAULT_BATCH_SIZE,
    decode_threads: int | None = None,
    heatmaps: bool = False,
    cancel: CancelToken | None = None,
) -> Iterator[Event]:
    """Yield Started, then Classified or Failed for every file in order, then Finished.

    A file that cannot be read is a Failed event and never ends the run. Raises ProviderError where the inference
    itself fails. Closing the generator early stops the pool.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}")
    size = classifier.info.input.size
    token = cancel or CancelToken()
    threads = decode_threads or default_decode_threads()
    began = time.monotonic()
    classified = failed = 0
    yield Started(total)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="decode")
    try:
        numbered = enumerate(files)
        waiting: deque[tuple[int, ImageFile, Future[DecodedImage | ImageError]]] = deque()
        ahead = 2 * batch_size + threads

        def fill() -> None:
            while len(waiting) < ahead and (following := next(numbered, None)) is not None:
                index, file = following
                waiting.append((index, file, pool.submit(_decode, file, size)))

        fill()
        while waiting and not token.cancelled:
            # A batch is that many readable images, with the unreadable ones between them kept in their places.
            taken: list[tuple[int, ImageFile, DecodedImage | ImageError]] = []
            readable = 0
            while waiting and readable < batch_size and len(taken) < ahead and not token.cancelled:
                index, file, future = waiting.popleft()
                outcome = future.result()
                readable += isinstance(outcome, DecodedImage)
                taken.append((index, file, outcome))
                fill()
            for event in _answer(classifier, taken, heatmaps):
                if isinstance(event, Failed):
                    failed += 1
                else:
                    classified += 1
                yield event
        yield Finished(classified, failed, token.cancelled and bool(waiting), time.monotonic() - began)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _decode(file: ImageFile, size: int) -> DecodedImage | ImageError:
    try:
        return read_image(file.path, size)
    except ImageError as error:
        return error


def _answer(
    classifier: Classifier, taken: list[tuple[int, ImageFile, DecodedImage | ImageError]], heatmaps: bool
) -> Iterator[Classified | Failed]:
    pixels = [outcome.pixels for _, _, outcome in taken if isinstance(outcome, DecodedImage)]
    answer = classifier.predict(np.stack(pixels), heatmaps=heatmaps) if pixels else None
    row = 0
    for index, file, outcome in taken:
        if isinstance(outcome, ImageError):
            yield Failed(index, file, str(outcome))
            continue
        assert answer is not None
        maps = None if answer.heatmaps is None else answer.heatmaps[row]
        yield Classified(
            index,
            file,
            outcome.width,
            outcome.height,
            answer.probabilities[row],
            float(answer.unfamiliarity[row]),
            maps,
        )
        row += 1
