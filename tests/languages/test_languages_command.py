"""`recto languages`: what can be read here, and how a model comes to be installed."""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from tests.languages.made import models

from recto.cli import cli
from recto.errors import BadArguments, MissingDependency
from recto.readers.tesseract.install import installation, known_code
from recto.readers.tesseract.language_names import CODES, SCRIPT_PACKAGES
from recto.readers.tesseract.model_files import Published as Model
from recto.readers.tesseract.model_files import add, known_models
from recto.witnesses.languages import witnesses_of


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models that has only English."""
    home = tmp_path / "tessdata"
    home.mkdir()
    monkeypatch.setenv("TESSDATA_PREFIX", str(models(home, "eng")))
    return home


class Published(ThreadingHTTPServer):
    """A server of files, as they are given to it."""

    contents: dict[str, bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """One file, or 404."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Published)
        content = server.contents.get(self.path)
        self.send_response(200 if content is not None else 404)
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked has heard enough
            self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Published]:
    """Without files."""
    with Published(("127.0.0.1", 0), Answer) as running:
        running.contents = {}
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_published_model_is_fetched_and_can_be_read_with(few: Path, server: Published) -> None:
    """By whatever name it was asked for; once."""
    # The models of English are a link to where those of all languages lie.
    whole = (few / "eng.traineddata").resolve().parent
    content = (whole / "deu.traineddata").read_bytes()
    server.contents["/deu.traineddata"] = content
    assert "deu" not in installation().languages
    said = add("german", source=server.url, with_apt=False)
    assert str(few / "deu.traineddata") in said
    assert (few / "deu.traineddata").read_bytes() == content
    assert "deu" in installation().languages
    assert add("deu", source=server.url, with_apt=False) == "deu is installed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a model", "SHA-256 differs"),
        (b"x" * 10_000_000, "SHA-256 differs"),
        (None, "cannot be fetched (HTTPStatusError)"),
    ],
)
def test_what_is_not_the_published_file_is_not_put_in_place(
    few: Path, server: Published, content: bytes | None, said: str
) -> None:
    """Nothing is left of it."""
    if content is not None:
        server.contents["/deu.traineddata"] = content
    before = sorted(few.iterdir())
    with pytest.raises(MissingDependency) as fault:
        add("deu", source=server.url, with_apt=False)
    assert said in str(fault.value)
    assert "apt-get install tesseract-ocr-deu" in str(fault.value)
    assert sorted(few.iterdir()) == before


def test_the_folder_of_script_models_is_made(
    few: Path, server: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of models need not have one yet."""
    content = b"stands for the model"
    server.contents["/script/Fraktur.traineddata"] = content
    model = Model(len(content), sha256(content).hexdigest())
    monkeypatch.setitem(known_models(), "script/Fraktur", model)
    add("Fraktur", source=server.url, with_apt=False)
    assert (few / "script" / "Fraktur.traineddata").read_bytes() == content


@pytest.mark.skipif(os.geteuid() != 0, reason="packages are root's")
def test_a_package_that_lands_elsewhere_is_not_taken_for_the_model(
    few: Path, server: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tesseract looks where TESSDATA_PREFIX says."""
    programs = tmp_path / "programs"
    programs.mkdir()
    apt = programs / "apt-get"
    apt.write_text("#!/bin/sh\nexit 0\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    content = b"stands for the model"
    server.contents["/swe.traineddata"] = content
    monkeypatch.setitem(known_models(), "swe", Model(len(content), sha256(content).hexdigest()))
    assert "published model" in add("swe", source=server.url)
    assert (few / "swe.traineddata").read_bytes() == content


def test_a_proxy_that_is_none_is_told(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the proxy's own address, which may hold a password."""
    monkeypatch.setenv("HTTP_PROXY", "odd://name:geheim@proxy")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(MissingDependency, match="cannot be fetched") as fault:
        add("deu", source="http://models.invalid", with_apt=False)
    assert "geheim" not in str(fault.value)


@pytest.mark.parametrize("code", ["../deu", "-o", "eng;rm", "", "script/../deu", "/deu"])
def test_what_is_a_path_or_a_flag_is_no_language(few: Path, server: Published, code: str) -> None:
    """Nothing is asked for, nothing written."""
    before = sorted(few.iterdir())
    done = CliRunner().invoke(cli, ["languages", "install", "--", code])
    assert done.exit_code == 1
    assert isinstance(done.exception, BadArguments | SystemExit)
    assert sorted(few.iterdir()) == before


def test_without_a_network_it_says_what_to_do(few: Path) -> None:
    """The address, the package, and that a file can be copied."""
    with pytest.raises(MissingDependency) as fault:
        add("deu", source="http://127.0.0.1:9", with_apt=False)
    for part in ("127.0.0.1:9/deu.traineddata", "tesseract-ocr-deu", "copy the file"):
        assert part in str(fault.value)


def test_what_is_no_language_is_refused() -> None:
    """Before anything is asked of anybody."""
    with pytest.raises(BadArguments, match="there is no Tesseract language klingon"):
        add("klingon", source="http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("deu", "deu"),
        ("German", "deu"),
        ("Fraktur", "script/Fraktur"),
        ("script/Fraktur", "script/Fraktur"),
        ("xyz", ""),
        ("../eng", ""),
    ],
)
def test_the_code_that_was_meant(given: str, code: str) -> None:
    """Names and scripts; a path is none."""
    assert known_code(given) == code


def test_the_list_of_published_models() -> None:
    """Every one is a language or a script of Tesseract's, with a whole hash and a likely size."""
    for code, model in known_models().items():
        script = code.removeprefix("script/")
        assert script in SCRIPT_PACKAGES if "/" in code else code in CODES or code == "osd"
        assert len(bytes.fromhex(model.sha256)) == 32
        assert 100_000 < model.size < 100_000_000
    assert {"eng", "deu", "rus", "ara", "chi_sim", "script/Fraktur"} <= known_models().keys()


@pytest.mark.parametrize(
    ("code", "count"),
    [("eng", 2), ("chi_sim", 2), ("ell", 3), ("rus", 2), ("tha", 1), ("script/Arabic", 1)],
)
def test_how_many_readers_a_language_has(code: str, count: int) -> None:
    """The second reader counts where its alphabet has the letters."""
    assert len(witnesses_of(code)) == count


def test_the_list_and_the_doctor_say_so(few: Path) -> None:
    """A line a language; those that could be installed are listed on request."""
    run = CliRunner()
    listed = run.invoke(cli, ["languages"])
    assert listed.output.split() == ["eng", "English", "Tesseract", "and", "PP-OCR"]
    every = run.invoke(cli, ["languages", "--all"])
    assert any(row.split() == ["heb", "Hebrew", "not", "installed"] for row in _rows(every.output))
    doctor = run.invoke(cli, ["doctor"])
    assert "readers: 2 independent readers: eng" in doctor.output


def _rows(text: str) -> list[str]:
    return text.splitlines()


def test_a_language_that_is_installed_needs_nothing(few: Path) -> None:
    """The command says so and succeeds."""
    done = CliRunner().invoke(cli, ["languages", "install", "eng"])
    assert (done.exit_code, done.output) == (0, "eng is installed\n")
