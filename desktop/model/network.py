"""A checked model on a provider of this machine: chosen, proven by the file's self-test, predicting batches."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from desktop import contract
from desktop.contract import ModelInfo
from desktop.errors import ModelError, OutOfMemoryError, ProviderError
from desktop.model import providers
from desktop.model.file import open_model
from desktop.model.prediction import Prediction, looked_over
from desktop.model.providers import Provider
from desktop.model.self_test import SelfTestError, check_answers

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Network:
    """A checked model running on a provider of this machine. `Network.load` opens one and has it prove itself.

    `session`: what runs the graph, as ONNX Runtime's InferenceSession does; one that is given is neither checked nor
    tried.
    """

    def __init__(
        self,
        path: Path,
        sha256: str,
        info: ModelInfo,
        provider: Provider,
        session: Any,
        *,
        content: bytes = b"",
        threads: int | None = None,
    ) -> None:
        self.path = path
        self.sha256 = sha256
        self.info = info
        self.provider = provider
        self.threads = threads
        """Of one inference, as asked for; None: one per core."""
        self.session = session
        self._content = content  # the file may be away or another one by the time a second session is wanted

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        provider: str = providers.AUTO,
        threads: int | None = None,
        notify: Callable[[str], None] = lambda _: None,
    ) -> Self:
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
                running = providers.as_it_runs(candidate)
                network = cls(path, sha256, info, running, session, content=content, threads=threads)
                network._check_tensors()
                network.self_test()
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
                return network
        raise AssertionError("the loop returns or raises at its last candidate")

    def with_threads(self, threads: int) -> Self:
        """The same model on the same provider, with so many threads for one inference: what was checked when it was
        loaded, whatever became of the file. Raises ProviderError when it does not start again."""
        content = self._content
        session = providers.open_session(content, providers.by_name(self.provider.name), threads=threads)
        other = type(self)(self.path, self.sha256, self.info, self.provider, session, content=content, threads=threads)
        other.self_test()
        return other

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
            answers = self.session.run(wanted, {contract.INPUT: images})
        except Exception as error:  # noqa: BLE001 - ONNX Runtime raises a class per status code, without a common root
            kind = OutOfMemoryError if providers.is_out_of_memory(error) else ProviderError
            raise kind(f"{self.provider.label} failed on a batch of {len(images)}: {error}") from None
        return looked_over(answers, len(images), len(self.info.classes), self.provider.label)

    def self_test(self) -> float:
        """Run the file's self-test here; the largest absolute logit difference. Raises ProviderError when an output
        that results are made of is not what the file says (`desktop.model.self_test`)."""
        answer = self.predict(contract.self_test_images(self.info), heatmaps=True)
        try:
            return check_answers(answer, self.info)
        except SelfTestError as error:
            raise ProviderError(
                f"the model fails its self-test on {self.provider.label}: {error}", difference=error.difference
            ) from None

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
        inputs, outputs = self.session.get_inputs(), self.session.get_outputs()
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
