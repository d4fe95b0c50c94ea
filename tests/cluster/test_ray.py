"""A Ray cluster of two nodes on this machine: the results are the local engine's, whatever dies.

RAY_TEST_KILLS says how many kills of each kind (2 unless set), RAY_TEST_PAGES over how many pages
(12); a release is tried with 10 over 120.
"""

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.batch.pages import FAST, command, folder_of, run, texts, timeless

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
pytest.importorskip("ray", reason="needs the packages of recto[cluster]")
pytestmark = pytest.mark.filterwarnings("default")  # Ray's own

KILLS = int(os.environ.get("RAY_TEST_KILLS", "2"))
PAGES = int(os.environ.get("RAY_TEST_PAGES", "12"))
FORMATS = ("-f", "txt,json,jsonl")
TIMES = ("seconds",)


def new_node(cluster: Any) -> None:
    """One of one processor; on a busy machine Ray does not always manage to start it."""
    for attempt in range(4):
        try:
            cluster.add_node(num_cpus=1, object_store_memory=10**8)
        except Exception:  # of many kinds, none of which is ours
            if attempt == 3:
                raise
        else:
            return


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of one processor each."""
    from ray.cluster_utils import Cluster

    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 10**8},
    )
    new_node(made)
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small pages."""
    return folder_of(tmp_path_factory.mktemp("pages") / "in", PAGES)


@pytest.fixture(scope="module")
def calm(pages: Path) -> Path:
    """What the local engine makes of them."""
    out = pages.parent / "calm"
    assert run("read", pages, "-o", out, "-f", "txt,json", *FAST).returncode == 0
    return out


def on_cluster(cluster: Any, pages: Path, out: Path) -> list[str]:
    """The command."""
    flags = ("--engine", "ray", "--address", cluster.address, "-j", "2", "--shard-pages", "2")
    return command("read", pages, "-o", out, *FORMATS, *flags, *FAST)


def lines(out: Path) -> list[Any]:
    """Every page of the shards of JSON lines, without its times."""
    found = []
    for file in sorted((out / "jsonl").iterdir()):
        for line in file.read_text().splitlines():
            value = json.loads(line)
            found.append({name: part for name, part in value.items() if name not in TIMES})
    return found


def assert_as_calm(out: Path, calm: Path) -> None:
    """No page lost, none published twice, every byte the local engine's but for times."""
    assert texts(out) == texts(calm)
    found = timeless(out)
    assert {name: found[name] for name in found if ".recto" not in name} == timeless(calm)
    named = [(line["document"], line["index"]) for line in lines(out)]
    assert len(named) == len(set(named)) == PAGES
    assert not list(out.rglob("*.part"))


def test_the_results_are_the_local_engines(cluster: Any, pages: Path, calm: Path) -> None:
    """Of two nodes, to the byte."""
    out = pages.parent / "ray"
    done = subprocess.run(on_cluster(cluster, pages, out), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert_as_calm(out, calm)
    state = json.loads(run("status", out, "--json").stdout)
    assert (state["pages"], state["pages_left"]) == (PAGES, 0)


def manifests(out: Path) -> int:
    """Groups that are done."""
    return len(list(out.glob(".recto/*/groups/*")))


def actors() -> list[psutil.Process]:
    """The processes of Ray workers that have a Recto in them, on any node."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or [""]
        if words[0].startswith("ray::Reader"):
            found.append(process)
    return found


def wait_for(process: subprocess.Popen[bytes], out: Path, count: int) -> None:
    """Until so many groups are done."""
    while manifests(out) < count and process.poll() is None:
        time.sleep(0.02)


@pytest.mark.parametrize("what", ["worker", "node", "driver"])
def test_whatever_dies_nothing_is_lost(
    cluster: Any, pages: Path, calm: Path, tmp_path: Path, what: str
) -> None:
    """A worker, a node or the driver, at moments that are spread over the run."""
    moments = random.Random(len(what))  # noqa: S311 - the same moments every time
    out = tmp_path / "out"
    arguments = on_cluster(cluster, pages, out)
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    hit = 0
    for number in range(KILLS):
        wait_for(process, out, number * PAGES // (2 * KILLS))
        time.sleep(moments.uniform(0.0, 2.0))
        if process.poll() is not None:
            break
        hit += 1
        if what == "driver":
            process.kill()
            process.wait()
            process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        elif what == "node":
            cluster.remove_node(min(cluster.worker_nodes, key=id), allow_graceful=False)
            new_node(cluster)
        else:
            workers = actors()
            if workers:
                moments.choice(workers).kill()
    try:
        assert process.wait(600) == 0
    finally:
        process.kill()
        process.wait()
    assert hit
    assert_as_calm(out, calm)
