"""What each network costs: operations counted in torch, processor time of its graph in onnxruntime here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.cache import write_atomically
from facet_training.export.external_weights import fill_weights, write_graph
from facet_training.export.pdfgc_graphs import graph_ports
from facet_training.export.pdfgc_pack import make_session, run_session
from facet_training.export.pdfgc_template import make_network_template, weights_file
from facet_training.export.seeded_weights import seeded_network
from facet_training.networks.official_checkpoint import NETWORK_NAMES, make_network


@dataclass(frozen=True)
class NetworkCost:
    """Of one picture or window: weights, operations (two a multiplication), least processor time of several runs.

    Processor time adds up all threads, so that other work on the computer hardly shows.
    """

    network: str
    weights_bytes: int
    gigaflop: float
    milliseconds: float


def count_gigaflop(name: str, config: PdfgcConfig) -> float:
    """Operations of convolutions and matrix products for one sample; nothing is computed."""
    with torch.device("meta"), torch.no_grad():
        network = make_network(name, config).eval()
        inputs = [
            torch.zeros([1, *(int(size) for size in port.shape[1:])])
            for port in graph_ports(name, config)[0]
            if port.name != "noise_gain"
        ]
        with FlopCounterMode(display=False) as counter:
            network(*inputs)
    return float(counter.get_total_flops()) / 1e9


def measure_cost(config: PdfgcConfig, scratch: Path, runs: int) -> list[NetworkCost]:
    """Time the float32 graphs on one thread, one sample at a time."""
    costs: list[NetworkCost] = []
    for name in NETWORK_NAMES:
        graph = make_network_template(name, config).graphs["fp32"]
        write_graph(graph, scratch / f"{name}.onnx")
        write_atomically(scratch / weights_file(name), fill_weights(graph, seeded_network(name, config).state_dict()))
        session = make_session(scratch / f"{name}.onnx", threads=1)
        random = np.random.default_rng(0)
        inputs = {
            port.name: random.random([1 if size == "N" else int(size) for size in port.shape]).astype(np.float32)
            for port in graph_ports(name, config)[0]
        }
        times: list[float] = []
        for _ in range(runs):
            started = time.process_time()
            run_session(session, inputs)
            times.append(1000.0 * (time.process_time() - started))
        costs.append(NetworkCost(name, graph.total_bytes, count_gigaflop(name, config), min(times)))
    return costs


def cost_table(costs: list[NetworkCost]) -> str:
    """The costs as a Markdown table."""
    lines = ["| network | weights fp32, MB | GFLOP | processor time, ms |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {cost.network} | {cost.weights_bytes / 1e6:.1f} | {cost.gigaflop:.3g} | {cost.milliseconds:.0f} |"
        for cost in costs
    ]
    return "\n".join(lines) + "\n"
