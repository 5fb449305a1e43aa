"""Image files become events: decoded in a pool of threads, classified in batches beside it, told in the order given.

    feed -> [decode pool] -> [infer, one worker or more] -> the caller, who writes rows or fills a table

Every arrow is a bounded queue, so memory does not depend on the number of images, and a slow step holds back the
ones before it. The command line, the window and the Python API consume the same events.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.interrupts import RunToken as RunToken
from desktop.common.machine import usable_cores
from desktop.engine.channel import LOOK_UP_S, Channel, EndedError, LateError
from desktop.engine.cores import Cores
from desktop.engine.events import Classified as Classified
from desktop.engine.events import Event as Event
from desktop.engine.events import Failed as Failed
from desktop.engine.events import Finished as Finished
from desktop.engine.events import Note as Note
from desktop.engine.events import Started as Started
from desktop.errors import ImageError, OutOfMemoryError
from desktop.images import DecodedImage, read_image
from desktop.images.image_file import ImageFile
from desktop.images.quality import Quality, measure
from desktop.language.spoken import kept
from desktop.model.views import predict_views

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.model.network import Network

DEFAULT_BATCH_SIZE = 8
"""Images per inference where nothing was measured; on a CPU larger batches were measured to bring nothing, smaller
ones cost a little."""

MOST_DECODE_THREADS = 8

PATIENCE_S = 0.25
"""A batch that is not full goes out when its next image is this late: the first answers of a slow folder come soon."""


@dataclass(frozen=True)
class WaitingImage:
    """An image waiting for its turn in a batch."""

    image: DecodedImage
    quality: Quality


Decoded = WaitingImage | ImageError


def default_decode_threads() -> int:
    """Threads that decode beside the inference: one per core, at most 8 (decoding outruns inference long before)."""
    return min(MOST_DECODE_THREADS, usable_cores())


def classify_files(
    classifier: Network,
    files: Iterable[ImageFile],
    *,
    total: int | None = None,
    batch_size: int = DEFAULT_BATCH_SIZE,
    decode_threads: int | None = None,
    tta: int = 1,
    workers: int = 1,
    cores: int | None = None,
    heatmaps: bool = False,
    token: RunToken | None = None,
) -> Generator[Event, None, None]:
    """Yield Started, then Classified or Failed for every file in order (a Note may come between), then Finished.

    `tta`: views of each image that are averaged (`desktop.model.views`), `heatmaps`: in the Classified events as well.
    `files` is read in a thread of its own, a few batches ahead, and may wait for its next file as long as it looks at
    the token. A file that cannot be read is a Failed event and never ends the run. A batch that does not fit into
    memory is halved, and so are those after it. `workers`: batches in work at once; on a CPU a second one uses the
    moments in which the threads of the first wait for each other. `cores`: how many all of it together may keep busy,
    None for those there are. Raises ProviderError where the inference itself
    fails, after the events of all images before. Closing the generator early cancels the token and ends every thread.
    """
    if batch_size < 1 or workers < 1:
        raise ValueError(f"batch_size and workers must be at least 1, not {batch_size} and {workers}")
    threads = decode_threads or min(default_decode_threads(), cores or MOST_DECODE_THREADS)
    run = _Run(
        classifier, batch_size, threads, token or RunToken(), workers=workers, cores=cores, tta=tta, heatmaps=heatmaps
    )
    began = time.monotonic()
    classified = failed = 0
    yield Started(total)
    try:
        run.start(files)
        for event in run.events():
            classified += isinstance(event, Classified)
            failed += isinstance(event, Failed)
            yield event
        run.done = True
        cancelled = run.token.cancelled and classified + failed != run.found
        yield Finished(classified, failed, cancelled, time.monotonic() - began)
    finally:
        run.end()


@dataclass(frozen=True)
class _Job:
    """A file on its way through the pool, and the place it has in the results."""

    index: int
    file: ImageFile
    decoded: Future[Decoded]


class _Run:
    """The threads of one run. What breaks one of them is raised by `events`, after the events of all images before."""

    def __init__(
        self,
        classifier: Network,
        batch_size: int,
        decode_threads: int,
        token: RunToken,
        *,
        workers: int,
        cores: int | None,
        tta: int,
        heatmaps: bool,
    ) -> None:
        self.token = token
        self.found: int | None = None
        """How many files there were, once that is known."""
        self.done = False
        """Whether all events were given out."""
        self._classifier = classifier
        self._batch_size = batch_size
        self._workers = workers
        self._cores = Cores(cores)
        self._each = max(1, (cores or 1) // workers)
        self._tta = tta
        self._heatmaps = heatmaps
        # Only the CPU provider was seen to give the same bits whatever else is in a batch. Elsewhere the shape chooses
        # the arithmetic (and a new shape costs a compilation), so every batch is filled up to the same shape.
        self._fill_up = classifier.provider.name != "cpu"
        self._most = (1 + workers) * batch_size + decode_threads
        self._pool = ThreadPoolExecutor(decode_threads, thread_name_prefix="decode")
        self._jobs: Channel[_Job] = Channel(self._most)
        self._answers: Channel[Future[list[Event]]] = Channel(workers)
        self._turn = threading.Lock()
        self._held: _Job | None = None
        self._halved = False
        self._note: Note | None = None
        self._threads: list[threading.Thread] = []

    def start(self, files: Iterable[ImageFile]) -> None:
        self._threads = [
            threading.Thread(target=self._feed, args=(files,), name="feed", daemon=True),
            *(threading.Thread(target=self._infer, name="infer", daemon=True) for _ in range(self._workers)),
        ]
        for thread in self._threads:
            thread.start()

    def events(self) -> Iterator[Event]:
        while True:
            try:
                answer = self._answers.get()
            except EndedError:
                return
            while not _is_done(answer, LOOK_UP_S):
                pass
            yield from answer.result()

    def end(self) -> None:
        """Stop every thread and wait for it, a batch in work included."""
        if not self.done:
            self.token.cancel()
        self._jobs.close()
        self._answers.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            thread.join()

    def _feed(self, files: Iterable[ImageFile]) -> None:
        size = self._classifier.info.input.size
        count = 0
        try:
            for count, file in enumerate(files, 1):
                if self.token.cancelled:
                    return
                if not self._jobs.put(_Job(count - 1, file, self._pool.submit(self._decode, file, size))):
                    return
            self.found = count
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._jobs.end(error)
        finally:
            self._jobs.end()

    def _decode(self, file: ImageFile, size: int) -> Decoded:
        with self._cores.taken(1):
            return _decode(file, size)

    def _infer(self) -> None:
        try:
            while True:
                answer: Future[list[Event]] = Future()
                with self._turn:  # one worker takes a batch at a time, and its answer's place in the order
                    taken = self._next_batch()
                    self.token.wait_while_paused()
                    if not taken or not self._answers.put(answer):
                        break
                try:
                    answer.set_result(list(self._answer(taken)))
                except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                    answer.set_exception(error)
                    break
        except EndedError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._answers.end(error)
        finally:
            self._answers.end()

    def _next_batch(self) -> list[tuple[_Job, Decoded]]:
        """As many readable images as a batch has, with the unreadable ones between them kept in their places.

        Fewer where the next one is late or the last one was taken; none when the run is cancelled. Raises EndedError
        when there is no more.
        """
        taken: list[tuple[_Job, Decoded]] = []
        readable = 0
        while readable < self._batch_size and len(taken) < self._most and not self.token.cancelled:
            patience = PATIENCE_S if taken else None
            try:
                self._held = self._held or self._jobs.get(patience)
            except LateError:
                break
            except BaseException:
                if taken:
                    break  # these first; the channel says it again
                raise
            if not _is_done(self._held.decoded, patience):
                break
            outcome = self._held.decoded.result()
            taken.append((self._held, outcome))
            readable += isinstance(outcome, WaitingImage)
            self._held = None
        return taken

    def _answer(self, taken: Sequence[tuple[_Job, Decoded]]) -> Iterator[Event]:
        rows = self._rows([outcome.image for _, outcome in taken if isinstance(outcome, WaitingImage)])
        for job, outcome in taken:
            if isinstance(outcome, ImageError):
                yield Failed(job.index, job.file, str(outcome))
                continue
            probabilities, unfamiliarity, maps = next(rows)
            if self._note:
                yield self._note
                self._note = None
            width, height = outcome.image.width, outcome.image.height
            yield Classified(job.index, job.file, width, height, probabilities, unfamiliarity, maps, outcome.quality)

    def _rows(
        self, images: Sequence[DecodedImage]
    ) -> Iterator[tuple[NDArray[np.float32], float, NDArray[np.float32] | None]]:
        """Probabilities, unfamiliarity and heat maps of one image after the other."""
        at = 0
        while at < len(images):
            some = images[at : at + self._batch_size]
            filling = [some[-1]] * (self._batch_size - len(some) if self._fill_up else 0)
            shown = [*some, *filling]
            try:
                with self._cores.taken(self._each):
                    answer = predict_views(
                        self._classifier,
                        np.stack([image.pixels for image in shown]),
                        views=self._tta,
                        heatmaps=self._heatmaps,
                        aspects=np.array([image.width / image.height for image in shown]),
                    )
            except (MemoryError, OutOfMemoryError):
                if len(shown) == 1:
                    raise
                self._halve(len(shown))
                continue
            for row in range(len(some)):
                maps = None if answer.heatmaps is None else answer.heatmaps[row]
                yield answer.probabilities[row], float(answer.unfamiliarity[row]), maps
            at += len(some)

    def _halve(self, too_many: int) -> None:
        self._batch_size = too_many // 2
        if not self._halved:
            self._halved = True
            self._note = Note(kept(f"{too_many} images at once do not fit into memory; going on with fewer"))


def _is_done(future: Future[Any], timeout: float | None) -> bool:
    # Not `concurrent.futures.wait`, which waits for ever for a future that was cancelled with its pool.
    try:
        future.exception(timeout)
    except TimeoutError:
        return False
    except CancelledError:
        pass
    return True


def _decode(file: ImageFile, size: int) -> Decoded:
    try:
        image = read_image(file.path, size)
    except ImageError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a decoder's defect is one image's fate, never that of the folder
        return ImageError(kept(f"it could not be decoded ({type(error).__name__}, a defect of the decoder)"))
    return WaitingImage(image, measure(image.pixels, width=image.width, height=image.height))
