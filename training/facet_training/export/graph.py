"""The lip predictor as an ONNX graph."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from facet_training.constants import MEL_BINS
from facet_training.networks.lip_predictor import LipEnsemble

OPSET = 17
INPUT_NAME = "mel"
OUTPUT_NAMES = ("coefficients", "opening", "width", "closed_logit", "hidden")


class _Outputs(nn.Module):
    def __init__(self, network: LipEnsemble) -> None:
        super().__init__()
        self.network = network

    def forward(self, mel: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network(mel))


def export_graph(network: LipEnsemble, path: Path) -> None:
    """Write ``mel [1, 80, F] -> coefficients, opening, width, closed_logit, hidden`` with a free F."""
    network.eval()
    example = torch.zeros(1, MEL_BINS, 64)
    axes = {INPUT_NAME: {2: "F"}} | {name: {1: "T"} for name in OUTPUT_NAMES}
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        _Outputs(network),
        (example,),
        str(path),
        input_names=[INPUT_NAME],
        output_names=list(OUTPUT_NAMES),
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
