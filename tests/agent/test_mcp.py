"""`recto mcp` through the SDK's own client, as a process of its own: what an agent gets, and what
it never gets.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.batch.pages import draw, name, run
from tests.conftest import ROOT
from tests.test_system_calls import assert_silent
from tests.tracing import traced

pytest.importorskip("mcp", reason="the extra recto-ocr[mcp] is not installed")

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

FAST = ("--second-reader", "off", "--clean", "off")
# Tried by `make test-doors DOORS=container`, which has the time.
BEHIND_A_DOOR = pytest.mark.skipif(
    "RECTO_DOORS" not in os.environ, reason="make test-doors sets RECTO_DOORS"
)
TOOLS = {"list_files", "read_file", "doubtful_words", "compare_readers"}


@asynccontextmanager
async def session(
    *arguments: str | Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[ClientSession]:
    """A client at work with the command."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "recto", "mcp", *map(str, arguments)],
        env=dict(environment or os.environ),
    )
    async with stdio_client(parameters) as (read, write), ClientSession(read, write) as client:
        await client.initialize()
        yield client


async def answer(client: ClientSession, tool: str, **arguments: Any) -> Any:
    """What a tool answers, as its program sees it."""
    given = await client.call_tool(tool, arguments)
    assert not given.is_error, given.content
    return given.structured_content


async def refusal(client: ClientSession, tool: str, **arguments: Any) -> str:
    """What a tool says against it."""
    given = await client.call_tool(tool, arguments)
    assert given.is_error, given.structured_content
    return str(given.content[0].text)  # type: ignore[union-attr]


def at_work(work: Callable[[ClientSession], Awaitable[None]], *arguments: str | Path) -> None:
    """Do it with a server."""

    async def whole() -> None:
        async with session(*arguments) as client:
            await work(client)

    asyncio.run(whole())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that may be read, with a secret beside it and every way there."""
    root = tmp_path / "pages"
    draw(root / "sub" / "one.png", name(1))
    draw(root / "two.png", name(2))
    (root / "broken.png").write_bytes((root / "two.png").read_bytes()[:200])
    (root / "notes.txt").write_text("not a page")
    draw(tmp_path / "secret.png", "nobody may see this")
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "inside.png").symlink_to(root / "two.png")
    (root / "way").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.png")
    return root


@BEHIND_A_DOOR
def test_an_agent_reads_and_hears_what_is_doubtful(folder: Path) -> None:
    """Files, a text, its doubtful words, and those of an earlier result."""
    result = folder / "two.json"
    assert run("read", folder / "two.png", "-o", result, *FAST).returncode == 0
    with Image.open(ROOT / "samples" / "letter.png") as letter:
        letter.crop((0, 0, letter.width, 400)).save(folder / "letter.png", dpi=(150, 150))

    async def work(client: ClientSession) -> None:
        found = await answer(client, "list_files")
        assert {"sub/one.png", "two.png", "two.json"} <= set(found["files"])
        assert "notes.txt" not in found["files"]

        read = await answer(client, "read_file", path="sub/one.png", format="txt")
        assert read["text"].split() == ["Harbour", "ledger", "volume", "one"]
        assert [page["words"] for page in read["pages"]] == [4]
        assert not read["is_cut"]

        doubts = await answer(client, "doubtful_words", path="letter.png", most=3)
        assert len(doubts["words"]) <= 3
        for word in doubts["words"]:
            assert word["confidence"] < 0.98
            assert word["readings"]
            assert word["why"]
        assert (await answer(client, "doubtful_words", path="two.json"))["file"] == "two.json"

    at_work(work, "--root", folder, *FAST)


def test_nothing_outside_is_read_and_every_error_says_what_to_do(
    folder: Path, tmp_path: Path
) -> None:
    """Out by dots, by an absolute name, by links, by a result that names another file; what is not
    there is told apart from what is only inside.
    """
    secret = tmp_path / "secret.png"
    lying = tmp_path / "lying.json"
    assert run("read", secret, "-o", lying, *FAST).returncode == 0
    (folder / "lying.json").write_bytes(lying.read_bytes().replace(b"nobody", b"no-one"))
    outside = "is not in a folder that may be read; name a file below"

    async def work(client: ClientSession) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        for tool in tools:
            assert tool.output_schema
            assert tool.annotations
            assert tool.annotations.read_only_hint
        ways = ("../secret.png", str(secret), "link.png", "way/secret.png", "../gone.png",
                "sub/../../secret.png", "/etc/passwd", "/proc/self/environ", "~/x.png")  # fmt: skip
        for way in ways[:-1]:
            for tool in ("read_file", "doubtful_words", "compare_readers"):
                said = await refusal(client, tool, path=way)
                assert outside in said, (way, said)
                assert "Harbour" not in said
        assert "no such file; ask list_files" in await refusal(client, "read_file", path="~/x.png")
        assert outside in await refusal(client, "list_files", folder="..")
        assert outside in await refusal(client, "list_files", folder="way")
        assert outside in await refusal(client, "read_file", path="two.png\0.png")
        listed = await answer(client, "list_files")
        assert not [name for name in listed["files"] if name.startswith("way")]

        assert "volume two" in (await answer(client, "read_file", path="inside.png"))["text"]
        assert "is no file" in await refusal(client, "read_file", path="pipe.png")
        assert "is not called as a page" in await refusal(client, "read_file", path="notes.txt")
        assert "is not called as a page" in await refusal(client, "read_file", path="lying.json")
        said = await refusal(client, "read_file", path="broken.png")
        assert ": broken.png page 1: damaged image data" in said
        said = await refusal(client, "read_file", path="two.png", pages="7-9")
        assert "two.png" in said
        assert "1 page" in said or "pages" in said
        assert "tlh" in await refusal(client, "read_file", path="two.png", language="tlh")
        assert "ask for 1 to 500" in await refusal(client, "doubtful_words", path="two.png", most=0)
        words = (await answer(client, "doubtful_words", path="lying.json", most=500))["words"]
        assert all("nobody" not in json.dumps(word) for word in words)
        for more in ({"llm": "always"}, {"provider": "openai"}, {"output": "/tmp/x"}):
            given = await client.call_tool("read_file", {"path": "two.png", **more})
            assert given.is_error or "volume two" in str(given.structured_content)
        assert "volume two" in (await answer(client, "read_file", path="two.png"))["text"]

    at_work(work, "--root", folder, *FAST)
    assert not list(tmp_path.glob("*.sqlite"))


HELLO = [
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
]  # fmt: skip


def called(number: int, tool: str, **arguments: object) -> dict[str, object]:
    """A call as it goes over the pipe."""
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


@pytest.mark.measured
@pytest.mark.skipif(sys.platform != "linux", reason="strace traces system calls on Linux only")
def test_a_session_opens_no_connection(folder: Path, tmp_path: Path) -> None:
    """All tools, whatever the environment says of an LLM, and standard output has nothing but the
    protocol. Seen by strace over the whole process tree.
    """
    asked = [
        *HELLO,
        called(2, "list_files"),
        called(3, "read_file", path="two.png"),
        called(4, "doubtful_words", path="two.png"),
        called(5, "compare_readers", path="sub/one.png"),
        called(6, "read_file", path="broken.png"),
    ]
    lines = tmp_path / "asked.jsonl"
    lines.write_text("".join(f"{json.dumps(each)}\n" for each in asked))
    script = f"(cat {lines}; while ! grep -q '\"id\":6' {tmp_path}/told; do sleep .1; done) |"
    script += f' "$@" > {tmp_path}/told'
    command = [sys.executable, "-m", "recto", "mcp", "--root", str(folder), *FAST]
    # A bash that knows no SHELL asks who its user is, over a socket: it is no part of Recto.
    environment = {"OPENAI_API_KEY": "sk-not-a-key", "RECTO_LLM_MODE": "always", "SHELL": "/bin/sh"}
    trace = traced(["sh", "-c", script, "sh", *command], tmp_path, environment)
    assert trace.done.returncode == 0, trace.done.stderr
    lines_told = (tmp_path / "told").read_text().splitlines()
    told = {each.get("id"): each for each in map(json.loads, lines_told)}
    assert set(told) >= {1, 2, 3, 4, 5, 6}
    assert "volume two" in json.dumps(told[3])
    compared = told[5]["result"]["structuredContent"]
    assert set(compared["texts"]) == {"tesseract", "ppocr", "local"}
    assert "volume one" in compared["texts"]["tesseract"]
    assert set(compared["agreement"]) == {
        "tesseract and ppocr", "tesseract and local", "ppocr and local",
    }  # fmt: skip
    assert_silent(trace, tmp_path, tmp_path / "told")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 1, "--root"),
        (["--root", "gone"], 1, "gone: is no folder; name one with --root"),
        (["--root", ".", "--llm", "auto"], 9, "llm"),
    ],
)
def test_what_cannot_be_served_is_refused_at_once(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    """On standard error; standard output is the protocol's."""
    done = run("mcp", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
