"""Read an ONNX file's metadata, and whether it keeps data outside itself, without loading or running it.

Walks the protocol-buffer wire format (https://protobuf.dev/programming-guides/encoding/), so that a file is judged
before ONNX Runtime touches it and no tensor is copied.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from desktop.errors import ModelError

# Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
_MODEL_IR_VERSION, _MODEL_GRAPH, _MODEL_METADATA = 1, 7, 14
_MODEL_OTHERS = {20: "training", 25: "function"}  # what else of a model can hold tensors
_MODEL_FUNCTION, _MODEL_TRAINING, _TRAINING_GRAPHS = 25, 20, (1, 2)
_ENTRY_KEY, _ENTRY_VALUE = 1, 2
_GRAPH_NODE, _NODE_OPERATOR, _NODE_ATTRIBUTE, _NODE_DOMAIN, _ATTRIBUTE_GRAPHS = 1, 4, 5, 7, (6, 11)
_TENSOR_EXTERNAL_DATA, _TENSOR_DATA_LOCATION = 13, 14
# Which fields of which message lead on to a tensor.
_CHILDREN: dict[str, dict[int, str]] = {
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "function": {7: "node", 11: "attribute"},
    "training": {1: "graph", 2: "graph"},
}
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MAX_DEPTH = 64
HEAD_BYTES = 1 << 20
"""Read before the rest: one that is all zeros is no model, however large the file."""
_OTHER_FORMAT = b"ORTM"  # in the bytes 4 to 7 of the runtime's own format, where an ONNX file may hold anything
MAX_BYTES = 1 << 30


@dataclass(frozen=True)
class OnnxHeader:
    """`metadata`: the file's metadata_props; `external_data`: whether a tensor lies outside the file; `operators`:
    those the graphs use, as (domain, operator); `subgraphs`: whether there are any (loops, branches, functions), which
    need not end."""

    metadata: dict[str, str]
    external_data: bool
    operators: frozenset[tuple[str, str]]
    subgraphs: bool


class _MalformedError(Exception):
    pass


def read_model_file(path: Path) -> bytes:
    """The whole file, read once, so that what is checked is what runs. Raises ModelError where it cannot be read."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # would be waited for, or read, for ever
            raise ModelError(f"{path} is a pipe or a device; name an .onnx file written by ham-export")
        with path.open("rb") as stream:
            if (size := os.fstat(stream.fileno()).st_size) > MAX_BYTES:
                raise ModelError(f"the model file {path} is larger than 1 GiB; this is no model of ours")
            head = stream.read(HEAD_BYTES)
            if size > HEAD_BYTES and not any(head):
                raise ModelError(f"{path} cannot be used as a model: it holds nothing but zeros; copy it again")
            return head + stream.read(MAX_BYTES - len(head))  # no more than that, though it should grow meanwhile
    except FileNotFoundError:
        if re.match(r"[a-z][a-z0-9+.-]+:[/\\]", str(path), re.IGNORECASE):  # hf://, s3://; one letter is a drive
            raise ModelError(
                f"{path} is an address, and nothing is fetched from a network here; download it and name the file or "
                "its folder"
            ) from None
        raise ModelError(f"there is no model file {path}; name an .onnx file written by ham-export") from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder; name an .onnx file written by ham-export") from None
    except PermissionError:
        raise ModelError(f"the model file {path} may not be read (permission denied)") from None
    except OSError as error:
        raise ModelError(f"the model file {path} cannot be read: {error.strerror or error}") from None


def parse_header(content: bytes) -> OnnxHeader:
    """Header of an ONNX file's content. Raises ModelError (without the file's name) when it is no ONNX file, or one
    that ONNX Runtime would read as a file of its own format: what is judged here must be what runs."""
    if content[4:8] == _OTHER_FORMAT:
        raise ModelError("it is a file of ONNX Runtime's own format and no ONNX file; name one written by ham-export")
    try:
        return _walk_model(memoryview(content))
    except (_MalformedError, UnicodeDecodeError):
        raise ModelError("it is no ONNX file; name one written by ham-export") from None


def _walk_model(view: memoryview) -> OnnxHeader:
    metadata: dict[str, str] = {}
    external = False
    seen_version = seen_graph = subgraphs = False
    operators: set[tuple[str, str]] = set()
    for number, value in _fields(view):
        if number == _MODEL_IR_VERSION and isinstance(value, int):
            seen_version = True
        elif number == _MODEL_GRAPH and isinstance(value, memoryview):
            seen_graph = True
            external = external or _has_external(value, "graph", 0)
            subgraphs = _judge(value, operators) or subgraphs
        elif (kind := _MODEL_OTHERS.get(number)) and isinstance(value, memoryview):
            external = external or _has_external(value, kind, 0)
            subgraphs = subgraphs or number == _MODEL_FUNCTION
            if number == _MODEL_TRAINING:
                for graph in (g for field in _TRAINING_GRAPHS for g in _messages(value, field)):
                    subgraphs = _judge(graph, operators) or subgraphs
        elif number == _MODEL_METADATA and isinstance(value, memoryview):
            entry = {n: bytes(v).decode() for n, v in _fields(value) if isinstance(v, memoryview)}
            metadata[entry.get(_ENTRY_KEY, "")] = entry.get(_ENTRY_VALUE, "")
    if not (seen_version and seen_graph):
        raise _MalformedError
    return OnnxHeader(metadata, external, frozenset(operators), subgraphs)


def _judge(graph: memoryview, operators: set[tuple[str, str]]) -> bool:
    """Whether a graph holds others; its operators are added to `operators`."""
    others = False
    for node in _messages(graph, _GRAPH_NODE):
        operators.update(_operators(node))
        attributes = _messages(node, _NODE_ATTRIBUTE)
        others = others or any(n in _ATTRIBUTE_GRAPHS for a in attributes for n, _ in _fields(a))
    return others


def _operators(node: memoryview) -> Iterator[tuple[str, str]]:
    """Every pair that readers of the format may take the node for: of a field given twice some take the last."""
    domains = [bytes(domain).decode() for domain in _messages(node, _NODE_DOMAIN)] or [""]
    names = [bytes(name).decode() for name in _messages(node, _NODE_OPERATOR)] or [""]
    return product(domains, names)


def _messages(view: memoryview, wanted: int) -> Iterator[memoryview]:
    """The values of one field that are messages or bytes."""
    for number, value in _fields(view):
        if number == wanted and isinstance(value, memoryview):
            yield value


def _has_external(view: memoryview, kind: str, depth: int) -> bool:
    if depth > _MAX_DEPTH:
        raise _MalformedError
    children = _CHILDREN.get(kind, {})
    for number, value in _fields(view):
        if kind == "tensor":
            if number == _TENSOR_EXTERNAL_DATA or (number == _TENSOR_DATA_LOCATION and value != 0):
                return True
        elif (
            (child := children.get(number)) and isinstance(value, memoryview) and _has_external(value, child, depth + 1)
        ):
            return True
    return False


def _fields(view: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """(field number, value) of one message; fixed-width values are passed over as 0, they never matter here."""
    at, end = 0, len(view)
    while at < end:
        key, at = _varint(view, at)
        number, wire = key >> 3, key & 7
        if number == 0 or key >> 32:  # protocol buffers' own reader drops what is above, and would see another field
            raise _MalformedError
        if wire == _VARINT:
            value, at = _varint(view, at)
            yield number, value
        elif wire == _BYTES:
            length, at = _varint(view, at)
            if length > end - at:
                raise _MalformedError
            yield number, view[at : at + length]
            at += length
        elif wire in (_FIXED64, _FIXED32):
            at += 8 if wire == _FIXED64 else 4
            if at > end:
                raise _MalformedError
            yield number, 0
        else:
            raise _MalformedError


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(view) or shift > 63:
            raise _MalformedError
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
