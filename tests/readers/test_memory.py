"""What was freed between blocks that live on goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from pathlib import Path
from recto.readers.memory import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

blocks = [bytearray(60_000) for _ in range(1500)]
kept = blocks[::100] + blocks[-1:]
del blocks
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.measured
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="/proc is on Linux only")
def test_freed_memory_is_given_back() -> None:
    """Most of 90 MB, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 60
