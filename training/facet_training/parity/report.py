"""The table of differences to the golden numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from facet_training.data.cache import write_atomically
from facet_training.export.external_weights import fill_weights, write_graph
from facet_training.export.pdfgc_template import PRECISIONS, make_network_template, weights_file
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.parity.golden import Golden
from facet_training.parity.runner import GraphRunner, TorchRunner
from facet_training.parity.sequence import difference, network_arrays, sound_arrays


@dataclass(frozen=True)
class ParityRow:
    """One array: its largest number, its tolerance, and the largest differences; null where there is no such output."""

    array: str
    largest: float
    tolerance: float
    torch: float | None
    fp32: float | None
    fp16: float | None

    @property
    def is_within(self) -> bool:
        """True when torch and the float32 graph keep the tolerance; half precision has none."""
        return all(value is None or value <= self.tolerance for value in (self.torch, self.fp32))


def write_golden_graphs(golden: Golden, precision: str, folder: Path) -> None:
    """Write ``<network>.onnx`` and its weights of the golden checkpoints."""
    for name in NETWORK_NAMES:
        graph = make_network_template(name, golden.config).graphs[precision]
        write_graph(graph, folder / f"{name}.onnx")
        state = golden.network(name).state_dict()
        write_atomically(folder / weights_file(name), fill_weights(graph, state))


def measure_parity(golden: Golden, scratch: Path) -> list[ParityRow]:
    """Run everything in torch and in onnxruntime; graphs are written below ``scratch``."""
    columns = {"torch": network_arrays(golden, TorchRunner(golden)) | sound_arrays(golden)}
    for precision in PRECISIONS:
        write_golden_graphs(golden, precision, scratch / precision)
        columns[precision] = network_arrays(golden, GraphRunner(scratch / precision))
    rows: list[ParityRow] = []
    for array, facts in golden.manifest["arrays"].items():
        found = {
            column: difference(golden, array, arrays[array]) if array in arrays else None
            for column, arrays in columns.items()
        }
        if "tolerance" in facts and any(value is not None for value in found.values()):
            rows.append(ParityRow(array, facts["absmax"], facts["tolerance"], **found))
    return rows


def parity_table(rows: list[ParityRow]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| array | largest number | tolerance | PyTorch | onnxruntime fp32 | onnxruntime fp16 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = [_cell(value) for value in (row.torch, row.fp32, row.fp16)]
        lines.append(f"| {row.array} | {row.largest:.3g} | {row.tolerance:.0e} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.1e}"
