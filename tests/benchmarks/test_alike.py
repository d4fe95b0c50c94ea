"""Words that two local readers have alike: how many are right, by script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page

from benchmarks.alike import Alike, of_page, shares
from recto.witnesses.registry import speakers

TRUTH = "the harbour lies open\nв гавани стоит корабль"
READ = ["the harbour lies open", "в гавани стоит корабль"]


def test_words_alike_are_right_where_the_truth_has_them() -> None:
    """A word that both misread alike is wrong, one that they read apart does not count."""
    lines = page(["the harbonr lies open"], ["the harbonr lics open"])
    found = list(of_page(lines, facts(lines), TRUTH.splitlines()[0]))
    assert [(each.readers, each.is_right) for each in found] == [(2, True), (2, False), (2, True)]


@pytest.mark.parametrize("ordered", [True, False])
def test_scripts_are_told_apart(ordered: bool) -> None:
    """By the letters of the word; a truth in another order holds them all the same."""
    latin, cyrillic = page(READ, READ)
    # PP-OCR has no letters for it
    heard = [replace(each, others=(("multiscript", each.tesseract),)) for each in cyrillic.units]
    lines = (latin, replace(cyrillic, units=tuple(heard)))
    told = list(reversed(TRUTH.splitlines())) if not ordered else TRUTH.splitlines()
    known = replace(facts(lines), witnesses=speakers({"multiscript"}))
    found = list(of_page(lines, known, "\n".join(told), ordered=ordered))
    assert {each.script for each in found} == {"Latin", "Cyrillic"}
    assert all(each.is_right for each in found)


def test_old_print_and_numbers_are_rows_of_their_own() -> None:
    """What three readers have alike is counted beside."""
    lines = page(["Haus 1904"], ["Haus 1904"])
    units = tuple(replace(unit, others=(("froc", unit.ppocr),)) for unit in lines[0].units)
    old = (replace(lines[0], units=units),)
    known = replace(facts(old), blackletter=True, witnesses=speakers({"froc"}))
    found = list(of_page(old, known, "Haus 1904"))
    assert [(each.script, each.readers) for each in found] == [("Blackletter", 3), ("Number", 3)]


def test_a_share_is_of_all_words_of_a_script() -> None:
    """And of those that three readers have, and that none reads otherwise."""
    disputed = Alike("Greek", 2, False, is_disputed=True)
    found = [Alike("Greek", 2, True), Alike("Greek", 3, True), Alike("Greek", 3, False), disputed]
    (row,) = shares([*found])
    assert (row.words, row.right, row.of_three, row.right_of_three) == (4, 0.5, 2, 0.5)
    assert (row.undisputed, row.right_undisputed) == (3, 2 / 3)


def test_what_the_truth_leaves_out_is_told_apart() -> None:
    """A line of the page's that is in the truth but for one word."""
    lines = page(["das alte Haus"], ["das alte Haus"])
    found = list(of_page(lines, facts(lines), "das Haus"))
    (row,) = shares(found)
    assert (row.words, row.in_truth, row.right_in_truth) == (3, 2, 1.0)


def test_a_reader_with_other_letters_disputes_the_word() -> None:
    """One that has nothing there does not."""
    (line,) = page(["das Haus"], ["das Haus"])
    das, haus = line.units
    (other,) = page(["Hans"], ["Hans"])
    hans = replace(haus, others=(("froc", other.units[0].ppocr),))
    lines = (replace(line, units=(das, hans)),)
    known = replace(facts(lines), witnesses=speakers({"froc"}))
    found = list(of_page(lines, known, "das Haus"))
    assert [each.is_disputed for each in found] == [False, True]


def test_the_page_beside_does_not_count() -> None:
    """No truth has its torn lines."""
    (line,) = page(["das Haus"], ["das Haus"])
    beside = (replace(line, facing_page=True),)
    assert not list(of_page(beside, facts(beside), "das Haus"))
