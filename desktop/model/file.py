"""A model file: read, checked against the contract and the embedded checksum, not running."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from desktop import contract
from desktop.contract import ModelInfo
from desktop.contract.onnx_header import parse_header, read_model_file
from desktop.contract.operators import strange_operators
from desktop.errors import ModelError

DEFAULT_MODEL = Path(__file__).parent / "embedded" / "default.onnx"
"""The embedded model; beside it lies its checksum as `sha256sum default.onnx > default.onnx.sha256` writes it."""

CHECKSUMS = "SHA256SUMS"
"""The sums of a model folder's files, as `sha256sum` writes them."""
_POINTER = b"version https://git-lfs"
"""What a clone holds in place of a large file where Git LFS is not installed."""


@dataclass(frozen=True)
class ModelFile:
    """A checked model file, not running. `sha256`: of its content, in hexadecimal digits."""

    path: Path
    content: bytes
    sha256: str
    info: ModelInfo


def open_model(path: str | os.PathLike[str] | None = None) -> ModelFile:
    """Read and check a model file (default: the embedded one). Raises ModelError where it breaks the contract, or is
    not the one that the checksums of its model folder were made of."""
    path = _default_path() if path is None else model_in(Path(path))
    content = read_model_file(path)
    if content.startswith(_POINTER):
        raise ModelError(f"{path} is a pointer of Git LFS in place of the model; fetch that with: git lfs pull")
    sha256 = hashlib.sha256(content).hexdigest()
    _check_published(path, sha256)
    try:
        info = read_info(content)
    except ModelError as error:
        raise ModelError(f"{path} cannot be used as a model: {error}") from None
    if path == DEFAULT_MODEL:
        _check_embedded(sha256)
    return ModelFile(path, content, sha256, info)


def model_in(path: Path) -> Path:
    """The model file that `path` names: itself, or the one in a model folder (`ham-export --folder`).

    In a folder it is model.onnx, or else the only .onnx file. Raises ModelError where there is none, or several.
    """
    try:
        if not path.is_dir():
            return path
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".onnx" and file.is_file())
    except OSError as error:
        raise ModelError(f"the model folder {path} cannot be read: {error.strerror or error}") from None
    if (usual := path / "model.onnx") in files:
        return usual
    if len(files) == 1:
        return files[0]
    if not files:
        raise ModelError(f"{path} is a folder without a model; name an .onnx file written by ham-export, or its folder")
    raise ModelError(f"{path} holds several models ({', '.join(file.name for file in files[:5])}); name one of them")


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


def _check_published(path: Path, sha256: str) -> None:
    """Raises ModelError where the file lies in a model folder whose checksums give it another one."""
    try:
        lines = path.with_name(CHECKSUMS).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    # Also as `sha256sum -b` and `sha256sum ./*` write them.
    parted = (line.partition(" ") for line in lines)
    sums = {name.lstrip(" *").removeprefix("./"): digest.lower() for digest, _, name in parted}
    if sums.get(path.name, sha256) != sha256:
        raise ModelError(
            f"{path} does not have the checksum that {CHECKSUMS} beside it gives: it was damaged or replaced since; "
            "fetch it again, or make the folder anew with ham-export --folder"
        )


def read_info(content: bytes) -> ModelInfo:
    """The checked metadata of a model file's content. Raises ModelError (without the file's name)."""
    header = parse_header(content)
    if header.external_data:
        raise ModelError("it keeps tensors outside the file; export it as one single file")
    if header.subgraphs:
        raise ModelError("it holds loops, branches or functions, which no model of ours has; export it again")
    if strange := strange_operators(header.operators):
        raise ModelError(f"{strange}; export it again")
    return contract.parse_info(header.metadata)
