"""A Ray cluster of two nodes and an S3 server on this machine: the results are the local engine's,
whatever dies.

RAY_TEST_KILLS says how many kills of each kind (2 unless set), RAY_TEST_PAGES over how many pages
(12), RAY_TEST_READERS=all with which readers; a release is tried with 10 over 120.
"""

import json
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import img2pdf
import psutil
import pytest
from PIL import Image
from tests.batch.pages import FAST, command, draw, folder_of, name, run, texts, timeless
from tests.cluster.stores import count_below, downloaded, new_bucket, uploaded

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
pytest.importorskip("ray", reason="needs the packages of recto[cluster]")
pytestmark = pytest.mark.filterwarnings("default")  # Ray's own

KILLS = int(os.environ.get("RAY_TEST_KILLS", "2"))
PAGES = int(os.environ.get("RAY_TEST_PAGES", "12"))
READERS = ("--no-report",) if os.environ.get("RAY_TEST_READERS") == "all" else FAST
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
def store(s3_server: dict[str, str]) -> Iterator[str]:
    """A bucket, which every process that is started from now on can reach."""
    with pytest.MonkeyPatch.context() as patch:
        for key, value in s3_server.items():
            patch.setenv(key, value)
        yield new_bucket()


@pytest.fixture(scope="module")
def cluster(store: str) -> Iterator[Any]:
    """Two nodes of one processor each, which know where the bucket is."""
    from ray.cluster_utils import Cluster

    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 10**8},
    )
    new_node(made)
    yield made
    made.shutdown()


def mixed(folder: Path) -> Path:
    """PNG, JPEG, a TIFF of three frames, PDFs of two pages, and an empty page."""
    rest = PAGES - 6
    folder_of(folder, rest)
    draw(folder / "page.png", name(rest))
    Image.open(folder / "page.png").convert("RGB").save(folder / "page.jpg", dpi=(200, 200))
    (folder / "page.png").unlink()
    Image.new("L", (640, 140), 255).save(folder / "empty.png", dpi=(200, 200))
    for book in ("one", "two"):
        made = [draw(folder / f"{book}{number}.png", name(number)) for number in range(2)]
        (folder / f"{book}.pdf").write_bytes(img2pdf.convert([str(page) for page in made]))
        for page in made:
            page.unlink()
    return folder


@pytest.fixture(scope="module")
def pages(store: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Small pages of many kinds, in the bucket."""
    uploaded(mixed(tmp_path_factory.mktemp("pages") / "in"), f"{store}/in")
    return f"{store}/in"


@pytest.fixture(scope="module")
def calm(pages: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What workers of this machine make of them."""
    out = tmp_path_factory.mktemp("calm") / "out"
    assert run("read", pages, "-o", out, "-f", "txt,json", *READERS).returncode == 0
    return out


def on_cluster(cluster: Any, pages: str, out: str) -> list[str]:
    """The command."""
    flags = ("--engine", "ray", "--address", cluster.address, "-j", "2", "--shard-pages", "2")
    return command("read", pages, "-o", out, *FORMATS, *flags, *READERS)


def lines(out: Path) -> list[Any]:
    """Every page of the shards of JSON lines, without its times."""
    found = []
    for file in sorted((out / "jsonl").iterdir()):
        for line in file.read_text().splitlines():
            value = json.loads(line)
            found.append({name: part for name, part in value.items() if name not in TIMES})
    return found


def without_kept(found: dict[str, Any]) -> dict[str, Any]:
    """Results alone, without what runs keep for themselves."""
    return {name: found[name] for name in found if ".recto" not in name}


def assert_as_calm(out: Path, calm: Path) -> None:
    """No page lost, none published twice, every byte the local engine's but for times."""
    assert texts(out) == texts(calm)
    found = timeless(out)
    assert without_kept(found) == without_kept(timeless(calm))
    named = [(line["document"], line["index"]) for line in lines(out)]
    assert len(named) == len(set(named)) == PAGES
    assert not list(out.rglob("*.part"))


def test_the_results_are_the_local_engines(
    cluster: Any, store: str, pages: str, calm: Path, tmp_path: Path
) -> None:
    """Of two nodes, to the byte."""
    out = f"{store}/ray"
    done = subprocess.run(on_cluster(cluster, pages, out), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert_as_calm(downloaded(out, tmp_path / "ray"), calm)
    state = json.loads(run("status", out, "--json").stdout)
    assert (state["pages"], state["pages_left"]) == (PAGES, 0)


def actors() -> list[psutil.Process]:
    """The processes of Ray workers that have a Recto in them, on any node."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or [""]
        if words[0].startswith("ray::Reader"):
            found.append(process)
    return found


def wait_for(process: subprocess.Popen[bytes], out: str, count: int) -> None:
    """Until so many groups are done."""
    while count_below(out, "/groups/") < count and process.poll() is None:
        time.sleep(0.1)


@pytest.mark.parametrize("what", ["worker", "node", "driver"])
def test_whatever_dies_nothing_is_lost(
    cluster: Any,
    store: str,
    pages: str,
    calm: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    what: str,
) -> None:
    """A worker, a node or the driver, at moments that are spread over the run."""
    moments = random.Random(len(what))  # noqa: S311 - the same moments every time
    out = f"{store}/{what}"
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
    record_property("kills", hit)
    assert_as_calm(downloaded(out, tmp_path / "out"), calm)
