"""The public names: what people import, pass and read. A name that disappears breaks someone's program."""

from __future__ import annotations

import dataclasses
import inspect

import msgspec

import desktop
from desktop import api, contract, errors, images
from desktop.model import network

PARAMETERS = {
    api.Classifier.load: ("path", "provider", "threads", "notify"),
    api.Classifier.classify: (
        "self", "paths", "recursive", "operating_point", "tta", "heatmaps", "batch_size",
    ),
    api.Classifier.predict: ("self", "images", "heatmaps"),
    api.Classifier.self_test: ("self",),
    images.load_image: ("path", "size"),
    contract.encode_info: ("info",),
    contract.parse_info: ("metadata",),
    contract.expand_pattern: ("pattern", "grid", "size"),
    contract.self_test_images: ("info",),
}  # fmt: skip

FIELDS = {
    api.Result: (
        "file", "path", "error", "diagnosis", "probabilities", "malignant", "referral", "flags", "unfamiliarity",
        "width", "height", "heatmaps",
    ),
    network.Prediction: ("logits", "probabilities", "unfamiliarity", "heatmaps"),
    contract.ModelInfo: (
        "contract", "name", "created", "precision", "classes", "input", "temperature", "operating_points",
        "unfamiliarity", "metrics", "data", "recipe", "versions", "self_test", "parity",
    ),
    contract.ClassInfo: ("code", "name", "malignant"),
    contract.Figure: ("value", "low", "high"),
    contract.InputSpec: ("size", "resize"),
    contract.OperatingPoint: ("name", "classes", "threshold", "validation", "test", "curve"),
    contract.Unfamiliarity: ("method", "threshold_set_by"),
    contract.DataInfo: ("name", "licence", "images", "lesions", "split_fingerprint"),
    contract.SelfTest: ("grid", "patterns", "logits", "tolerance"),
}  # fmt: skip


def test_the_package_gives_its_names() -> None:
    assert sorted(desktop.__all__) == ["Classifier", "HamError", "Result", "__version__"]
    assert desktop.Classifier is api.Classifier
    assert desktop.Result is api.Result
    assert desktop.HamError is errors.HamError
    assert set(desktop.__all__) <= set(dir(desktop))


def test_public_functions_take_what_they_took() -> None:
    for function, names in PARAMETERS.items():
        assert tuple(inspect.signature(function).parameters)[: len(names)] == names, function.__qualname__


def test_public_values_have_the_fields_they_had() -> None:
    for kind, names in FIELDS.items():
        fields = (
            kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else [f.name for f in dataclasses.fields(kind)]
        )
        assert set(names) <= set(fields), kind.__name__


def test_a_classifier_tells_what_it_is(classifier: api.Classifier) -> None:
    assert {"path", "sha256", "info", "provider"} <= set(vars(classifier))
    assert classifier.info.codes == ("red", "green", "blue")


def test_every_error_is_a_ham_error() -> None:
    for name in ("ImageError", "ModelError", "ProviderError", "OutOfMemoryError", "UsageError", "InputError"):
        assert issubclass(getattr(errors, name), desktop.HamError)


def test_the_contract_s_words_stay() -> None:
    assert (contract.CONTRACT_VERSION, contract.METADATA_KEY, contract.INPUT) == (2, "ham", "images")
    assert contract.OUTPUTS == ("logits", "probabilities", "heatmaps", "unfamiliarity")
    assert images.RESIZE_RULE == "squash-bilinear-1"
