"""What makes an ONNX graph a file of the contract, whoever wrote it: its check and its document. Needs no framework."""

from __future__ import annotations

from typing import Any

from desktop import contract
from export.errors import ExportError


def check_graph(model: Any) -> None:
    """Raises ExportError for a model that ONNX's full check does not pass, or whose outputs are not the contract's."""
    import onnx

    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise ExportError(f"the graph does not pass ONNX's check: {error}") from None
    outputs = [o.name for o in model.graph.output]
    if sorted(outputs) != sorted(contract.OUTPUTS):
        raise ExportError(f"the graph has outputs {', '.join(outputs)}; {', '.join(contract.OUTPUTS)} are expected")
    fixed = [t.name for t in (*model.graph.input, *model.graph.output) if t.type.tensor_type.shape.dim[0].dim_value]
    if fixed:
        raise ExportError(f"the batch is of a fixed size in {', '.join(fixed)}; it has to be free")


def set_metadata(model: Any, info: contract.ModelInfo) -> None:
    """Store the contract's document in the model. Raises ModelError where it breaks the schema."""
    import onnx

    onnx.helper.set_model_props(model, {contract.METADATA_KEY: contract.encode_info(info)})
    model.producer_name = "ham-classifier"
    model.doc_string = "Skin-lesion classifier for research use only. Not a medical device."
