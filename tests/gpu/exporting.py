"""The run that was trained here, as files in 32, 16 and 8 bits: made and proven by the export's own code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.errors import HamError
from trainer.devices.devices import quiet_frameworks

if TYPE_CHECKING:
    from export.document.document import Precision

PRECISIONS: tuple[Precision, ...] = ("fp32", "fp16", "int8")


def export(options: dict[str, Any], *, export_run: Callable[..., Any] | None = None) -> dict[str, Any]:
    """The files made of a run. options: run (its folder), data, folder (where the files go).

    Answers by precision: `files` (paths), `told` (in words), and `held_back`, why a file was not written: a gate of the
    export, or a graph that does not run. `absent`: what is not installed, where nothing was done for it. export_run:
    what exports, by default the function of that name.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"  # the export's own, whatever the run has learned on
    from export.cli import check_packages
    from export.errors import ExportError

    try:
        check_packages()
    except ExportError as error:
        return {"files": {}, "told": {}, "held_back": {}, "absent": str(error)}
    if export_run is None:
        with quiet_frameworks():
            from export.export import export_run

    target = Path(options["folder"]) / "model.onnx"
    names = {"fp32": target, **{name: target.with_suffix(f".{name}.onnx") for name in PRECISIONS[1:]}}
    told: dict[str, str] = {}
    held_back: dict[str, str] = {}
    while wanted := tuple(name for name in PRECISIONS if name not in {*told, *held_back}):
        try:  # one name alone is taken for the file itself
            export_run(
                Path(options["run"]),
                names[wanted[0]] if len(wanted) == 1 else target,
                precisions=wanted,
                data=Path(options["data"]),
            )
        except HamError as error:
            held_back[next(name for name in wanted if not names[name].exists())] = str(error)
        told |= {name: _told(names[name]) for name in wanted if names[name].exists()}
    return {
        "files": {name: str(names[name]) for name in told},
        "told": told,
        "held_back": held_back,
        "absent": "",
    }


def _told(file: Path) -> str:
    """Size of a file, and how near its proof came to a gate."""
    parity = json.loads(file.with_suffix(".parity.json").read_bytes())
    gates = [check for check in parity["checks"] if check["limit"]]
    nearest = max(gates, key=lambda check: check["value"] / check["limit"])
    return (
        f"{file.stat().st_size / 1e6:.1f} MB, proven on {parity['images']:,} images; of {len(parity['checks'])} gates "
        f"the nearest is {nearest['name']}: {nearest['value']:.2e} (limit {nearest['limit']:.0e})"
    )
