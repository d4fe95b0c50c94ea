"""A network of an ONNX file as a function from array to array, run by onnxruntime.

The file's bytes and a number of threads enter, a Network leaves. How memory is kept in check is
decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One network: a batch in, its first output out."""

    run: Callable[[Floats], Floats]
    engine: str  # "onnxruntime 1.32.0", for the record


CPU = "CPUExecutionProvider"


def open_network(model: bytes, threads: int, providers: Sequence[str] = (CPU,)) -> Network:
    """Load a network; `threads` is the number of cores that one call may use, `providers` are
    onnxruntime's, the first choice first.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # 9 pages: 10.4 s kept, 11.7 s emptied after each call, 12.0 s without
    options.enable_cpu_mem_arena = True
    # An allocation plan is kept for every shape met: 12 small pages grew to 310 MB and on; without,
    # 215-250, no slower.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=list(providers))
    name = session.get_inputs()[0].name
    output = session.get_outputs()[0].name

    # Pages differ in size, and the arena would keep the blocks of every size it met: 9 page sizes
    # took a process to 668 MB and growing. Emptied after each call it stays at 240 MB.
    shrink = onnxruntime.RunOptions()
    shrink.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(batch: Floats) -> Floats:
        outputs = session.run([output], {name: batch}, shrink)
        result: Floats = outputs[0]
        return result

    return Network(run, f"onnxruntime {onnxruntime.__version__}")
