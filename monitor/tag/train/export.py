"""A trained reader -> the files that the service runs: an int8 ONNX graph and its tokenizer."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from monitor.tag.train.fit import Reader

#: what the graph is written in; newer sets gain nothing here
_OPSET = 17


class _Probabilities(nn.Module):  # type: ignore[misc]  # torch is not looked into
    """The network with its logits made into probabilities, as the service wants them."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        themes, severities = self.network(input_ids, attention_mask)
        return severities.softmax(1), themes.sigmoid()


def export(reader: Reader, folder: Path) -> None:
    """Write ``encoder.onnx`` (weights int8, per channel) and ``tokenizer.json``.

    Of the eight bits seven are used: processors without VNNI would overflow with all of them, and
    judge otherwise than the machine that measured.

    Source: "When to use reduce-range", onnxruntime's manual of quantization.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = _Probabilities(reader.network).eval()
    example = reader.encode(["an example", "another, somewhat longer, example"])
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "encoder.onnx"
        torch.onnx.export(
            network,
            example,
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["severities", "themes"],
            dynamic_axes={
                name: {0: "batch", 1: "width"} for name in ("input_ids", "attention_mask")
            },
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    reader.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
