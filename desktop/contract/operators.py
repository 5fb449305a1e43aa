"""Which operators a model file may hold: tensor arithmetic of the ONNX standard, and nothing else.

Judged as pairs of domain and operator, before any provider sees the file. Other domains are other makers' code, and
some of their operators name files that the provider then opens (`EPContext` of `com.microsoft`). Of the standard's
own, what holds another graph need not end, what is random answers differently each time, and texts, sequences and
optionals have no place in a network of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable

STANDARD = frozenset({"", "ai.onnx"})
"""Two names of one domain: the ONNX standard's."""

OPERATORS = frozenset(
    """
    Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization BitShift
    BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat
    Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum DeformConv DepthToSpace
    DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor
    GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater
    GreaterOrEqual GridSample GroupNormalization HardSigmoid HardSwish Hardmax Identity InstanceNormalization
    IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax LpNormalization LpPool
    MatMul MatMulInteger Max MaxPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul Neg NonZero Not
    OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RNN Range Reciprocal ReduceL1 ReduceL2
    ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu
    Reshape Resize ReverseSequence Round ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size
    Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tan Tanh ThresholdedRelu Tile TopK
    Transpose Trilu Unsqueeze Upsample Where Xor
    """.split()  # noqa: SIM905 - as a list it would fill two pages
)


def strange_operators(found: Iterable[tuple[str, str]]) -> str:
    """Of (domain, operator) pairs those that a model may not hold, in words; empty where there is none."""
    strange = {pair for pair in found if pair[0] not in STANDARD or pair[1] not in OPERATORS}
    if makers := sorted({domain for domain, _ in strange if domain not in STANDARD}):
        return f"it needs operators of another maker ({', '.join(makers)})"
    if strange:
        return f"it needs operators that no model of ours has ({', '.join(sorted(name for _, name in strange))})"
    return ""
