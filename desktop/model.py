"""Open and check a model file, choose the provider, prove the pair by the file's self-test, predict batches."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract, providers
from desktop.contract import ModelInfo
from desktop.errors import ModelError, OutOfMemoryError, ProviderError
from desktop.onnxfile import parse_header, read_model_file
from desktop.providers import Provider

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.api import Result

DEFAULT_MODEL = Path(__file__).parent / "models" / "default.onnx"
"""The embedded model; beside it lies its checksum as `sha256sum default.onnx > default.onnx.sha256` writes it."""

_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
"""Makers of the operators that ONNX Runtime has built in and that an export uses (the last one by int8)."""


@dataclass(frozen=True)
class Prediction:
    """Answers to a batch of N images, C classes.

    logits, probabilities: float32 [N, C] (probabilities are calibrated and sum to 1); unfamiliarity: float32 [N], 1.0
    is the flagging threshold; heatmaps: float32 [N, C, h, w] in logit units, or None when not asked for.
    """

    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    unfamiliarity: NDArray[np.float32]
    heatmaps: NDArray[np.float32] | None


@dataclass(frozen=True)
class ModelFile:
    """A checked model file, not running. `sha256`: of its content, in hexadecimal digits."""

    path: Path
    content: bytes
    sha256: str
    info: ModelInfo


class Classifier:
    """A checked model running on a provider of this machine. Make one with `Classifier.load`."""

    def __init__(self, path: Path, sha256: str, info: ModelInfo, provider: Provider, session: Any) -> None:
        self.path = path
        self.sha256 = sha256
        self.info = info
        self.provider = provider
        self._session = session

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        provider: str = providers.AUTO,
        threads: int | None = None,
        notify: Callable[[str], None] = lambda _: None,
    ) -> Classifier:
        """Open `path` (default: the embedded model) on `provider`.

        `auto` takes the first of `providers.PROVIDERS` that is present and passes the file's self-test; `notify` is
        told of each one passed over that looked usable. A named provider is strict. Raises ModelError for a file
        that does not keep the contract, ProviderError when the provider asked for cannot run it.
        """
        model = open_model(path)
        path, content, sha256, info = model.path, model.content, model.sha256, model.info
        if (warning := providers.conflicting_packages()) is not None:
            notify(warning)
        providers.load_onnxruntime()  # that it is missing has nothing to do with the provider asked for
        candidates = providers.PROVIDERS if provider == providers.AUTO else (providers.by_name(provider),)
        for candidate in candidates:
            last = candidate is candidates[-1]
            if not last and providers.why_absent(candidate):
                continue
            try:
                session = providers.open_session(content, candidate, threads=threads)
                classifier = cls(path, sha256, info, providers.as_it_runs(candidate), session)
                classifier._check_tensors()
                classifier.self_test()
            except ProviderError as error:
                if provider != providers.AUTO:
                    raise ProviderError(
                        f"{path} cannot be run as asked: {error}; choose another provider or '{providers.AUTO}'",
                        difference=error.difference,
                    ) from None
                if last:
                    raise ProviderError(
                        f"{path} runs on no provider of this machine: {error}; export the model again"
                    ) from None
                notify(f"{error}; trying the next provider")
            else:
                return classifier
        raise AssertionError("the loop returns or raises at its last candidate")

    def with_threads(self, threads: int) -> Classifier:
        """The same model on the same provider, with so many threads for one inference.

        Raises ModelError when the file is another one by now, ProviderError when it does not start again.
        """
        content = read_model_file(self.path)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ModelError(f"{self.path} was changed while it was in use; start again")
        session = providers.open_session(content, providers.by_name(self.provider.name), threads=threads)
        other = Classifier(self.path, self.sha256, self.info, self.provider, session)
        other.self_test()
        return other

    def classify(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        recursive: bool = True,
        operating_point: str | None = None,
        tta: int = 1,
        heatmaps: bool = False,
        batch_size: int | None = None,
    ) -> Generator[Result, None, None]:
        """One `Result` for every image among `paths` (files as they are, folders searched), in path order.

        An image that cannot be read is a Result with an `error`. Results come as they are ready and none is kept, so
        any number of images may be asked for; leaving the loop early ends the work. `operating_point`: by name,
        default the model's first; `tta`: views averaged per image (1, 2, 4, 8); `batch_size`: default chosen by
        `desktop.tuning`. Raises UsageError at once for a path that is not there or an unknown operating point; in the
        loop ProviderError where the inference itself fails.
        """
        from desktop.api import classify

        return classify(
            self,
            paths,
            recursive=recursive,
            operating_point=operating_point,
            tta=tta,
            heatmaps=heatmaps,
            batch_size=batch_size,
        )

    def predict(self, images: NDArray[np.uint8], *, heatmaps: bool = False) -> Prediction:
        """Classify uint8 [N, S, S, 3] RGB images, N >= 1. Raises ValueError for another shape, ProviderError when the
        provider fails or answers with something that is no number, and its OutOfMemoryError for too large a batch."""
        size = self.info.input.size
        if images.dtype != np.uint8 or images.ndim != 4 or images.shape[1:] != (size, size, 3) or not len(images):
            raise ValueError(f"expected uint8 [N, {size}, {size}, 3] with N >= 1, got {images.dtype} {images.shape}")
        wanted = [contract.LOGITS, contract.PROBABILITIES, contract.UNFAMILIARITY]
        if heatmaps:
            wanted.append(contract.HEATMAPS)
        try:
            answers = self._session.run(wanted, {contract.INPUT: images})
        except Exception as error:  # noqa: BLE001 - ONNX Runtime raises a class per status code, without a common root
            kind = OutOfMemoryError if providers.is_out_of_memory(error) else ProviderError
            raise kind(f"{self.provider.label} failed on a batch of {len(images)}: {error}") from None
        logits, probabilities, unfamiliarity = answers[:3]
        count, classes = len(images), len(self.info.classes)
        if (
            logits.shape != (count, classes)
            or probabilities.shape != (count, classes)
            or unfamiliarity.shape != (count,)
            or (heatmaps and answers[3].shape[:2] != (count, classes))
        ):
            raise ProviderError(f"{self.provider.label} answered with other shapes than the model contract's")
        if not all(np.isfinite(a).all() for a in answers):
            raise ProviderError(f"{self.provider.label} answered with values that are no numbers")
        return Prediction(logits, probabilities, unfamiliarity, answers[3] if heatmaps else None)

    def self_test(self) -> float:
        """Run the file's self-test here; the largest absolute logit difference. Raises ProviderError when too large."""
        expected = np.asarray(self.info.self_test.logits, dtype=np.float32)
        answer = self.predict(contract.self_test_images(self.info)).logits
        difference = float(np.abs(answer - expected).max())
        if difference > self.info.self_test.tolerance:
            raise ProviderError(
                f"the model fails its self-test on {self.provider.label}: logits differ by {difference:.3g} "
                f"and {self.info.self_test.tolerance:.3g} is allowed",
                difference=difference,
            )
        return difference

    def _check_tensors(self) -> None:
        """Names, types and ranks of the graph's inputs and outputs against the contract. Raises ModelError."""
        size, classes = self.info.input.size, len(self.info.classes)
        expected: dict[str, tuple[str, tuple[int | None, ...]]] = {
            contract.INPUT: ("tensor(uint8)", (None, size, size, 3)),
            contract.LOGITS: ("tensor(float)", (None, classes)),
            contract.PROBABILITIES: ("tensor(float)", (None, classes)),
            contract.HEATMAPS: ("tensor(float)", (None, classes, None, None)),
            contract.UNFAMILIARITY: ("tensor(float)", (None,)),
        }
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        names = [i.name for i in inputs], {o.name for o in outputs}
        if names != ([contract.INPUT], set(contract.OUTPUTS)):
            raise ModelError(
                f"{self.path} cannot be used as a model: its inputs and outputs are {', '.join(names[0])} -> "
                f"{', '.join(sorted(names[1]))} and the contract asks for {contract.INPUT} -> "
                f"{', '.join(sorted(contract.OUTPUTS))}; export the model again"
            )
        for tensor in (*inputs, *outputs):
            kind, shape = expected[tensor.name]
            fits = len(tensor.shape) == len(shape) and all(
                want is None or not isinstance(have, int) or have == want
                for have, want in zip(tensor.shape, shape, strict=False)
            )
            if tensor.type != kind or not fits or isinstance(tensor.shape[0], int):
                raise ModelError(
                    f"{self.path} cannot be used as a model: '{tensor.name}' is {tensor.type} {tensor.shape}, "
                    f"not {kind} {['N', *shape[1:]]}; export the model again"
                )


def open_model(path: str | os.PathLike[str] | None = None) -> ModelFile:
    """Read and check a model file (default: the embedded one). Raises ModelError where it breaks the contract."""
    path = _default_path() if path is None else Path(path)
    content = read_model_file(path)
    try:
        info = read_info(content)
    except ModelError as error:
        raise ModelError(f"{path} cannot be used as a model: {error}") from None
    sha256 = hashlib.sha256(content).hexdigest()
    if path == DEFAULT_MODEL:
        _check_embedded(sha256)
    return ModelFile(path, content, sha256, info)


def _default_path() -> Path:
    if not DEFAULT_MODEL.exists():
        raise ModelError(
            "this build has no embedded model; name one with --model FILE (ham-train and ham-export make it)"
        )
    return DEFAULT_MODEL


def _check_embedded(sha256: str) -> None:
    """Raises ModelError where the embedded model is not the one that this build was made with."""
    try:
        written = DEFAULT_MODEL.with_name(DEFAULT_MODEL.name + ".sha256").read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        written = []
    if written[:1] != [sha256]:
        raise ModelError(
            f"the embedded model {DEFAULT_MODEL} does not have the checksum it was released with; install "
            "ham-classifier again, or name a model with --model FILE"
        )


def read_info(content: bytes) -> ModelInfo:
    """The checked metadata of a model file's content. Raises ModelError (without the file's name)."""
    header = parse_header(content)
    if header.external_data:
        raise ModelError("it keeps tensors outside the file; export it as one single file")
    if strange := header.domains - _DOMAINS:
        raise ModelError(f"it needs operators of another maker ({', '.join(sorted(strange))}); export it again")
    if header.subgraphs:
        raise ModelError("it holds loops, branches or functions, which no model of ours has; export it again")
    return contract.parse_info(header.metadata)
