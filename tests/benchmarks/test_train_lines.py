"""The training of the recogniser of lines, but for what needs PyTorch: words, letters, texts,
directions, halves, drawn lines, real lines, and the judge.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import cv2
import matplotlib as mpl
import numpy as np
import pytest

from benchmarks.train_lines import real
from benchmarks.train_lines.batches import Lessons, batches, chunk_of
from benchmarks.train_lines.direction import as_it_stands
from benchmarks.train_lines.fonts import PACKAGES, faces, lacking, wanted
from benchmarks.train_lines.judge import (
    SHIPPED,
    Answer,
    answers,
    changes,
    drawn_questions,
    may_ship,
    model_of,
    scores,
)
from benchmarks.train_lines.languages import BY_CODE, chosen
from benchmarks.train_lines.lines import line
from benchmarks.train_lines.recipes import (
    Sources,
    classes,
    codes_of,
    letters_of,
    read_letters,
    recipe_of,
    write_letters,
)
from benchmarks.train_lines.text import LONGEST, Texts, number, upper
from benchmarks.train_lines.words import EVERY, alphabet, half_of, is_word, words_of
from recto.errors import BadArguments, InputError, MissingDependency
from recto.metrics.errors import Errors
from recto.model.page import Box

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"  # DejaVu, of both halves
RUSSIAN = (
    *("дом", "лес", "река", "гора", "город", "море", "ветер"),
    *("камень", "дорога", "солнце", "вечер", "книга", "письмо"),
)
ENGLISH = (
    *("house", "wood", "river", "hill", "town", "sea", "wind"),
    *("stone", "road", "sunlight", "evening", "book", "letter"),
)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Lists of two languages, with a thousand made words each, and some that are none."""
    folder = tmp_path / "words"
    folder.mkdir()
    for code, listed in (("rus", RUSSIAN), ("eng", ENGLISH)):
        made = [f"{one}{two}" for one in listed for two in listed]
        (folder / f"{code}.txt").write_text(" ".join([*listed, *made, "x9", "1904", "—"]))
    return folder


@pytest.fixture
def sources(words: Path) -> Sources:
    """Two scripts, drawn with DejaVu."""
    return Sources(("rus", "eng"), seed=7, words=words, fonts=FONTS)


def test_words_are_parted_into_halves_for_good(words: Path) -> None:
    """Every word is in one half, whatever else is listed, and one in twenty is held out."""
    taught = words_of(BY_CODE["rus"], "training", words).listed
    kept = words_of(BY_CODE["rus"], "held-out", words).listed
    assert not set(taught) & set(kept)
    assert len(taught) + len(kept) == len(RUSSIAN) * (len(RUSSIAN) + 1)
    assert len(kept) == pytest.approx((len(taught) + len(kept)) / EVERY, rel=0.5)
    assert {half_of(word) for word in kept} == {"held-out"}


@pytest.mark.parametrize(
    ("word", "code", "expected"),
    [
        ("дом", "rus", True),
        ("house", "rus", False),
        ("об'єкт", "ukr", True),
        ("l'eau", "fra", True),
        ("1904", "eng", False),
        ("x9", "eng", False),
        ("—", "eng", False),
        ("हिन्दी", "hin", True),
        ("שלום", "heb", True),
        ("a" * 25, "eng", False),
    ],
)
def test_what_is_a_word_of_a_language(word: str, code: str, expected: bool) -> None:
    """Letters and marks of its script, with what stands within words."""
    assert is_word(word, BY_CODE[code]) is expected


def test_words_of_tesseracts_own_model_are_drawn() -> None:
    """The list inside a model that is installed, in its order, each word once."""
    listed = words_of(BY_CODE["eng"], "training").listed
    assert len(listed) > 100_000
    assert len(set(listed)) == len(listed)
    assert {"harbour", "captain"} <= set(listed)


def test_a_language_without_words_says_what_to_install(tmp_path: Path) -> None:
    """The package of its model, or a list of one's own."""
    with pytest.raises(InputError, match=r"tesseract-ocr-chi-sim|tesseract-ocr-kat.*kat\.txt"):
        words_of(BY_CODE["kat"], "training", tmp_path)


def test_only_words_of_the_given_letters_are_taken(words: Path) -> None:
    """A network that writes fewer letters is taught no others."""
    few = words_of(BY_CODE["eng"], "training", words, frozenset("seaton"))
    assert {"sea", "stone"} & set(few.listed)
    assert set("".join(few.listed)) <= set("seaton")


def test_letters_that_few_words_have_are_of_other_spellings(words: Path) -> None:
    """Those of four words, and their capitals."""
    (words / "eng.txt").write_text("sea see ease seat ñandu")
    found = alphabet([words_of(BY_CODE["eng"], "training", words)])
    assert {"s", "S", "e", "E", "a", "A"} >= found >= {"s", "S", "e", "E"}


@pytest.mark.parametrize(
    ("word", "code", "expected"),
    [
        ("istanbul", "tur", "İSTANBUL"),
        ("άνθρωπος", "ell", "ΑΝΘΡΩΠΟΣ"),
        ("γαϊδούρι", "ell", "ΓΑΪΔΟΥΡΙ"),
        ("дорога", "rus", "ДОРОГА"),
    ],
)
def test_capitals_are_those_of_the_language(word: str, code: str, expected: str) -> None:
    """Dotted in Turkish, bare in Greek."""
    assert upper(word, code) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שלום עולם", "םלוע םולש"),
        ("שנת 1948 (תש״ח)", "(ח״שת) 1948 תנש"),
        ("קובץ Tesseract 5.3", "5.3 Tesseract ץבוק"),
        ("שָׁלוֹם", "םוֹלשָׁ"),
    ],
)
def test_a_line_from_the_right_is_taught_as_it_stands(text: str, expected: str) -> None:
    """Numbers and Latin words run from the left, brackets are mirrored, letters keep their points;
    the other way is the same.
    """
    assert as_it_stands(text) == expected
    assert as_it_stands(expected) == text


def test_texts_keep_to_their_length_and_letters(words: Path) -> None:
    """A line has at most so many characters, and words of its language."""
    texts = Texts(words_of(BY_CODE["rus"], "training", words))
    drawn = [texts.line(Random(seed), 1 + seed % LONGEST) for seed in range(200)]  # noqa: S311
    assert all(len(text) <= 1 + seed % LONGEST for seed, text in enumerate(drawn))
    letters = {letter for letter in "".join(drawn).lower() if letter.isalpha()}
    roman = set("ivxno.")
    assert letters - roman <= set("".join(RUSSIAN))
    assert {number(Random(seed)) for seed in range(50)} - {""}  # noqa: S311


def test_running_text_takes_half_of_the_lines(words: Path) -> None:
    """Where there is some."""
    own = words_of(BY_CODE["eng"], "training", words)
    texts = Texts(own, sentences=("The quick brown fox jumps over the lazy dog",))
    drawn = [texts.line(Random(seed)) for seed in range(200)]  # noqa: S311
    assert 60 < sum("lazy dog"[:4] in text or "fox" in text for text in drawn) < 140


def test_a_language_may_have_a_weight_of_its_own() -> None:
    """And an unknown one is named with those that are known."""
    (ukrainian, vietnamese) = chosen(codes_of("vie:40, ukr"))
    assert (ukrainian.code, vietnamese.weight) == ("ukr", 40.0)
    with pytest.raises(BadArguments, match="xyz.*rus"):
        codes_of("rus,xyz")
    with pytest.raises(BadArguments, match="vie:much"):
        codes_of("vie:much")


def test_no_font_is_in_both_halves_and_every_package_has_a_licence() -> None:
    """What is judged is drawn with fonts that were never taught."""
    assert not set(wanted("training")) & set(wanted("held-out"))
    assert all(package.licence for package in PACKAGES)
    assert {face.name for face in faces("held-out", FONTS)} == {
        "DejaVuSans-BoldOblique",
        "DejaVuSerif-BoldItalic",
    }
    here = faces("training", FONTS)
    assert "fonts-dejavu-core" not in lacking(here, "training")
    assert "fonts-paratype" in lacking(here, "training")


def test_without_fonts_the_packages_are_named(tmp_path: Path) -> None:
    """Nothing is downloaded."""
    with pytest.raises(InputError, match="fonts-dejavu-core"):
        faces("training", tmp_path)


def test_a_line_is_the_same_wherever_it_is_drawn(sources: Sources) -> None:
    """By its number alone: not by what was drawn before it, and otherwise by another seed."""
    recipe = recipe_of(sources)
    forth = [line(recipe, number) for number in range(12)]
    back = [line(recipe, number) for number in reversed(range(12))][::-1]
    for one, other in zip(forth, back, strict=True):
        assert one.text == other.text
        assert one.pixels.tobytes() == other.pixels.tobytes()
        assert one.pixels.shape[0] == 40
    others = [
        line(recipe_of(Sources(("rus", "eng"), 8, sources.words, FONTS)), n) for n in range(12)
    ]
    assert [one.text for one in forth] != [other.text for other in others]


def rendered(sources: Sources, out: Path, *more: str) -> dict[str, bytes]:
    """What the command writes, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.train_lines", "render", "--languages", "rus,eng"]
    places = ["--words", str(sources.words), "--fonts", str(FONTS), "--out", str(out)]
    subprocess.run([*command, *places, "--count", "8", *more], check=True, capture_output=True)
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_the_same_seed_writes_the_same_bytes(sources: Sources, tmp_path: Path) -> None:
    """Pictures, texts and letters, in two processes; another seed writes others."""
    first = rendered(sources, tmp_path / "a", "--seed", "5")
    assert len(first) == 10
    assert first == rendered(sources, tmp_path / "b", "--seed", "5")
    assert first != rendered(sources, tmp_path / "c", "--seed", "6")


def test_arabic_is_shaped(tmp_path: Path) -> None:
    """Joined letters are narrower than the same letters apart."""
    from benchmarks.train_lines.draw import drawn
    from benchmarks.train_lines.fonts import Face

    face = Face("DejaVuSans", FONTS / "DejaVuSans.ttf", frozenset("سلام "))
    joined = drawn("سلام", face, Random(1), may_space=False)  # noqa: S311
    apart = drawn("س ل ا م", face, Random(1), may_space=False)  # noqa: S311
    spaces = drawn("   ", face, Random(1), may_space=False)  # noqa: S311
    width = joined.right - joined.left
    assert width < apart.right - apart.left - (spaces.right - spaces.left)


def test_batches_are_the_same_from_wherever_a_training_begins(sources: Sources) -> None:
    """Also when processes draw them."""
    lessons = Lessons(sources, batch=3, steps=10, warm=0.5)
    whole = list(batches(lessons, 0, 0))
    assert len(whole) == 12
    for first in (3, 4, 9):
        rest = list(batches(lessons, first, 0))
        assert [each.shown for each in rest] == [each.shown for each in whole[first:]]
    drawn_apart = list(batches(lessons, 0, 2))
    for one, other in zip(whole, drawn_apart, strict=True):
        assert one.pixels.tobytes() == other.pixels.tobytes()


def test_lines_begin_short_where_a_training_begins_from_nothing(sources: Sources) -> None:
    """And are of one width in a batch, about."""
    early = chunk_of(Lessons(sources, batch=8, steps=400, warm=0.5), 0)
    late = chunk_of(Lessons(sources, batch=8, steps=400, warm=0.5), 60)
    assert max(len(text) for batch in early for text in batch.shown) <= 12
    assert max(len(text) for batch in late for text in batch.shown) > 30
    for batch in late:
        assert batch.pixels.shape[0] == len(batch.shown) == 8
        assert batch.widths.max() <= batch.pixels.shape[2]


def test_new_letters_come_behind_those_of_an_earlier_network(tmp_path: Path) -> None:
    """Classes keep their numbers, and the file is read as the engine reads its own."""
    earlier = ("", " ", "б", "a")
    letters = classes(frozenset(" abв"), earlier)
    assert letters == ("", " ", "б", "a", "b", "в")
    write_letters(tmp_path / "letters.txt", letters)
    assert read_letters(tmp_path / "letters.txt") == letters
    (tmp_path / "alphabet.txt").write_text(" \na\n")
    assert read_letters(tmp_path / "alphabet.txt") == ("", " ", "a")
    with pytest.raises(InputError, match=r"letters\.txt beside"):
        read_letters(tmp_path / "none.txt")


def test_a_file_of_letters_limits_what_is_drawn(sources: Sources, tmp_path: Path) -> None:
    """No other letter is on a line."""
    file = tmp_path / "letters.txt"
    write_letters(file, ("", *" мореветлсгда"))
    given = Sources(("rus",), 1, sources.words, FONTS, letters=file)
    assert letters_of(given) == frozenset(" мореветлсгда") | {""}
    texts = [line(recipe_of(given), number).text for number in range(20)]
    assert set("".join(texts)) <= set(" мореветлсгда")


PAGE = "The harbour lies open to the north\nand is closed by ice\nships must wait for the tide"


def test_lines_of_a_real_page_are_found_by_its_reading(tmp_path: Path) -> None:
    """Those that are surely one line of the truth; the others are left."""
    raster = np.full((200, 600), 255, np.uint8)
    read = [
        ("The harbonr lies open to the nortb", Box(10, 10, 400, 40)),
        ("qqq www eee rrr", Box(10, 50, 400, 80)),
        ("ships must wait for the tide", Box(10, 90, 400, 120)),
    ]
    found = list(real.lines_of(raster, read, PAGE, "corpus/volume", "eng"))
    assert [each.text for each in found] == [PAGE.splitlines()[0], PAGE.splitlines()[2]]
    assert {each.pixels.shape[0] for each in found} == {40}
    assert real.save(found, tmp_path) == 2
    half = real.half_of("corpus/volume")
    again = list(real.load(tmp_path, half))
    assert [each.text for each in again] == [each.text for each in found]
    assert again[0].pixels.tobytes() == found[0].pixels.tobytes()
    other = "held-out" if half == "training" else "training"
    assert list(real.load(tmp_path, other)) == []


def test_a_reading_of_two_lines_alike_is_of_neither() -> None:
    """Nor is a short one of any."""
    twice = {0: "page one of the book", 1: "page two of the book"}
    assert real.matching("page tno of the book", twice) is None
    assert real.matching("page one of the book", {0: twice[0], 1: "another line"}) == 0


def answer(group: str, errors: int, document: str = "") -> Answer:
    """Of a line of ten characters."""
    return Answer(group, document or f"{group}/{errors}", Errors(errors, 10), errors == 0)


def test_a_score_is_of_all_characters_of_a_group() -> None:
    """And of the lines without an error."""
    found = scores([answer("greek", 0), answer("greek", 2), answer("latin", 0)])
    assert (found["greek"].cer, found["greek"].right, found["greek"].lines) == (0.1, 0.5, 2)
    assert found["latin"].cer == 0


@pytest.mark.parametrize(
    ("greek", "latin", "expected"),
    [
        ((2, 1), (1, 1), True),  # gains in one
        ((1, 1), (1, 1), False),  # the same
        ((2, 1), (1, 2), False),  # loses in one
    ],
)
def test_weights_that_gain_nowhere_or_lose_somewhere_are_not_shipped(
    greek: tuple[int, int], latin: tuple[int, int], expected: bool
) -> None:
    """(errors before, errors after) of each line."""
    old, new = [], []
    for group, (before, after) in (("greek", greek), ("latin", latin)):
        documents = [f"{group}/{line_number}" for line_number in range(20)]
        old += [answer(group, before, document) for document in documents]
        new += [answer(group, after, document) for document in documents]
    assert may_ship(changes(new, old)) is expected


def test_the_shipped_network_reads_what_is_held_out(sources: Sources) -> None:
    """Most characters of lines in fonts and words that it never saw; run without PyTorch."""
    questions = list(drawn_questions(recipe_of(sources, "held-out"), 12))
    found = scores(answers(model_of(SHIPPED), questions))
    assert set(found) == {"cyrillic", "latin"}
    assert max(score.cer for score in found.values()) < 0.1


def test_a_blank_picture_is_read_as_wrong(sources: Sources) -> None:
    """The judge can say no."""
    (question, *_) = drawn_questions(recipe_of(sources, "held-out"), 1)
    blank = np.full_like(question.pixels, 255)
    unseen = type(question)(question.group, question.document, question.shown, blank)
    (found,) = answers(model_of(SHIPPED), [unseen])
    assert not found.is_right


def test_training_without_pytorch_says_what_to_install(sources: Sources, tmp_path: Path) -> None:
    """The extra, by its name."""
    if find_spec("torch"):
        pytest.skip("PyTorch is installed")
    command = [sys.executable, "-m", "benchmarks.train_lines", "train", "--languages", "rus"]
    more = ["--steps", "1", "--out", str(tmp_path / "out")]
    ended = subprocess.run([*command, *more], capture_output=True, text=True)
    assert ended.returncode == MissingDependency.exit_code
    assert "recto-ocr[train]" in ended.stderr


def test_the_pictures_of_render_are_those_that_are_taught(sources: Sources, tmp_path: Path) -> None:
    """Pixel by pixel."""
    rendered(sources, tmp_path / "seen", "--seed", "7")
    seen = cv2.imread(str(tmp_path / "seen" / "000003.png"), cv2.IMREAD_GRAYSCALE)
    assert np.array_equal(seen, line(recipe_of(sources), 3).pixels)
