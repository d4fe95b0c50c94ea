"""Graphics cards as a resource of a Ray cluster: asked for where there are some and PP-OCR reads.

SIMULATED: the node says that it has a card, and has none, so that PP-OCR runs on the processor.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from tests.batch.pages import draw, name

from recto.cluster.groups import Group, Job, Piece
from recto.cluster.ray_hands import A_CARD, on_ray
from recto.settings.groups import Batch, Local, Output, Settings

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
ray = pytest.importorskip("ray", reason="needs the packages of recto[cluster]")
pytestmark = pytest.mark.filterwarnings("default")  # Ray's own


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """One node of two processors that says that it has a card."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 2, "num_gpus": 1, "include_dashboard": False, "object_store_memory": 10**8}
    made = Cluster(initialize_head=True, head_node_args=node)
    yield made
    made.shutdown()


@pytest.mark.parametrize(("second_reader", "share"), [("on", 2 * A_CARD), ("off", 0.0)])
def test_workers_share_a_card_where_ppocr_reads(
    cluster: Any, tmp_path: Path, second_reader: Literal["on", "off"], share: float
) -> None:
    """As many shares as workers, and the page is read all the same where it cannot be used."""
    page = draw(tmp_path / "page.png", name(7))
    out = str(tmp_path / "out")
    settings = replace(
        Settings(),
        batch=Batch(engine="ray", address=cluster.address, jobs=2),
        local=Local(second_reader=second_reader),
        output=Output(out, formats=("txt",)),
    )
    piece = Piece("page.png", str(page), "", places=(("txt", "page.txt"),))
    with on_ray(settings, out, "key", tmp_path / "sent.jsonl") as hands:
        (ended,) = hands.do(iter([Job("write", Group(0, (piece,)))]))
        assert ended.manifest is not None, ended.fault
        assert taken() == pytest.approx(share)
    assert "volume seven" in (Path(out) / "page.txt").read_text()


def taken() -> float:
    """Of the card, by the workers that there are."""
    ends = time.monotonic() + 60
    while ray.available_resources().get("CPU", 0) > 0 and time.monotonic() < ends:
        time.sleep(0.2)
    return float(1 - ray.available_resources().get("GPU", 0))
