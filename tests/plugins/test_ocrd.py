"""ocrd-recto-recognize in a workspace of the real OCR-D: METS in, PAGE with all readings out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from tests.api.pages import drawn

import recto
from recto.plugins.ocrd_tool import NAME, chosen, description
from recto.plugins.plugin_options import NAMES

PAGE = {"p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"}
FAST = {"second_reader": "off", "clean": "off"}
WITH_OCRD = pytest.mark.skipif(not find_spec("ocrd"), reason="OCR-D is not installed")


def test_the_tool_describes_every_offered_setting() -> None:
    """Of the settings' own definitions; what is not given counts as not given."""
    tool = description()["tools"][NAME]
    assert set(tool["parameters"]) == {"language", *NAMES}
    assert tool["parameters"]["llm"]["enum"] == ["", "off", "auto", "always", "only"]
    usual = {name: each["default"] for name, each in tool["parameters"].items()}
    assert chosen(usual) == {"language": "eng", "psm": 3, "timeout_per_page": 300.0}


@pytest.mark.skipif(bool(find_spec("ocrd")), reason="OCR-D is installed")
def test_the_command_says_what_is_missing() -> None:
    """In one sentence, with the exit code of what is not installed."""
    code = "from recto.plugins.ocrd_command import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr == "OCR-D is not installed; pip install 'recto-ocr[ocrd]'\n"


def ocrd(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of OCR-D in the workspace."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [str(tools / arguments[0]), *arguments[1:]],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PATH": path},
        timeout=300,
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages, and what became of them."""
    folder = tmp_path_factory.mktemp("workspace")
    assert ocrd(folder, "ocrd", "workspace", "init").returncode == 0
    for number, name in enumerate(("one", "two"), 1):
        (folder / "IMG").mkdir(exist_ok=True)
        drawn(folder, f"IMG/{name}.png", name)
        add = ("ocrd", "workspace", "add", "-g", f"P{number}", "-G", "IMG", "-i", f"IMG_{name}")
        done = ocrd(folder, *add, "-m", "image/png", f"IMG/{name}.png")
        assert done.returncode == 0, done.stderr
    parameters = json.dumps(FAST)
    done = ocrd(folder, NAME, "-I", "IMG", "-O", "OCR", "-p", parameters)
    assert done.returncode == 0, done.stderr
    return folder


def pages(folder: Path) -> list[etree._ElementTree]:
    """The PAGE files, in order."""
    return [etree.parse(path) for path in sorted((folder / "OCR").glob("*.xml"))]


@WITH_OCRD
def test_every_page_of_the_workspace_is_read(workspace: Path) -> None:
    """The same text as `recto.read`, word by word, with its confidence."""
    for tree, name in zip(pages(workspace), ("one", "two"), strict=True):
        path = workspace / "IMG" / f"{name}.png"
        document = recto.read(path, **FAST)  # type: ignore[call-overload]
        words = tree.findall(".//p:Word", PAGE)
        firsts = [word.find("p:TextEquiv[@index='0']", PAGE) for word in words]
        assert [first.findtext("p:Unicode", None, PAGE) for first in firsts] == [
            word.text for word in document.words
        ]
        for first, word in zip(firsts, document.words, strict=True):
            assert float(first.get("conf")) == pytest.approx(word.confidence, abs=1e-3)
        lines = tree.findall(".//p:TextLine/p:TextEquiv/p:Unicode", PAGE)
        assert "\n".join(line.text for line in lines) == document.text


@WITH_OCRD
def test_coordinates_are_those_of_the_original_picture(workspace: Path) -> None:
    """Words have corners on the page, lines a baseline, regions a place in the order."""
    tree = pages(workspace)[0]
    document = recto.read(workspace / "IMG" / "one.png", **FAST)  # type: ignore[call-overload]
    for word, read in zip(tree.findall(".//p:Word", PAGE), document.words, strict=True):
        corners = word.find("p:Coords", PAGE).get("points").split()
        left, top = map(int, corners[0].split(","))
        assert (left, top) == (round(read.box.left), round(read.box.top))
    assert len(tree.findall(".//p:Baseline", PAGE)) == 2
    regions = [region.get("id") for region in tree.findall(".//p:TextRegion", PAGE)]
    refs = [ref.get("regionRef") for ref in tree.findall(".//p:RegionRefIndexed", PAGE)]
    assert refs == regions


@WITH_OCRD
def test_the_workspace_is_valid(workspace: Path) -> None:
    """By OCR-D's own validator, consistency of texts and places included."""
    done = ocrd(
        workspace, "ocrd", "workspace", "validate", "--page-textequiv-consistency", "strict"
    )
    report = done.stdout + done.stderr
    assert "INCONSISTENCY" not in report.upper(), report


@WITH_OCRD
def test_other_readings_follow_with_an_index(tmp_path: Path) -> None:
    """The alternatives of a word, as TextEquiv of index 1 and on."""
    from ocrd_models.ocrd_page import PageType
    from ocrd_utils import bbox_from_xywh  # noqa: F401 - its numpy is loaded before the picture
    from tests.writers.samples import line, page

    from recto.plugins.ocrd_page import Placed, fill

    word = line("yard").words[0]
    unsure = type(word)(
        word.text, word.box, 0.5, word.origin, word.reason, None, ("yara", "vard"), flagged=True
    )
    row = type(line("a"))((unsure,), word.box, (50, 118, 90, 118))
    target = PageType(imageWidth=800, imageHeight=1000)
    import numpy as np

    fill(target, page([row]), Placed(Image.new("L", (800, 1000)), {"transform": np.eye(3)}))
    (region,) = target.get_TextRegion() or [None]
    assert region is not None
    (made,) = region.get_TextLine()[0].get_Word()
    readings = [(each.index, each.conf, each.Unicode) for each in made.get_TextEquiv()]
    assert readings == [(0, 0.5, "yard"), (1, None, "yara"), (2, None, "vard")]
    assert "flagged:true" in made.custom


@WITH_OCRD
def test_wrong_parameters_are_refused_before_the_first_page(workspace: Path) -> None:
    """With the name that was given."""
    done = ocrd(workspace, NAME, "-I", "IMG", "-O", "X", "-P", "psm", "99")
    assert done.returncode != 0
    assert "psm cannot be" in done.stdout + done.stderr
    assert not (workspace / "X").exists()
