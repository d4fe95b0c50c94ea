"""Families of layouts: pages that can be made again, with an order that holds together."""

import random
import re
from pathlib import Path

import pytest

from benchmarks.layouts.compose import compose
from benchmarks.layouts.families import (
    BY_NAME,
    FAMILIES,
    HELD_OUT,
    grids,
    leaflets,
    notices,
    pairs,
    registers,
    ruled_papers,
    stage,
)
from benchmarks.layouts.family import Family
from benchmarks.layouts.sheet import Sheet
from benchmarks.layouts.texts import LANGUAGES, Text, Writer

NEW = (
    *registers.FAMILIES,
    *pairs.FAMILIES,
    *notices.FAMILIES,
    *stage.FAMILIES,
    *leaflets.FAMILIES,
    *grids.FAMILIES,
    *ruled_papers.FAMILIES,
)
SENTENCES = tuple(f"Every {word} of the page has a place of its own." for word in ("row", "line"))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sentences in every language, where the declarations are looked for."""
    folder = tmp_path_factory.mktemp("layouts")
    (folder / "texts").mkdir()
    page = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    for name, _, _ in LANGUAGES.values():
        (folder / "texts" / f"{name}.html").write_text(f"<html>{page}</html>", encoding="utf-8")
    return folder


def sheet_of(family: Family, seed: int, texts: Path) -> tuple[str, Sheet]:
    """Its page, and what the page knows of its flows."""
    dice = random.Random(seed)  # noqa: S311  # a page that can be made again
    sheet = Sheet(Writer(Text("eng", SENTENCES, texts), dice), dice)
    return family.compose(sheet), sheet


@pytest.mark.parametrize("family", NEW, ids=lambda family: family.name)
def test_a_page_has_flows_that_are_related_without_a_circle(family: Family, texts: Path) -> None:
    """Blocks are numbered as they are read, every relation is of flows of the page, and none comes
    before itself.
    """
    for seed in range(3):
        page, sheet = sheet_of(family, seed, texts)
        blocks = re.findall(r'data-block="(\d+)"', page)
        flows = re.findall(r'data-flow="([^"]+)"', page)
        assert len(set(blocks)) == len(blocks) > 8
        assert {flow for pair in sheet.relations for flow in pair} <= set(flows)
        before = {first for first, _ in sheet.relations}
        after = {then for _, then in sheet.relations}
        assert not sheet.relations or before - after


def test_rows_of_an_account_are_read_across(texts: Path) -> None:
    """Number by number of the blocks of one row, and the left side of two before the right."""
    page, sheet = sheet_of(registers.FAMILIES[5], 1, texts)
    assert registers.FAMILIES[5].name == "debtor_and_creditor"
    first = [flow for _, flow in sorted(blocks_with_flows(page))]
    sides = [flow for flow in dict.fromkeys(first) if not flow.startswith("title")]
    assert [name.partition("-")[0] for name in sides] == ["left", "right"]
    assert (sides[0], sides[1]) in sheet.relations


def test_a_number_at_the_margin_is_read_with_its_verse(texts: Path) -> None:
    """Behind the verse that it counts, or before it."""
    sheet = sheet_of(BY_NAME["verse_with_numbers"], 2, texts)[0]
    kinds = re.findall(r'data-kind="(verse|number)"', sheet)
    assert kinds.count("number") > 2
    assert "number,number" not in ",".join(kinds)


def test_lists_beside_each_other_come_after_what_introduces_them(texts: Path) -> None:
    """Each is a flow of its own, and no order is told among them."""
    _, sheet = sheet_of(BY_NAME["lists_side_by_side"], 1, texts)
    before = {first for first, _ in sheet.relations}
    assert len(before) == 1
    assert len(sheet.relations) >= 2


def blocks_with_flows(page: str) -> list[tuple[int, str]]:
    """Each block's number and flow."""
    found = re.findall(r'data-block="(\d+)" data-kind="[^"]*" data-flow="([^"]+)"', page)
    return [(int(number), flow) for number, flow in found]


def test_a_page_can_be_made_again(texts: Path) -> None:
    """The same seed gives the same page, another one another page."""
    family = BY_NAME["names_with_places"]
    made = [compose(family, seed, "eng", texts).html for seed in (3, 3, 4)]
    assert made[0] == made[1] != made[2]


def test_a_third_is_held_out() -> None:
    """Neither too few families to report on, nor too few to learn from; names are unique."""
    assert len(BY_NAME) == len(FAMILIES)
    assert 0.25 < len(HELD_OUT) / len(FAMILIES) < 0.45
