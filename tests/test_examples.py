"""The examples run as they stand: the script, the notebook, the service and the local LLM."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.batch.pages import draw
from tests.vision.server import Server, chat, edits

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """One of them, as a process of its own."""
    command = [sys.executable, *map(str, arguments)]
    variables = os.environ | environment
    return subprocess.run(
        command, capture_output=True, text=True, env=variables, cwd=EXAMPLES, timeout=300
    )


def test_every_example_is_listed() -> None:
    """In the table of the folder."""
    told = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".py", ".ipynb")}
    assert {name for name in files if f"[{name}]({name})" in told} == files


def test_the_script(tmp_path: Path) -> None:
    """Three formats of each file, and a line for each."""
    one, two = draw(tmp_path / "one.png", "volume one"), draw(tmp_path / "two.png", "volume two")
    done = run("script.py", tmp_path / "out", one, two)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("<Document ") == 2
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == [f"{stem}.{end}" for stem in ("one", "two") for end in ("json", "pdf", "txt")]
    assert "volume two" in (tmp_path / "out" / "two.txt").read_text()


SHOWN = """
import ast, sys
def cell(source, names={"__name__": "__main__"}):
    *body, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        exec(source, names)
        return
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    html = getattr(value, "_repr_html_", None)
    print(repr(value).splitlines()[0], "|", "html" if html and html() else "")
"""


def test_the_notebook() -> None:
    """Cell after cell, each last value shown as a notebook shows it."""
    notebook: dict[str, Any] = json.loads((EXAMPLES / "notebook.ipynb").read_text("utf-8"))
    sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert all(ast.parse(source).body for source in sources)
    program = SHOWN + "".join(f"cell({source!r})\n" for source in sources)
    done = run("-c", program)
    assert done.stderr == ""
    document, frame, tables, equal = done.stdout.splitlines()
    assert re.fullmatch(r"<Document .*receipt\.png: 1 page, .*> \| html", document)
    assert frame.endswith("| html")
    assert tables.startswith("((")
    assert equal.startswith("True")


EXECUTED = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read("notebook.ipynb", 4)
NotebookClient(notebook, timeout=240, resources={"metadata": {"path": "."}}).execute()
nbformat.write(notebook, sys.argv[1])
"""


def test_the_notebook_in_a_kernel_of_jupyter(tmp_path: Path) -> None:
    """What its user sees: the page as a picture with coloured words, a table, no error and nothing
    on standard error.
    """
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("RUNTIME", "DATA", "CONFIG")}
    done = run("-c", EXECUTED, tmp_path / "done.ipynb", IPYTHONDIR=str(tmp_path), **own)
    assert done.returncode == 0, done.stderr
    notebook = json.loads((tmp_path / "done.ipynb").read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown: list[dict[str, Any]] = []
    for cell in cells:
        assert {output["output_type"] for output in cell["outputs"]} <= {"execute_result"}
        shown += [output["data"] for output in cell["outputs"]]
    page, words, tables, _ = shown
    html = "".join(page["text/html"])
    assert "data:image/" in html
    assert html.count("<rect ") + html.count("<span ") > 20  # a mark for each word
    assert len(html) < 400_000  # characters: a notebook is kept in git
    assert "".join(page["text/plain"]).startswith("<Document ")
    assert "<table" in "".join(words["text/html"])
    assert "".join(tables["text/plain"]).startswith("((")


def test_the_service() -> None:
    """A page goes up over HTTP, its text comes back; what is no page is the client's fault."""
    program = (
        "import uvicorn, socket; from fastapi_app import app;"
        "s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True);"
        "uvicorn.Server(uvicorn.Config(app, log_level='critical')).run([s])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=EXAMPLES
    ) as service:
        assert service.stdout
        port = int(service.stdout.readline())
        url = f"http://127.0.0.1:{port}/read"
        try:
            page = (ROOT / "samples" / "letter.png").read_bytes()
            answer = httpx2.post(url, files={"file": ("letter.png", page)}, timeout=120)
            assert answer.status_code == 200
            assert "Harbour Museum" in answer.json()["text"]
            assert answer.json()["pages"] == 1
            refused = httpx2.post(url, files={"file": ("x.png", b"no page")}, timeout=120)
            assert refused.status_code == 422
            assert "neither an image nor a PDF" in refused.json()["detail"]
        finally:
            service.terminate()


@pytest.mark.parametrize("is_there", [True, False])
def test_the_local_llm(is_there: bool, tmp_path: Path) -> None:
    """With an endpoint that answers as Ollama does, and with nobody there: the text comes out."""
    page = draw(tmp_path / "page.png", "volume seven")
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "STATE", "CONFIG")}
    with Server(lambda received: chat(edits({}))) as server:
        url = server.url if is_there else "http://127.0.0.1:9/v1"
        done = run("ollama.py", page, url, **places)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Harbour ledger\nvolume seven\n"
    assert "1 page, 4 words" in done.stderr
