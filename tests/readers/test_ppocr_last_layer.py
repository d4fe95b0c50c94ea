"""The last layer, asked of few classes and, where these leave a doubt, of all: the same text as by
all of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recto.readers.network import Floats, open_network
from recto.readers.ppocr.last_layer import SETTLED, LastLayer, last_layer
from recto.readers.ppocr.model_files import model_path
from recto.readers.ppocr.parting import layer_file, parted
from recto.readers.ppocr.recognise import recognise
from recto.readers.ppocr.session import open_recogniser

from .test_ppocr import LINES, PITCH, TOP, drawn

A, HAN, SPACE = 1, 2, 3  # classes of the small layers, beside the blank
SURE, UNSURE = SETTLED + 0.01, SETTLED - 0.01


def test_the_parted_network_and_its_layer_say_what_the_whole_says() -> None:
    """To the last digits, on pixels that are black and white like text."""
    model = model_path("rec").read_bytes()
    pixels = np.random.default_rng(7).choice([-1.0, 1.0], size=(2, 3, 48, 96), p=[0.2, 0.8])
    batch = pixels.astype(np.float32)
    before = open_network(model, 1).run(batch)
    parts = parted(model)
    features = open_network(parts.network, 1).run(batch)
    layer = open_network(layer_file(parts.weights, parts.biases), 1)
    after = layer.run(features.reshape(-1, features.shape[2]))
    assert np.abs(before - after.reshape(before.shape)).max() < 1e-6


def test_what_has_no_layer_of_classes_is_refused() -> None:
    """The detector ends in a map of the page."""
    with pytest.raises(ValueError, match="no recogniser of lines"):
        parted(model_path("det").read_bytes())


def test_drawn_lines_are_read_as_by_all_classes() -> None:
    """The same characters in the same places, with scores that differ by a few thousandths at
    most.
    """
    model = open_recogniser(1)
    page = drawn()
    crops = [page[at : at + 44, 50:520] for at in range(TOP - 4, TOP + 3 * PITCH - 4, PITCH)]
    quick = recognise(crops, model)
    all_classes = np.arange(len(model.characters))
    every = LastLayer(model.last.every, model.last.every, all_classes)
    whole = recognise(crops, replace(model, last=every))
    assert tuple(read.text for read in quick) == LINES
    for one, other in zip(quick, whole, strict=True):
        assert (one.text, one.columns) == (other.text, other.columns)
        assert one.scores == pytest.approx(other.scores, abs=0.003)


def rows(*best: tuple[int, float], classes: int = 4) -> Floats:
    """(rows, classes): each row's best class and its probability, the rest shared evenly."""
    found = np.zeros((len(best), classes), np.float32)
    for row, (place, probability) in zip(found, best, strict=True):
        row[:] = (1 - probability) / (classes - 1)
        row[place] = probability
    return found


class Asked:
    """A layer with fixed answers by row; the one feature of a row is its number."""

    def __init__(self, answers: Floats) -> None:
        self.answers = answers
        self.rows: list[int] = []

    def __call__(self, features: Floats) -> Floats:
        wanted = features[:, 0].astype(int)
        self.rows += wanted.tolist()
        found: Floats = self.answers[wanted]
        return found


def numbered(lines: int, steps: int) -> Floats:
    return np.arange(lines * steps, dtype=np.float32).reshape(lines, steps, 1)


def test_only_unsettled_steps_are_asked_of_all() -> None:
    """And what all say there stands, score and space included."""
    few = Asked(rows((0, SURE), (1, UNSURE), (1, SURE), (2, SURE), classes=3))
    every = Asked(rows((0, 0.9), (SPACE, 0.7), (A, 0.9), (SPACE, 0.9)))
    written = LastLayer(few, every, np.array([0, A, SPACE])).written(numbered(1, 4))
    assert every.rows == [1]
    assert written.classes.tolist() == [[0, SPACE, A, SPACE]]
    assert written.scores[0].tolist() == pytest.approx([SURE, 0.7, SURE, SURE])
    assert written.spaces[0, 1] == pytest.approx(0.7)


def test_a_line_with_another_letter_is_asked_of_all_at_every_step() -> None:
    """The line beside it is not."""
    few = Asked(rows((1, UNSURE), (1, SURE), (1, SURE), (1, SURE), classes=3))
    every = Asked(rows((HAN, 0.9), (HAN, 0.8), (A, 0.9), (A, 0.9)))
    written = LastLayer(few, every, np.array([0, A, SPACE])).written(numbered(2, 2))
    assert every.rows == [0, 1]
    assert written.classes.tolist() == [[HAN, HAN], [A, A]]


def test_the_few_hold_blank_and_space_at_the_ends() -> None:
    """They are where the whole layer has them; Chinese characters are not among them."""
    parts = parted(model_path("rec").read_bytes())
    characters = open_recogniser(1).characters
    layer = last_layer(parts, characters, 1)
    written = {characters[place] for place in layer.classes}
    assert layer.classes[0] == 0
    assert layer.classes[-1] == len(characters) - 1
    assert {"a", "Z", "ß", "é", "0", "€", "(", "\uff08", "Ω", "ĳ"} <= written
    assert not {"一", "口", "の"} & written
