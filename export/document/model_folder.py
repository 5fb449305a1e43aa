"""A folder that people can publish: the model files, what the Hugging Face hub reads of them, and how to run them.

Only written here; who publishes it uploads it with a client of their own. Keys of the head of README.md:
https://github.com/huggingface/hub-docs/blob/main/modelcard.md; of the two JSON files:
https://huggingface.co/docs/transformers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from desktop import contract
from desktop.common.files import atomic_write
from desktop.contract import Figure, ModelInfo
from desktop.contract.onnx_header import parse_header
from desktop.model.file import CHECKSUMS
from export.document.document import Precision
from export.errors import ExportError
from trainer.measure.elsewhere import PREFIX
from trainer.network.residual import NAMES, RESNET50

FILE = "model.onnx"
CONFIG, PREPROCESSOR, README, LICENCE = "config.json", "preprocessor_config.json", "README.md", "LICENSE"
PAGES = (README, CONFIG, PREPROCESSOR, CHECKSUMS)
"""What is written beside the model files, the checksums last."""
_MARK = "ham_contract"
"""Key of config.json by which an earlier folder of ours is known."""
_METRICS = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced_accuracy",
    "macro_auc": "roc_auc",
    "malignant_auc": "roc_auc",
    "ece": "ece",
}
"""Figures of the document that go into the index, and the hub's name of the metric."""
_CREATIVE = re.compile(r"\bCC[- ]?(?:(0)|BY((?:[- ](?:NC|SA|ND))*)[- ](\d\.\d))\b", re.IGNORECASE)
_KNOWN_TO_THE_HUB = frozenset(
    f"cc-by{terms}-{version}"
    for terms, versions in {
        "": ("2.0", "2.5", "3.0", "4.0"),
        "-sa": ("3.0", "4.0"),
        "-nd": ("4.0",),
        "-nc": ("2.0", "3.0", "4.0"),
        "-nc-nd": ("3.0", "4.0"),
        "-nc-sa": ("2.0", "3.0", "4.0"),
    }.items()
    for version in versions
)
"""https://huggingface.co/docs/hub/repositories-licenses."""


def file_names(base: str, precisions: Sequence[Precision], *, alone: bool) -> dict[Precision, str]:
    """The file of each precision, `model.int8.onnx`; `base` itself for fp32 and, where `alone`, for whatever it is."""
    stem, dot, ending = base.rpartition(".")
    return {p: base if p == "fp32" or alone else f"{stem}.{p}{dot}{ending}" for p in precisions}


def check_folder(folder: Path, precisions: Sequence[Precision] = ("fp32",)) -> None:
    """Raises ExportError where writing into `folder` would mix with, or replace, what is not an earlier one of ours,
    and where a model of an earlier one would be published with files that say nothing of it.

    Hidden files may be there: a clone of a repository has some.
    """
    if not folder.exists():
        if not folder.parent.is_dir():
            raise ExportError(f"the folder {folder.parent} does not exist; make it, or choose another place")
        return
    if not folder.is_dir():
        raise ExportError(f"{folder} is a file; name a folder that is new, empty, or an earlier model folder")
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    if there and _MARK not in _json(folder / CONFIG):
        raise ExportError(f"{folder} holds other files; name a folder that is new, empty, or an earlier model folder")
    if left := left_of_earlier(folder, file_names(FILE, precisions, alone=len(precisions) == 1).values()):
        raise ExportError(
            f"{folder} holds {', '.join(left)} of an earlier export, which this one does not write; remove it, or ask "
            "for its --precision too"
        )


def left_of_earlier(folder: Path, written: Iterable[str]) -> list[str]:
    """Model files in `folder` that would lie beside those of the names `written`, of which they say nothing."""
    there = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in set(there).difference(written) if name.lower().endswith(".onnx"))


def write_model_folder(
    folder: Path,
    files: Sequence[Path],
    card: str,
    blocks: tuple[int, ...] = RESNET50,
    *,
    earlier: Path | None = None,
) -> list[Path]:
    """Write what goes beside `files`, the model files in `folder`, the first of which is described; returns its paths.

    card: the model card in Markdown; blocks: of the network's stages; earlier: the folder that this one is to replace,
    by default itself.
    """
    info = contract.parse_info(parse_header(files[0].read_bytes()).metadata)
    pages = {
        README: f"{_head(info)}\n{card.rstrip()}\n\n{_how_to_run(info, files[0].name)}",
        CONFIG: json.dumps(_config(info, blocks), indent=2, ensure_ascii=False) + "\n",
        PREPROCESSOR: json.dumps(_preprocessor(info), indent=2) + "\n",
    }
    if "license_link" in _licence(info.data.licence) and not _is_a_persons((earlier or folder) / LICENCE):
        pages[LICENCE] = f"The weights are under the licence of the data they were trained on: {info.data.licence}.\n"
    for name, text in pages.items():
        with atomic_write(folder / name) as stream:
            stream.write(text)
    summed = sorted([*files, *(folder / name for name in pages)])
    with atomic_write(folder / CHECKSUMS) as stream:
        stream.writelines(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in summed)
    return [*(folder / name for name in pages), folder / CHECKSUMS]


def _is_a_persons(file: Path) -> bool:
    """Whether it is there, and is not one that an earlier export wrote and summed."""
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return False
    try:
        return f"{digest}  {file.name}" not in file.with_name(CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return True


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _config(info: ModelInfo, blocks: tuple[int, ...]) -> dict[str, Any]:
    codes = info.codes
    return {
        "architectures": [NAMES.get(blocks, "ResNet")],
        "model_type": "resnet",
        "depths": list(blocks),
        "problem_type": "single_label_classification",
        "image_size": info.input.size,
        "num_channels": 3,
        "num_labels": len(codes),
        "id2label": {str(i): code for i, code in enumerate(codes)},
        "label2id": {code: i for i, code in enumerate(codes)},
        "label_names": {c.code: c.name for c in info.classes},
        "malignant": [c.code for c in info.classes if c.malignant],
        _MARK: info.contract,
    }


def _preprocessor(info: ModelInfo) -> dict[str, Any]:
    """Our pixels as closely as these keys can say it: JPEG files are decoded at a reduced scale besides."""
    return {
        "image_processor_type": "ViTImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"height": info.input.size, "width": info.input.size},
        "resample": 2,  # Pillow's bilinear, which averages when it makes smaller
        "do_rescale": False,  # scaling is part of the network
        "do_normalize": False,
    }


def _head(info: ModelInfo) -> str:
    """The YAML at the top of README.md, one line of JSON (which YAML includes) per key."""
    keys: dict[str, Any] = {
        **_licence(info.data.licence),
        "library_name": "onnx",
        "pipeline_tag": "image-classification",
        "tags": ["dermatoscopy", "skin-lesion", "onnx", "medical-imaging", "research-use-only"],
        "model-index": [{"name": _printed(info.name), "results": _results(info)}],
    }
    return "".join(
        ["---\n", *(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items()), "---\n"]
    )


def _printed(name: str) -> str:
    """A name on one line without the control characters that JSON takes and YAML does not."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def _licence(text: str) -> dict[str, str]:
    """The hub's identifier where the data of every source is under a Creative Commons licence, one of which asks for
    all that the others ask for; otherwise the file with the words."""
    parts = [_CREATIVE.findall(part) for part in text.split("; ")]
    asked = {
        (frozenset(re.split("[- ]", terms.lower())[1:]), version)
        for found in parts
        for free, terms, version in found
        if not free
    }
    strictest = [one for one in asked if all(one[0] > other[0] for other in asked - {one})]
    if all(parts) and not asked:
        return {"license": "cc0-1.0"}
    if all(parts) and len(strictest) == 1:
        terms, version = strictest[0]
        name = "-".join(["cc-by", *(term for term in ("nc", "sa", "nd") if term in terms), version])
        if name in _KNOWN_TO_THE_HUB:
            return {"license": name}
    return {"license": "other", "license_name": "of-the-data", "license_link": LICENCE}


def _results(info: ModelInfo) -> list[dict[str, Any]]:
    """One entry per data set: the part that judges, and every set from elsewhere."""
    part = "test" if "test" in info.metrics else "validation"
    sets = [(info.data.name, part, part, info.metrics.get(part, {}))]
    sets += [
        (name.removeprefix(PREFIX), "elsewhere", "all", own)
        for name, own in info.metrics.items()
        if name.startswith(PREFIX)
    ]
    return [
        {
            "task": {"type": "image-classification", "name": "Diagnosis of dermatoscopic images"},
            "dataset": {
                "type": re.sub(r"[^\w.-]+", "-", name).strip("-") or "data",
                "name": f"{_printed(name)} ({where})",
                "split": split,
            },
            "metrics": metrics,
        }
        for name, where, split, figures in sets
        if (metrics := [_metric(key, figures[key]) for key in _METRICS if key in figures])
    ]


def _metric(name: str, figure: Figure) -> dict[str, Any]:
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    words = name.replace("_", " ").replace("auc", "AUC")
    return {"type": _METRICS[name], "value": round(figure.value, 4), "name": f"{words}{interval}"}


def _how_to_run(info: ModelInfo, file: str) -> str:
    size = info.input.size
    return f"""\
## How to run it

With ham-classifier, whole folders and no network: `ham-classify images/ --model FOLDER`.

With ONNX Runtime alone, one image. To within 0.001 the answers are those of
`ham-classify images/ --model FOLDER --provider cpu`:

```python
import json, sys
import numpy as np, onnxruntime
from PIL import Image, ImageOps

image = Image.open(sys.argv[1])
image.draft(None, ({size}, {size}))  # JPEG is decoded at a reduced scale, never below the input's
image = ImageOps.exif_transpose(image).convert("RGB").resize(({size}, {size}), Image.Resampling.BILINEAR)
session = onnxruntime.InferenceSession("{file}")
(probabilities,) = session.run(["{contract.PROBABILITIES}"], {{"{contract.INPUT}": np.asarray(image)[None]}})
document = json.loads(session.get_modelmeta().custom_metadata_map["{contract.METADATA_KEY}"])
print({{c["code"]: round(float(p), 6) for c, p in zip(document["classes"], probabilities[0])}})
```

The other outputs are `{contract.LOGITS}`, `{contract.HEATMAPS}` (per class) and `{contract.UNFAMILIARITY}` (above 1:
unlike the training images). Thresholds and figures are in the file's metadata under `{contract.METADATA_KEY}`. Other
providers, such as OpenVINO in bfloat16, which `ham-classify` takes by itself where it is there, move probabilities by
hundredths. Colour profiles, transparency and 16-bit images, which ham-classify reads, are not in these lines.
`{PREPROCESSOR}` is for `ViTImageProcessor` of Transformers: call it with `data_format="channels_last"`, as the
network takes [N, {size}, {size}, 3].
"""
