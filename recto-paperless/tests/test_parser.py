"""The parser of recto-paperless: the real command `recto`, and a stand-in of paperless-ngx."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pytest
from PIL import Image

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
sys.path[:0] = [str(HERE / "stand_in"), str(HERE.parent / "src")]

from documents.parsers import ParseError  # noqa: E402

from recto_paperless.command import RectoFailed, read  # noqa: E402
from recto_paperless.doubts import doubts, keep, place, take  # noqa: E402
from recto_paperless.parser import RectoParser  # noqa: E402


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command beside this Python, and folders of this test's own."""
    from django.conf import settings

    monkeypatch.setattr(settings, "SCRATCH_DIR", tmp_path / "scratch")
    command = Path(sys.executable).parent / "recto"
    for name, value in {
        "RECTO_PAPERLESS_COMMAND": command,
        "RECTO_PAPERLESS_FLAGS": "--second-reader off",
        "RECTO_PAPERLESS_STATE": tmp_path / "state",
        "XDG_CONFIG_HOME": tmp_path / "config",
    }.items():
        monkeypatch.setenv(name, str(value))


def test_an_image_becomes_text_archive_date_and_thumbnail(tmp_path: Path) -> None:
    """All that paperless asks of a parser, in its order."""
    letter = SAMPLES / "letter.png"
    with RectoParser() as parser:
        parser.configure(object())
        assert parser.get_text() == ""
        parser.parse(letter, "image/png")
        assert "Harbour Museum" in parser.get_text()
        assert parser.get_date() == dt.datetime(1931, 3, 4, tzinfo=dt.UTC)
        archive = parser.get_archive_path()
        assert archive is not None
        with pikepdf.open(archive) as pdf, pdf.open_metadata() as about:
            assert len(pdf.pages) == 1
            assert about.get("pdfaid:part") == "2"
        done = subprocess.run(["pdftotext", archive, "-"], capture_output=True, text=True)
        assert "Harbour Museum" in done.stdout
        thumbnail = parser.get_thumbnail(letter, "image/png")
        with Image.open(thumbnail) as picture:
            assert picture.format == "WEBP"
        assert parser.get_page_count(letter, "image/png") == 1
        assert parser.extract_metadata(letter, "image/png") == []
        folder = parser.tempdir
        assert folder.is_relative_to(tmp_path)
    assert not folder.exists()


def test_without_an_archive_only_the_text_is_made(tmp_path: Path) -> None:
    """The thumbnail is then made of the image itself."""
    with RectoParser() as parser:
        parser.parse(SAMPLES / "label.png", "image/png", produce_archive=False)
        assert parser.get_archive_path() is None
        with Image.open(parser.get_thumbnail(SAMPLES / "label.png", "image/png")) as picture:
            assert picture.format == "WEBP"


def test_a_pdf_that_cannot_be_an_archive_becomes_a_searchable_one(tmp_path: Path) -> None:
    """Its fonts are not embedded: PDF/A is refused, plain PDF is not."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 200))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(b"BT /F 24 Tf 40 100 Td (Harbour ledger seven) Tj ET")
    pdf.save(tmp_path / "own.pdf")
    with RectoParser() as parser:
        parser.parse(tmp_path / "own.pdf", "application/pdf")
        assert parser.get_text() == "Harbour ledger seven"
        archive = parser.get_archive_path()
        assert archive is not None
        assert archive.name == "archive.pdf"
        assert parser.get_page_count(tmp_path / "own.pdf", "application/pdf") == 1


def test_what_cannot_be_read_is_a_parse_error_with_rectos_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is stored in its place."""
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no page")
    with RectoParser() as parser, pytest.raises(ParseError, match="neither an image nor a PDF"):
        parser.parse(bad, "image/png")
    monkeypatch.setenv("RECTO_PAPERLESS_FLAGS", "--psm 99")
    with RectoParser() as parser, pytest.raises(ParseError, match="99"):
        parser.parse(SAMPLES / "label.png", "image/png")
    monkeypatch.setenv("RECTO_PAPERLESS_TIMEOUT", "0.01")
    with RectoParser() as parser, pytest.raises(ParseError, match="more than 0.01 s"):
        parser.parse(SAMPLES / "label.png", "image/png")


@pytest.mark.parametrize(
    ("mime", "score", "command", "wanted"),
    [
        ("application/pdf", None, None, 20),
        ("image/tiff", "5", None, 5),
        ("image/png", "0", None, None),
        ("text/plain", None, None, None),
        ("image/png", None, "/nowhere/recto", None),
    ],
)
def test_it_says_how_well_it_reads_a_file(
    mime: str, score: str | None, command: str | None, wanted: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """None where it is switched off, or its command is not there."""
    if score:
        monkeypatch.setenv("RECTO_PAPERLESS_SCORE", score)
    if command:
        monkeypatch.setenv("RECTO_PAPERLESS_COMMAND", command)
    assert RectoParser.score(mime, "x") == wanted


def paperless(module: str) -> ModuleType:
    """A module of the real paperless-ngx, by its file: the two need nothing but Python."""
    source = os.environ.get("PAPERLESS_SRC", "")
    if not source:
        pytest.skip("PAPERLESS_SRC names no source of paperless-ngx")
    file = Path(source, "paperless", "parsers", module)
    spec = importlib.util.spec_from_file_location(f"real_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def test_the_real_protocol_takes_the_parser() -> None:
    """By its own check."""
    protocol = paperless("__init__.py").ParserProtocol
    with RectoParser() as parser:
        assert isinstance(parser, protocol)


def test_the_real_registry_finds_and_prefers_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the entry point that the distribution has; before paperless's own, which says 10."""
    registry = paperless("registry.py")
    entry = EntryPoint("recto", "recto_paperless.parser:RectoParser", "paperless_ngx.parsers")
    told = (HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'{entry.name} = "{entry.value}"' in told
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    found = registry.ParserRegistry()
    found.discover()

    class Own(RectoParser):
        """As paperless's Tesseract scores."""

        @classmethod
        def score(cls, mime_type: str, filename: str, path: Path | None = None) -> int | None:
            """Ten."""
            return 10

    found.register_builtin(Own)
    assert found.get_parser_for_file("application/pdf", "x.pdf") is RectoParser


def word(text: str, *others: str, flagged: bool = True) -> dict[str, Any]:
    """Of a result."""
    return {"text": text, "flagged": flagged, "alternatives": list(others)}


def page(number: int, *words: dict[str, Any], status: str = "ok") -> dict[str, Any]:
    """Of a result."""
    return {"index": number - 1, "status": status, "lines": [{"words": list(words)}]}


def test_doubts_are_numbers_and_low_pages() -> None:
    """Sure numbers and doubtful words alone are none."""
    sure = [word("yard", flagged=False)] * 30
    result = {
        "pages": [
            page(1, word("1823", "1825"), word("quay"), word("7", flagged=False), *sure),
            page(2, word("a"), word("b", flagged=False)),
            page(3, status="unreadable"),
            page(4, status="blank"),
        ]
    }
    assert doubts(result) == [
        "page 1: 1823 is doubtful, perhaps 1825",
        "page 2: 1 of 2 words are doubtful",
        "page 3 is unreadable",
    ]
    many = {"pages": [page(1, *(word(str(n)) for n in range(50)))]}
    assert doubts(many)[-2] == "and 30 more numbers"


class Paperless(BaseHTTPRequestHandler):
    """Its API, as far as notes and tags go."""

    asked: list[tuple[str, str, Any, str]]

    def do_GET(self) -> None:
        """Tags by name: none."""
        self._answer({"results": []}, None)

    def do_POST(self) -> None:
        """What is written."""
        size = int(self.headers["Content-Length"])
        self._answer({"id": 7}, json.loads(self.rfile.read(size)))

    def _answer(self, value: object, body: object) -> None:
        told = self.headers["Authorization"]
        self.server.asked.append((self.command, self.path, body, told))  # type: ignore[attr-defined]
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, form: str, *values: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """On 127.0.0.1."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Paperless) as made:
        made.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def note(**environment: str) -> subprocess.CompletedProcess[str]:
    """The post-consume script, as paperless starts it."""
    code = "from recto_paperless.note import main; main()"
    source = str(HERE.parent / "src")
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": source} | environment,
    )  # fmt: skip


def test_doubts_become_a_note_and_a_tag(server: Any, tmp_path: Path) -> None:
    """Once, on the document that they are about."""
    document = tmp_path / "x.png"
    document.write_bytes(b"the document")
    keep(document, ["page 1: 1823 is doubtful"])
    given = {
        "DOCUMENT_ID": "42",
        "DOCUMENT_SOURCE_PATH": str(document),
        "RECTO_PAPERLESS_URL": f"http://127.0.0.1:{server.server_address[1]}/",
        "RECTO_PAPERLESS_TOKEN": "secret-token",
        "RECTO_PAPERLESS_TAG": "check",
    }
    done = note(**given)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [(method, path) for method, path, _, _ in server.asked] == [
        ("POST", "/api/documents/42/notes/"),
        ("GET", "/api/tags/?name__iexact=check"),
        ("POST", "/api/tags/"),
        ("POST", "/api/documents/bulk_edit/"),
    ]
    assert server.asked[0][2] == {"note": "Recto: page 1: 1823 is doubtful"}
    assert server.asked[3][2] == {
        "documents": [42],
        "method": "add_tag",
        "parameters": {"tag": 7},
    }
    assert {told for _, _, _, told in server.asked} == {"Token secret-token"}
    assert take(document) == []
    assert note(**given).returncode == 0
    assert len(server.asked) == 4


def test_without_url_and_token_nothing_is_sent_and_a_dead_server_costs_no_document(
    server: Any, tmp_path: Path
) -> None:
    """The token is in no message."""
    document = tmp_path / "x.png"
    document.write_bytes(b"the document")
    keep(document, ["page 1 is unreadable"])
    given = {"DOCUMENT_ID": "42", "DOCUMENT_SOURCE_PATH": str(document)}
    assert note(**given).returncode == 0
    assert server.asked == []
    keep(document, ["page 1 is unreadable"])
    dead = {"RECTO_PAPERLESS_URL": "http://127.0.0.1:9", "RECTO_PAPERLESS_TOKEN": "secret-token"}
    done = note(**given, **dead)
    assert done.returncode == 0
    assert "no note was made on document 42" in done.stderr
    assert "secret" not in done.stderr


class Elsewhere(Paperless):
    """Sends whoever asks to another address."""

    def do_POST(self) -> None:
        """To where the server says."""
        self.send_response(302)
        self.send_header("Location", self.server.elsewhere)  # type: ignore[attr-defined]
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.mark.parametrize(
    ("token", "address", "said"),
    [
        ("secret\ntoken", "", "ValueError"),
        ("secret-token", "http://127.0.0.1:port", "port"),
        ("secret-token", "file:///etc/passwd", "no http"),
    ],
)
def test_a_token_or_an_address_that_cannot_be_used_is_told_without_the_token(
    server: Any, tmp_path: Path, token: str, address: str, said: str
) -> None:
    """And costs no document."""
    document = tmp_path / "x.png"
    document.write_bytes(b"the document")
    keep(document, ["page 1 is unreadable"])
    done = note(
        DOCUMENT_ID="42",
        DOCUMENT_SOURCE_PATH=str(document),
        RECTO_PAPERLESS_URL=address or f"http://127.0.0.1:{server.server_address[1]}",
        RECTO_PAPERLESS_TOKEN=token,
    )
    assert done.returncode == 0
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
    assert server.asked == []


def test_the_token_goes_to_no_other_address(server: Any, tmp_path: Path) -> None:
    """A redirect is not followed; the newline that ends a file of secrets is none of the token."""
    document = tmp_path / "x.png"
    document.write_bytes(b"the document")
    keep(document, ["page 1 is unreadable"])
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        other.elsewhere = f"http://127.0.0.1:{server.server_address[1]}/"  # type: ignore[attr-defined]
        thread = threading.Thread(target=other.handle_request)
        thread.start()
        done = note(
            DOCUMENT_ID="42",
            DOCUMENT_SOURCE_PATH=str(document),
            RECTO_PAPERLESS_URL=f"http://127.0.0.1:{other.server_address[1]}",
            RECTO_PAPERLESS_TOKEN="secret-token\n",
        )
        thread.join()
    assert "302" in done.stderr
    assert server.asked == []


def test_doubts_wait_in_no_folder_that_others_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor in a link to one: a file put there beforehand could be a link to any other."""
    document = tmp_path / "x.png"
    document.write_bytes(b"the document")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for folder in (shared, link):
        monkeypatch.setenv("RECTO_PAPERLESS_STATE", str(folder))
        assert not keep(document, ["page 1 is unreadable"])
        assert not list(folder.glob("*.txt"))
        place(document).write_text("a note that somebody else wrote", encoding="utf-8")
        assert take(document) == []
        place(document).unlink()


def test_a_document_called_like_a_flag_is_a_document(tmp_path: Path) -> None:
    """Whatever the folder is that it lies in."""
    name = Path("--version")
    with pytest.raises(RectoFailed, match="--version"):
        read(name, tmp_path, "eng", archive=False)


def test_doubts_wait_under_the_documents_own_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where a token says that somebody will fetch them."""
    label = SAMPLES / "label.png"
    place = tmp_path / "state" / f"{hashlib.sha256(label.read_bytes()).hexdigest()}.txt"
    with RectoParser() as parser:
        parser.parse(label, "image/png", produce_archive=False)
        assert not place.exists()
        monkeypatch.setenv("RECTO_PAPERLESS_TOKEN", "x")
        parser.parse(label, "image/png", produce_archive=False)
    assert place.is_file()
