"""What people know of lines, as files for others' trainers: which lines, where each goes, and in
whose form.
"""

import base64
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image
from tests import warm
from tests.batch.pages import FAST, draw
from tests.review.runs import make_run
from tests.review.test_desk import opened
from tests.training.runs import look_at_all, reviewed_run, type_sample
from tests.vision.server import Server, chat, edits

from recto.model.page import Box
from recto.model.result import Upright, UprightMap
from recto.model.transcript import ShownLine
from recto.model.upright import made_again
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.reply.accept import accept
from recto.readers.vision.reply.entrance import legible_reply
from recto.readers.vision.reply.reply import parse
from recto.training.known import KnownLine, known_page, pages_said
from recto.training.line_files import tesstrain
from recto.training.pictures import cut, stands_upright
from recto.training.replies import known_texts, reply
from recto.training.split import parts_of
from recto_preprocessing import IDENTITY, View

LICENCE = ("--licence", "CC0-1.0")
QWEN = "Qwen/Qwen2.5-VL-7B-Instruct"


def texts_of(desk):  # type: ignore[no-untyped-def]
    """Of all known lines of a run, page by page."""
    found = []
    for file, number in pages_said(desk):
        found += [line.text for line in known_page(desk, file, number).lines]
    return found


def exported(run, kind, folder, *more):  # type: ignore[no-untyped-def]
    """What the command made, as its manifest says."""
    done = warm.recto("export", run.out, "--for", kind, *LICENCE, "-o", folder, *more)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "manifest.json").read_text())


def test_a_line_counts_when_every_word_was_looked_at(tmp_path: Path) -> None:
    """One word that nobody saw, and the line is none; what was taken back does not count."""
    run = reviewed_run(tmp_path, 2, unseen=["1"])
    with opened(run) as desk:
        assert texts_of(desk) == ["Harbour Museum 0", "paid 0 shillings to Reid"]
        assert known_page(desk, 2, 0).open_lines == 2
        desk.take_back("Ada")  # of the second file, where nothing counts
        assert len(texts_of(desk)) == 2
        for _ in range(7):
            desk.take_back("Ada")
        assert texts_of(desk) == ["Harbour Museum 0"]


def test_what_was_said_of_a_page_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    """Corrections stay in a ledger for ever, results do not."""
    run = reviewed_run(tmp_path, 2)
    with opened(run) as desk:
        with desk.ledger.database as database:
            database.execute("UPDATE page SET result = NULL WHERE file = 1")
        desk.look_again()
        assert texts_of(desk) == ["Harbour Museum 1", "paid 1 shillings to Reid"]


def test_words_typed_for_a_certificate_count(tmp_path: Path) -> None:
    """As they were typed, right or wrong; of a word where nothing stands, nothing is left."""
    run = make_run(tmp_path, [["Beid alone x", "and more"]], [("Beid", "Beit")], ["txt"])
    with opened(run) as desk:
        for word, said in zip(
            desk.page(1, 0).page.lines[0].words, ("Reid", "alone", ""), strict=True
        ):
            type_sample(desk, "word", 1, list(word.box.edges), word.text, said)
        assert texts_of(desk) == ["Reid alone"]


def test_a_line_typed_as_a_whole_counts_once(tmp_path: Path) -> None:
    """Also where its words were corrected since, and where no line lies there any more."""
    run = make_run(tmp_path, [["Beid alone", "and more"]], (), ["txt"])
    with opened(run) as desk:
        line = desk.page(1, 0).page.lines[0]
        type_sample(desk, "line", 1, list(line.box.edges), line.text, "Reid  alone")
        type_sample(desk, "line", 1, [600.0, 5.0, 690.0, 15.0], "", "lost")
        assert texts_of(desk) == ["Reid alone", "lost"]
        look_at_all(desk, {"Beid": "Reed"})
        assert texts_of(desk) == ["Reed alone", "and more", "lost"]


@given(
    st.sets(st.text(min_size=1), min_size=1, max_size=30),
    st.floats(0, 0.9),
    st.integers(0, 2**40),
    st.text(min_size=1),
)
def test_a_document_keeps_its_side(names: set[str], share: float, seed: int, more: str) -> None:
    """Whatever else comes: of several documents one at most changes, where there was nothing to
    judge on, or nothing to learn from.
    """
    parts = parts_of(names, share, seed)
    assert parts == parts_of(sorted(names), share, seed)
    later = parts_of({*names, more}, share, seed)
    assert sum(parts[name] != later[name] for name in names) <= 1
    if len(names) > 1:
        assert ("validation" in parts.values()) == (share > 0)
        assert "train" in parts.values()


def test_folders_can_be_what_is_split(tmp_path: Path) -> None:
    """Pages of one book never stand on both sides."""
    run = reviewed_run(tmp_path, 6)
    by_file = exported(run, "kraken", tmp_path / "a", "--validation", ".5", "--seed", "3")
    assert (
        by_file["counts"]["train"]["documents"] + by_file["counts"]["validation"]["documents"] == 6
    )
    by_folder = exported(run, "kraken", tmp_path / "b", "--documents", "folder")
    assert by_folder["counts"]["train"] == {
        "documents": 1, "pages": 6, "lines": 12, "characters": 240,
    }  # fmt: skip
    (document,) = by_folder["documents"]
    assert len(document["sha256"]) == 6


def test_tesseract_makes_its_training_file(tmp_path: Path) -> None:
    """Of picture and box as they are, with its own trainer's command."""
    out = tmp_path / "t"
    run = reviewed_run(tmp_path, 1)
    found = exported(run, "tesstrain", out)
    assert found["counts"]["train"]["lines"] == 2
    assert found["licence"] == "CC0-1.0"
    picture = out / "train" / "000001-00001-0002.png"
    assert picture.with_suffix(".gt.txt").read_text() == "paid 0 shillings to Reid\n"
    made = ["tesseract", picture, tmp_path / "line", "--psm", "13", "lstm.train"]
    subprocess.run(made, check=True, capture_output=True)
    assert b"paid 0 shillings to Reid" in (tmp_path / "line.lstmf").read_bytes()


def test_kraken_and_paddle_have_lists(tmp_path: Path) -> None:
    """Names seen from the folder; PaddleOCR's with the text behind a tab."""
    run = reviewed_run(tmp_path, 2)
    exported(run, "kraken", tmp_path / "k")
    exported(run, "ppocr", tmp_path / "p")
    for part in ("train", "validation"):
        names = (tmp_path / "k" / f"{part}.txt").read_text().splitlines()
        rows = (tmp_path / "p" / f"{part}.txt").read_text().splitlines()
        assert [row.split("\t")[0] for row in rows] == names
        for row in rows:
            name, text = row.split("\t")
            assert (tmp_path / "k" / name).with_suffix(".gt.txt").read_text() == f"{text}\n"
            with Image.open(tmp_path / "p" / name) as picture:
                assert picture.size[0] > picture.size[1]


def test_an_example_is_the_ask_that_recto_sends(tmp_path: Path) -> None:
    """Word for word and byte for byte, with the right answer behind it."""
    scan = draw(tmp_path / "scans" / "a.png", "volume one")
    where = ["--provider", "vllm", "--model", QWEN, "--send", "lines"]
    with Server(chat(edits({}))) as server:
        done = warm.recto(
            "read", scan.parent, "-o", tmp_path / "out", "-f", "txt", *FAST,
            "--llm", "always", "--base-url", server.url, *where,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (sent,) = [received.body["messages"] for received in server.received]
    run = make_run(tmp_path / "none", [])
    run = replace(run, out=tmp_path / "out")
    with opened(run) as desk:
        look_at_all(desk, {"one": "0ne"})

    out = tmp_path / "q"
    assert exported(run, "qwen", out)["model"] == QWEN
    example = json.loads((out / "train.jsonl").read_text())
    pictures = iter(example["images"])
    for message, received in zip(example["messages"], sent, strict=False):
        told = received["content"]
        if not isinstance(told, str):
            parts = [part.get("text", "<image>") for part in told]
            urls = [part["image_url"]["url"] for part in told if "image_url" in part]
            told = "".join(parts)
            for url in urls:
                data = (out / next(pictures)).read_bytes()
                assert url == f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
        assert message == {"role": received["role"], "content": told}
    assert [message["role"] for message in example["messages"]] == ["system", "user", "assistant"]
    answer = json.loads(example["messages"][2]["content"])
    assert answer == {
        "edits": [{"id": 1, "text": "volume 0ne"}], "added": [], "dropped": [], "structure": [],
    }  # fmt: skip


# As https://developers.openai.com/api/docs/guides/vision-fine-tuning describes a line, in 2026.
TEXT = {
    "type": "object",
    "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    "required": ["type", "text"],
    "additionalProperties": False,
}
IMAGE = {
    "type": "object",
    "properties": {
        "type": {"const": "image_url"},
        "image_url": {
            "type": "object",
            "properties": {
                "url": {"type": "string", "pattern": "^data:image/(jpeg|png|webp);base64,"},
                "detail": {"enum": ["low", "high", "auto"]},
            },
            "required": ["url"],
            "additionalProperties": False,
        },
    },
    "required": ["type", "image_url"],
    "additionalProperties": False,
}


def message_of(role: str, content: dict[str, object]) -> dict[str, object]:
    """Its schema."""
    return {
        "type": "object",
        "properties": {"role": {"const": role}, "content": content},
        "required": ["role", "content"],
        "additionalProperties": False,
    }


OPENAI = {
    "type": "object",
    "properties": {
        "messages": {
            "type": "array",
            "prefixItems": [
                message_of("system", {"type": "string"}),
                message_of(
                    "user", {"type": "array", "items": {"oneOf": [TEXT, IMAGE]}, "minItems": 2}
                ),
                message_of("assistant", {"type": "string"}),
            ],
            "minItems": 3,
            "maxItems": 3,
        }
    },
    "required": ["messages"],
    "additionalProperties": False,
}


def test_openai_would_take_its_lines(tmp_path: Path) -> None:
    """By the published form: data URLs of RGB pictures below 10 MB, ten at most, in what the user
    says; the file has ten examples or people hear of it.
    """
    run = reviewed_run(tmp_path, 2)
    found = exported(run, "openai", tmp_path / "o")
    assert found["notes"] == ["train.jsonl has 1 examples: OpenAI takes 10 to 50,000"]
    (line,) = (tmp_path / "o" / "train.jsonl").read_text().splitlines()
    example = json.loads(line)
    Draft202012Validator(OPENAI).validate(example)
    _, asked, answered = example["messages"]
    urls = [part["image_url"]["url"] for part in asked["content"] if part["type"] == "image_url"]
    assert 1 <= len(urls) <= 10
    for url in urls:
        data = base64.b64decode(url.partition(",")[2])
        assert len(data) < 10_000_000
        with Image.open(BytesIO(data)) as picture:
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
    texts = [row["text"] for row in json.loads(answered["content"])["edits"]]
    assert [text.split()[0] for text in texts] == ["Harbour", "paid"]


@pytest.mark.parametrize("style", ["edits", "full"])
def test_what_is_taught_is_what_recto_would_believe(style: str) -> None:
    """The right answer passes the guards of every reply, in both forms."""
    lines = tuple(
        ShownLine(number, Box(0, 20 * number, 100, 20 * number + 20), text, 0.5)
        for number, text in ((3, "Barbour Museum"), (4, "paid 12 shillings"), (9, None))
    )
    truth = {3: "Harbour Museum", 4: "paid 12 shillings", 9: "to Reid"}
    ask = Ask("lines", lines, Box(0, 0, 100, 200))
    answer = reply(ask, truth, style)  # type: ignore[arg-type]
    assert ('"id": 4' in answer) == (style == "full")
    found = accept(legible_reply(parse(answer, "lines")), ask, style)  # type: ignore[arg-type]
    heard = {line.line: line.text for line in found.lines}
    assert heard == truth
    assert not found.unanswered


def test_a_shown_line_is_known_where_it_is_the_same(tmp_path: Path) -> None:
    """Half of a known line is another, and two shown lines never share one text."""
    shown = [
        ShownLine(0, Box(0, 0, 100, 20), "a", 0),
        ShownLine(1, Box(0, 0, 100, 21), "a", 0),
        ShownLine(2, Box(0, 40, 50, 60), "b", 0),
    ]
    known = [
        KnownLine("a", Box(0, 0, 100, 20), (Box(0, 0, 100, 20),), (0, 20, 100, 20)),
        KnownLine("b b", Box(0, 40, 100, 60), (Box(0, 40, 100, 60),), (0, 60, 100, 60)),
    ]
    assert known_texts(shown, known) == {0: "a"}


def test_a_turned_page_is_cut_as_readers_saw_it() -> None:
    """Its line lies, though it stands in the source; letters that stand over one another are no
    line.
    """
    upright = np.full((40, 200), 255, np.uint8)
    upright[10:30, 20:180] = np.arange(160, dtype=np.uint8)
    source = np.rot90(upright).copy()  # 200 high, 40 wide: x = y', y = 199 - x'
    matrix = UprightMap("matrix", ((0.0, -1.0, 200.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    view = made_again(source, 100.0, Upright(200, 40, 100.0, (matrix,)), ())
    box = Box(10, 20, 30, 180)
    line = KnownLine("letters", box, (Box(10, 20, 30, 90), Box(10, 95, 30, 180)), (10, 180, 10, 20))
    pixels = cut(view, line)
    assert np.array_equal(pixels, upright[8:32, 18:182])
    assert not stands_upright(pixels, line.text)
    assert stands_upright(np.rot90(pixels), line.text)
    assert not stands_upright(np.rot90(pixels), "1")


def test_a_slanted_line_is_levelled() -> None:
    """Neither its slope nor its neighbours are in its picture; a short word is left as it is."""
    page = np.full((200, 700), 255, np.uint8)
    for middle, shade in ((60, 90), (100, 0), (140, 90)):  # three lines that rise by 1 in 20
        for x in range(50, 650):
            y = round(middle - (x - 350) / 20)
            page[y - 10 : y + 10, x] = shade
    view = View(page, IDENTITY, 100.0)
    boxes = (Box(50, 95, 340, 125), Box(360, 75, 650, 105))
    line = KnownLine("a line", Box.around(boxes), boxes, (50, 125, 650, 95))
    pixels = cut(view, line)
    assert pixels.shape[1] == pytest.approx(604, abs=4)
    assert pixels.shape[0] == pytest.approx(24, abs=5)
    assert (pixels[[0, -1]] > 200).mean() > 0.95  # nothing of a neighbour
    filled = (pixels < 60).mean(axis=1) > 0.95  # rows from end to end
    assert filled.sum() >= 16
    short = KnownLine("a", Box(50, 95, 80, 125), (Box(50, 95, 80, 125),), (50, 125, 80, 123))
    assert np.array_equal(cut(view, short), page[92:128, 47:83])


def test_text_from_the_right_gets_its_box_from_tesstrain(tmp_path: Path) -> None:
    """Which turns its letters; ours would teach them the wrong way round."""
    from recto.training.line_files import Written

    (tmp_path / "train").mkdir()
    tesstrain(Written(tmp_path, "train", "a", "שלום", (90, 30)))
    tesstrain(Written(tmp_path, "train", "b", "peace", (90, 30)))
    names = sorted(path.name for path in (tmp_path / "train").iterdir())
    assert names == ["a.gt.txt", "b.box", "b.gt.txt"]


def test_nothing_is_written_over_and_nothing_half_written(tmp_path: Path) -> None:
    """A folder with something in it is refused; after a fault there is none, and sources are as
    they were.
    """
    run = reviewed_run(tmp_path, 1)
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in run.scans.iterdir()}
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")
    refused = warm.recto("export", run.out, "--for", "kraken", *LICENCE, "-o", taken)
    assert refused.returncode == 1
    assert "an export writes over nothing" in refused.stderr
    over = warm.recto("export", run.out, "--for", "kraken", *LICENCE, "-o", taken / "mine.txt")
    assert over.returncode == 1
    assert [path.name for path in taken.iterdir()] == ["mine.txt"]

    unseen = make_run(tmp_path / "new", [["nobody looked"]], (), ["txt"])
    none = warm.recto("export", unseen.out, "--for", "openai", *LICENCE, "-o", tmp_path / "x")
    assert none.returncode == 2
    assert "no line of it has only words that people looked at" in none.stderr
    assert not (tmp_path / "x").exists()
    assert not list(tmp_path.glob(".recto-export-*"))
    assert before == {p: hashlib.sha256(p.read_bytes()).digest() for p in run.scans.iterdir()}
    named = warm.recto("export", run.out, "--for", "kraken", *LICENCE, "--model", "gpt-4o")
    assert named.returncode == 1
    assert "kraken trains no LLM" in named.stderr
    elsewhere = warm.recto("export", run.scans, "--for", "kraken", *LICENCE)
    assert elsewhere.returncode == 5
    assert "no run has begun here" in elsewhere.stderr


def test_a_source_that_is_gone_costs_its_lines(tmp_path: Path) -> None:
    """It is named, counted, and the exit code says so; the others are written."""
    run = reviewed_run(tmp_path, 3)
    (run.scans / "page-01.png").write_bytes(b"other bytes")
    out = tmp_path / "out-kraken"  # where it goes where nobody says
    done = warm.recto("export", run.out, "--for", "kraken", *LICENCE)
    assert done.returncode == 2
    assert "page-01.png" in done.stderr
    found = json.loads((out / "manifest.json").read_text())
    assert found["left_out"] == {"the source is not there, or has changed": 2}
    assert sorted(document["name"] for document in found["documents"]) == [
        "page-00.png", "page-02.png",
    ]  # fmt: skip


def test_a_page_that_tesseract_did_not_read_makes_no_ask(tmp_path: Path) -> None:
    """There is no OCR text to show; its lines are counted."""
    run = reviewed_run(tmp_path, 2)
    with opened(run) as desk:
        from recto.batch.packed import pack, unpack

        (packed,) = desk.ledger.results(1, [0])
        page = replace(unpack(packed), readings=())
        with desk.ledger.database as database:
            database.execute("UPDATE page SET result = ? WHERE file = 1", (pack(page),))
    found = exported(run, "qwen", tmp_path / "q")
    assert found["left_out"] == {"Tesseract did not read the page": 2}


def test_no_library_that_opens_connections_is_loaded() -> None:
    """An ask is made, and nobody is there to send it."""
    program = (
        "import sys, recto.training.chats, recto.cli.export;"
        "print({'openai', 'httpx2', 'httpx', 'requests', 'urllib3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
