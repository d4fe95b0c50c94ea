"""Earlier results are data: what breaks the contract costs itself, by name, whoever wrote it."""

import copy
import json
import resource
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.batch.pages import FAST, command, draw
from tests.batch.pages import run as recto
from tests.writers.damages import DAMAGES, SPANNING, Json
from tests.writers.samples import document, text_page
from tests.writers.test_result_json import written

from recto.errors import InputError
from recto.model.page import Box
from recto.model.transcript import Decision
from recto.reasons import Reason
from recto.schema import result_schema
from recto.writers import read_json
from recto.writers.result_json_pages import contents, stored_page

# bytes of address space for one small result; the interpreter and its libraries are in it
MEMORY = 1 << 30


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """A result that `recto read` wrote."""
    folder = tmp_path_factory.mktemp("good")
    done = recto("read", draw(folder / "page.png", "volume one"), "-f", "json", *FAST)
    value: Json = json.loads(done.stdout)
    return value


def spoiled(good: Json, name: str) -> bytes:
    value = copy.deepcopy(good)
    DAMAGES[name][0](value)
    return json.dumps(value).encode()


def page_by_page(path: str) -> None:
    for index in contents(path).indices:
        stored_page(path, index)


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_by_its_place(name: str, good: Json, tmp_path: Path) -> None:
    """An InputError names the file and the property; nothing else is raised, in either way of
    reading.
    """
    path = tmp_path / "bad.json"
    path.write_bytes(spoiled(good, name))
    with pytest.raises(InputError, match=r"bad\.json") as told:
        read_json(path)
    assert DAMAGES[name][1] in str(told.value)
    with pytest.raises(InputError, match=r"bad\.json"):
        page_by_page(str(path))


def test_single_faults_are_faults_by_the_published_schema(good: Json) -> None:
    """Another program that validates by the schema refuses them, too; what spans fields is for
    Recto alone.
    """
    schema = Draft202012Validator(result_schema())
    schema.validate(good)
    seen = [name for name in DAMAGES if schema.is_valid(json.loads(spoiled(good, name)))]
    assert sorted(seen) == sorted(SPANNING)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"\x00" * 100, "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"schema":"1","pages":' + b"[" * 100_000, "not JSON"),
        (b'{"schema":"1"', "not JSON"),
        (b"null", "damaged"),
        (b"[]", "damaged"),
        (b'"1"', "damaged"),
        (
            b'{"schema":"1","engine":{"name":"recto","version":"1"},"source":"\xff","pages":[]}',
            "not JSON",
        ),
        (
            b'{"schema":"1","engine":{"name":"recto","version":"1"},"source":"a","pages":[{}]}',
            "damaged",
        ),
    ],
)
def test_what_is_no_result_is_told(data: bytes, says: str, tmp_path: Path) -> None:
    """Whatever the bytes are, the error is ours."""
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(InputError, match=says):
        read_json(tmp_path / "bad.json")
    with pytest.raises(InputError, match=says):
        contents(str(tmp_path / "bad.json"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("both-agree", "unknown reason 'both-agree')"),
        ("x\x1b[2J\u202ey", "unknown reason 'x\\x1b[2J\\u202ey')"),
        ("\u00e9" * 5000, "unknown reason '\\xe9\\xe9"),
        (5, "a reason that is no text)"),
        (None, "a reason that is no text)"),
    ],
)
@pytest.mark.parametrize("place", ["word", "decision"])
def test_an_unknown_reason_is_told_in_short(
    given: object, said: str, place: str, tmp_path: Path
) -> None:
    """Of a version that is not this one; what the file says only prints."""
    decision = Decision(Box(0, 0, 9, 9), "keep", Reason.LLM_OFF, 0.0)
    value = json.loads(written(document(replace(text_page("one"), decisions=(decision,)))))
    page = value["pages"][0]
    holder = page["lines"][0]["words"][0] if place == "word" else page["decisions"][0]
    holder["reason"] = given
    (tmp_path / "bad.json").write_text(json.dumps(value))
    with pytest.raises(InputError) as told:
        read_json(tmp_path / "bad.json")
    message = str(told.value).removeprefix(str(tmp_path))
    assert f"reason: {said}" in message
    assert len(message) < 300
    assert message.isprintable()


def test_an_index_given_twice_in_one_line_is_told(tmp_path: Path) -> None:
    """A line that is found as page 1 and says that it is page 2 is neither."""
    data = written(document(text_page("one"))).replace(b'{"index":0,', b'{"index":0,"index":1,')
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(InputError, match="index"):
        stored_page(str(tmp_path / "bad.json"), 0)


def test_half_a_character_reads_as_one_unknown(tmp_path: Path) -> None:
    """Earlier versions wrote lone surrogates as escapes; pairs and escaped backslashes are left as
    they are.
    """
    data = written(document(text_page("Qx one")))
    for escape, text in (
        (rb"\ud83d", "\ufffd"),
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"\\ud83d", r"\ud83d"),
    ):
        (tmp_path / "page.json").write_bytes(data.replace(b"Qx", escape))
        assert read_json(tmp_path / "page.json").text == f"{text} one"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """An editor may have put one before the file."""
    value = document(text_page("one"))
    (tmp_path / "page.json").write_bytes(b"\xef\xbb\xbf" + written(value))
    assert read_json(tmp_path / "page.json") == value
    assert contents(str(tmp_path / "page.json")).indices == (0,)


def test_bad_results_cost_themselves_in_a_run(good: Json, tmp_path: Path) -> None:
    """All damages beside one good result: exit 2, each by name, the good one written, ledger and
    report whole.
    """
    names = [f"bad{number:02}.json" for number in range(len(DAMAGES))]
    for file, name in zip(names, DAMAGES, strict=True):
        (tmp_path / file).write_bytes(spoiled(good, name))
    (tmp_path / "good.json").write_text(json.dumps(good))
    done = limited(tmp_path, "read", *names, "good.json", "-o", "out", "-f", "txt")
    assert done.returncode == 2, done.stderr
    assert "internal error" not in done.stderr
    assert [file.name for file in (tmp_path / "out").glob("*.txt")] == ["good.txt"]
    assert (tmp_path / "out" / "good.txt").read_text().strip().endswith("volume one")
    report = (tmp_path / "out" / "run-report.html").read_text()
    failures = json.loads(limited(tmp_path, "status", "out", "--json").stdout)["failures"]
    assert sorted({Path(failure["path"]).name for failure in failures}) == names
    for name in names:
        assert name in report
        assert name in done.stderr


def limited(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    before = cpu_of_children()
    line = command(*arguments)
    done = subprocess.run(
        line, capture_output=True, text=True, timeout=300, cwd=folder, preexec_fn=limit
    )
    assert cpu_of_children() - before < 30  # s
    return done


def cpu_of_children() -> float:
    """Seconds of CPU time of all processes that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
