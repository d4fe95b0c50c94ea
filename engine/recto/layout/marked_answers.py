"""Which words of the page an LLM has in which cell of the tables that it marked up.

The final lines and the tables enter; for each table its words on the page leave, each with the
index of its cell. Only here: that a word is the LLM's where the text of all tables runs along the
page's lines with the same letters, and else where both sides have it once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from recto.layout.places import WordPlace
from recto.model.result import ResultLine
from recto.text.alignment import compact
from recto.text.placement import Matched, align_lines
from recto.text.table_markup import MarkedTable

Answers = Mapping[WordPlace, int]  # word -> index of the cell that has it
CellAt = tuple[int, int]  # number of the table, index of the cell in it
Shown = Sequence[Sequence[str]]  # the page's words, line by line


def answers_of(
    lines: Sequence[ResultLine], tables: Sequence[MarkedTable]
) -> list[dict[WordPlace, int]]:
    """For each table the page's words that the LLM has in a cell of it.

    Where lines stand in the text of all tables tells first, since two of them may have the same
    words; then what is left by words that both sides have once.
    """
    shown = []
    for line in lines:
        texts = [word.text for word in line.words]
        shown.append(texts)
    told, cell_of = _told(tables)
    answers, free = _in_order(shown, told, cell_of)
    left = [(told[word], cell_of[word]) for word in free]
    for place, cell in _once(shown, left, answers):
        answers[place] = cell

    by_table: list[dict[WordPlace, int]] = [{} for _ in tables]
    for place, (number, index) in answers.items():
        by_table[number][place] = index
    return by_table


def _told(tables: Sequence[MarkedTable]) -> tuple[list[str], list[CellAt]]:
    """The words of all tables, and the table and cell of each."""
    told: list[str] = []
    cell_of: list[CellAt] = []
    for number, table in enumerate(tables):
        for index, cell in enumerate(table.cells):
            for word in cell.words:
                told.append(word)
                cell_of.append((number, index))
    return told, cell_of


def _in_order(
    shown: Shown, told: Sequence[str], cell_of: Sequence[CellAt]
) -> tuple[dict[WordPlace, CellAt], list[int]]:
    """By lines that stand in the tables' text; and the words told that no line has."""
    answers: dict[WordPlace, CellAt] = {}
    free = dict.fromkeys(range(len(told)))
    for group in align_lines(shown, told):
        if not _is_same(group, shown, told):
            continue
        for word in group.text:
            free.pop(word, None)
        cell = cell_of[group.text[0]]
        for place in group.page:
            answers[place] = cell
    return answers, list(free)


def _is_same(group: Matched, shown: Shown, told: Sequence[str]) -> bool:
    """Both sides have the same letters there."""
    of_page = ""
    for line, word in group.page:
        of_page += compact(shown[line][word])
    of_text = ""
    for word in group.text:
        of_text += compact(told[word])
    return bool(of_page) and of_page == of_text


def _once(
    shown: Shown, told: Sequence[tuple[str, CellAt]], known: Mapping[WordPlace, CellAt]
) -> Iterator[tuple[WordPlace, CellAt]]:
    """Words that are left once on the page and once in the tables."""
    cells: dict[str, list[CellAt]] = defaultdict(list)
    for word, cell in told:
        text = compact(word)
        cells[text].append(cell)

    places: dict[str, list[WordPlace]] = defaultdict(list)
    for line, texts in enumerate(shown):
        for at, word in enumerate(texts):
            place = (line, at)
            if place not in known:
                text = compact(word)
                places[text].append(place)

    for text, here in places.items():
        there = cells.get(text, [])
        is_once = len(here) == 1 and len(there) == 1
        if text and is_once:
            yield here[0], there[0]
