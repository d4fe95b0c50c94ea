"""Nothing is overwritten or dropped by place: sources, other sources' results, odd names, pipes, as
users meet them.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.batch.pages import FAST, command, draw, name, run, texts

from recto.batch.known import owned_before
from recto.batch.ledger import open_ledger


def digest(path: Path) -> str:
    """Of the file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pdf(path: Path, text: str) -> Path:
    """A page as PDF."""
    from PIL import Image

    page = draw(path.with_suffix(".png"), text)
    Image.open(page).save(path, resolution=200)
    page.unlink()
    return path


@pytest.mark.parametrize("way", ["beside", "symbolic", "hard", "folder-link"])
def test_a_result_never_lands_on_a_source(tmp_path: Path, way: str) -> None:
    """Refused with exit code 1 before anything is read, and nothing is left behind."""
    source, out = pdf(tmp_path / "doc.pdf", name(1)), tmp_path / "out"
    before = digest(source)
    if way == "folder-link":
        out.symlink_to(tmp_path)
    elif way != "beside":
        out.mkdir()
        link = os.link if way == "hard" else os.symlink
        link(source, out / "doc.pdf")
    place = tmp_path if way == "beside" else out
    done = run("read", source, "-o", place, "-f", "txt,pdf", *FAST)
    assert (done.returncode, "choose another folder with -o" in done.stderr) == (1, True)
    assert digest(source) == before
    assert not (place / ".recto").exists()


def test_neither_a_log_nor_a_second_run_lands_on_a_source(tmp_path: Path) -> None:
    """The log is named by the user; the source of the first run is known to the second."""
    page, second = draw(tmp_path / "scan.png", name(1)), pdf(tmp_path / "b" / "doc.pdf", name(2))
    first, before = pdf(tmp_path / "doc.pdf", name(3)), digest(page)
    assert run("read", page, "-o", tmp_path / "out", "--log-json", page, *FAST).returncode == 1
    assert digest(page) == before
    assert run("read", first, "-o", tmp_path, "-f", "txt", *FAST).returncode == 0
    before = digest(first)
    done = run("read", second, "-o", tmp_path, "-f", "pdf", *FAST)
    assert digest(first) == before
    assert done.returncode == 1 or (tmp_path / "b" / "doc.pdf").is_file()


def test_a_shell_loop_over_scans_of_one_name_loses_nothing(tmp_path: Path) -> None:
    """`for f in */scan.png; do recto read $f -o out; done`, twice; then the same name with another
    ending.
    """
    for number, folder in enumerate(("a", "b")):
        draw(tmp_path / folder / "scan.png", name(number))
    for _ in range(2):
        for folder in ("a", "b"):
            assert (
                run("read", f"{folder}/scan.png", "-o", "out", *FAST, cwd=tmp_path).returncode == 0
            )
    found = texts(tmp_path / "out")
    assert sorted(found) == ["b/scan.txt", "scan.txt"]
    assert name(0) in found["scan.txt"]
    assert name(1) in found["b/scan.txt"]
    draw(tmp_path / "a" / "scan.bmp", name(7))
    assert run("read", "a/scan.bmp", "-o", "out", *FAST, cwd=tmp_path).returncode == 0
    assert name(7) in texts(tmp_path / "out")["scan.bmp.txt"]
    assert name(0) in texts(tmp_path / "out")["scan.txt"]


def test_a_source_that_moved_keeps_its_result(tmp_path: Path) -> None:
    """The same bytes under the same name, from where nothing is any more: nothing is read again."""
    draw(tmp_path / "old" / "scan.png", name(1))
    assert run("read", tmp_path / "old", "-o", tmp_path / "out", *FAST).returncode == 0
    (tmp_path / "old").rename(tmp_path / "new")
    done = run("read", tmp_path / "new", "-o", tmp_path / "out", *FAST)
    assert "nothing has changed" in done.stderr
    assert set(texts(tmp_path / "out")) == {"scan.txt"}
    draw(tmp_path / "new" / "scan.png", name(2))
    (tmp_path / "new").rename(tmp_path / "newer")
    assert run("read", tmp_path / "newer", "-o", tmp_path / "out", *FAST).returncode == 0
    assert sorted("volume one" in text for text in texts(tmp_path / "out").values()) == [
        False,
        True,
    ]


ODD = [
    b"caf\xe9.png",
    b"n" * 240 + b".png",
    b"new\nline.png",
    b'it\'s "quoted".png',
    b"-rf.png",
    b"trail .png",
]


def test_odd_names_are_read_like_any_other(tmp_path: Path) -> None:
    """In every kind of output the names are printable; the same command and `retry` find the files
    again.
    """
    source, out, log = tmp_path / "in", tmp_path / "out", tmp_path / "log"
    page = draw(tmp_path / "page.png", name(1))
    source.mkdir()
    for odd in ODD:
        os.link(os.fsencode(page), os.fsencode(source) + b"/" + odd)
    arguments = (
        "read",
        source,
        "-o",
        out,
        "-f",
        "txt,json,hocr,alto,page,html",
        *FAST[:4],
        "--log-json",
        log,
    )
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert len(list(out.glob("*.txt"))) == len(ODD)
    files = [path for path in out.iterdir() if path.is_file()]
    for file in [*files, log]:
        text = file.read_bytes().decode()
        assert "\\udc" not in text, file
    said = [json.loads(line) for line in log.read_text().splitlines()]
    assert any(event.get("path", "").endswith("caf\\xe9.png") for event in said)
    result = json.loads((out / os.fsdecode(b"caf\xe9.json")).read_bytes())
    assert (result["source"], result["pages"][0]["source"]) == (str(source / "caf\\xe9.png"),) * 2
    assert "6 files passed over, nothing has changed" in run(*arguments).stderr
    assert run("retry", out).returncode == 0
    again = run(
        "read",
        out / os.fsdecode(b"caf\xe9.json"),
        "-o",
        tmp_path / "pdfs",
        "-f",
        "pdf",
        "--no-report",
    )
    assert again.returncode == 0, again.stderr


def piped(line: str, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """A bash line in which "$@" is `recto read` with the arguments."""
    shell = ["bash", "-c", line, "bash", *command("read", *arguments)]
    return subprocess.run(shell, capture_output=True, cwd=cwd, timeout=300)


@pytest.mark.parametrize(
    ("line", "more", "result"),
    [
        ('"$@" <(cat page.png)', [], ""),
        ('cat page.png | "$@" /dev/stdin', [], ""),
        ('cat page.png | "$@" /dev/stdin', ["-o", "out"], "stdin.txt"),
        ('"$@" /dev/stdin < page.png', ["-o", "out"], "stdin.txt"),
        ('mkfifo scan.png; cat page.png > scan.png & "$@" scan.png', ["-o", "out"], "scan.txt"),
    ],
)
def test_a_pipe_is_read_like_a_file(
    tmp_path: Path, line: str, more: list[str], result: str
) -> None:
    """Once, whole, whatever it is called."""
    draw(tmp_path / "page.png", name(6))
    done = piped(line, *more, *FAST, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / result).read_bytes() if result else done.stdout
    assert name(6) in text.decode()


def test_two_texts_from_standard_input_are_both_kept(tmp_path: Path) -> None:
    """The second gets a name of its own; the first again changes nothing, and `retry` needs no
    pipe.
    """
    for number in (1, 2, 1):
        draw(tmp_path / "page.png", name(number))
        assert piped('"$@" - < page.png', "-o", "out", *FAST, cwd=tmp_path).returncode == 0
    found = texts(tmp_path / "out")
    assert len(found) == 2
    assert name(1) in found.pop("stdin.txt")
    assert name(2) in next(iter(found.values()))
    assert run("retry", tmp_path / "out").returncode == 0


def test_a_device_is_refused_by_name(tmp_path: Path) -> None:
    """/dev/zero never ends."""
    done = run("read", "/dev/zero", "-o", tmp_path / "out", *FAST)
    assert (done.returncode, "/dev/zero: is a device, not a file" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("txt", b"../gone.txt"),
        ("txt", b"/tmp/gone.txt"),
        ("txt", b".recto/ledger.txt"),
        ("txt", b"a/../../gone.txt"),
        ("txt", b"sent.jsonl"),
        ("txt", b"page.html"),
        ("txt", b"a/conftest.py"),
        ("html", b"run-report.html"),
        ("html", b"Run-Report.html"),
    ],
)
def test_a_ledger_from_elsewhere_leads_no_result_out_of_its_place(
    tmp_path: Path, kind: str, place: bytes
) -> None:
    """A place that is not below the output folder, or not that of a result of its format, is not
    believed.
    """
    out = tmp_path / "out"
    with open_ledger(out) as ledger, ledger.database as database:
        database.execute("INSERT INTO file (id, relative, path) VALUES (1, 'a.png', 'a.png')")
        database.execute("INSERT INTO origin VALUES (1, ?)", (b"/in/a.png",))
        database.execute("INSERT INTO place VALUES (1, ?, ?)", (kind, place))
        (known,) = owned_before(ledger, {kind: f".{kind}"})
    assert (known.path, known.places) == ("/in/a.png", {})


@pytest.mark.parametrize("way", [["-o", "doc.pdf"], ["-o", ".", "-f", "pdf"]])
def test_what_an_earlier_result_was_read_from_stays(tmp_path: Path, way: list[str]) -> None:
    """doc.json, written anew as doc.pdf, would replace the PDF from which it came."""
    source = pdf(tmp_path / "doc.pdf", "Harbour ledger")
    before = digest(source)
    assert run("read", "doc.pdf", "-o", "doc.json", *FAST, cwd=tmp_path).returncode == 0
    done = run("read", "doc.json", *way, *FAST, cwd=tmp_path)
    assert (done.returncode, digest(source)) == (1, before), done.stderr
    assert "doc.pdf: is read" in done.stderr


@pytest.mark.parametrize("way", [["-o", "terms.txt"], ["-o", ".", "-f", "txt"]])
def test_a_glossary_is_not_written_over(tmp_path: Path, way: list[str]) -> None:
    """The text of terms.pdf would be terms.txt."""
    pdf(tmp_path / "terms.pdf", "Harbour ledger")
    (tmp_path / "terms.txt").write_text("wharfage\n")
    done = run("read", "terms.pdf", "--glossary", "terms.txt", *way, *FAST, cwd=tmp_path)
    assert (done.returncode, (tmp_path / "terms.txt").read_text()) == (1, "wharfage\n"), done.stderr
