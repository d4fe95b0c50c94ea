"""The review as a person has it: by keys alone, by touch, two at once, over a restart; and what a
screen reader's user would stumble over.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from tests.review.runs import MadeRun, make_run
from tests.web.browsing import PHONE, Tab, browser, tab, until
from tests.web.serving import served

from recto.batch.corrections import every
from recto.batch.ledger import open_ledger

NAMES = ("Adam", "Bert", "Carl", "Dora", "Emil", "Fred", "Gina", "Hans", "Ines", "Jost")
# Forty words on four pages, each read once wrongly.
TRUTHS = [
    [f"entry {name}{page} paid {page}{place} in June" for place, name in enumerate(NAMES)]
    for page in range(4)
]
MISREAD = [(f"{name}{page}", f"{name[::-1]}{page}") for page in range(4) for name in NAMES]
RIGHT = {wrong: right for right, wrong in MISREAD}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all tests of the module."""
    with browser() as found:
        yield found


def small(folder: Path, formats: tuple[str, ...] = ("txt",)) -> MadeRun:
    """Three doubtful words."""
    truth = ["the harbour ledger of 1847", "names captain Reid twice", "last line"]
    return make_run(
        folder, [truth], [("harbour", "barbour"), ("1847", "1841"), ("Reid", "Beid")], formats
    )


def said(run: MadeRun) -> list[tuple[str, str]]:
    """What the ledger has, in its order."""
    with open_ledger(run.out, read_only=True) as ledger:
        return [(each.before, each.after) for each in every(ledger) if each.action == "text"]


def test_forty_words_by_keys_alone(chromium: Browser, tmp_path: Path) -> None:
    """Readings taken, words typed, skipped, undone and confirmed; no mouse, and in the end the
    outputs say what the person said.
    """
    run = make_run(tmp_path, TRUTHS, MISREAD, ("txt",))
    with served(run.out) as review, tab(chromium, review) as ada:
        took: list[float] = []
        ada.page.evaluate(WATCH)
        ada.press("Space")
        ada.shown()
        first = ada.word()
        ada.press("x", "y", "Enter")
        ada.shown()
        ada.settled()
        ada.press("u")
        until(ada.page, "document.getElementById('said').textContent.includes('xy')")
        assert ada.word() == first
        count = 0
        while ada.page.locator(".readings").count() and count < 60:
            count += 1
            word = ada.word()
            if word == "entry":
                break
            if count % 5 == 0:
                ada.press("e")
                ada.page.keyboard.type(RIGHT[word])
                ada.press("Enter")
            else:
                ada.press("2")
            until(
                ada.page,
                "document.querySelector('.readings .text')?.textContent !== values[0]",
                word,
            )
            ada.page.wait_for_timeout(20)
        ada.settled()
        took = ada.page.evaluate("window.took")
        assert "Nothing left here" in ada.page.locator("main").inner_text()
    text = [(run.out / f"page-{page:02}.txt").read_text().split("\n")[:10] for page in range(4)]
    assert text == TRUTHS
    assert took  # each key showed another crop; how fast is a benchmark's to say


WATCH = """
window.took = [];
window.addEventListener('keydown', (event) => {
  if (event.key !== '2') return;
  const start = performance.now();
  const old = document.querySelector('.crop img');
  const look = () => {
    const now = document.querySelector('.crop img');
    if (now && now !== old && now.complete) window.took.push(performance.now() - start);
    else if (performance.now() - start < 3000) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}, true);
"""


def test_each_reading_says_whose_it_is_and_how_sure(chromium: Browser, tmp_path: Path) -> None:
    """Of the first word, too, whose context comes after its card."""
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        until(ada.page, "document.querySelector('.readings .who').textContent.includes('%')")
        said_of = ada.page.locator(".readings .who").all_inner_texts()
    assert [text.strip() for text in said_of] == ["printed, Tesseract 60 %", "PP-OCR 60 %"]


def test_undo_reaches_back_over_a_restart(chromium: Browser, tmp_path: Path) -> None:
    """Word for word, the last first, and the word is before the person again."""
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        words = []
        for _ in range(3):
            words.append(ada.word())
            ada.press("2")
            ada.page.wait_for_timeout(100)
        ada.settled()
    with served(run.out) as again:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(again.address)
        until(page, "document.body.textContent.includes('Nothing left here')")
        for word in reversed(words):
            page.keyboard.press("u")
            until(
                page, "document.querySelector('.readings .text')?.textContent === values[0]", word
            )
        page.keyboard.press("u")
        until(page, "document.body.textContent.includes('nothing of yours')")
        context.close()


def test_two_browsers_lose_no_update(chromium: Browser, tmp_path: Path) -> None:
    """A word that both see is stored once; the slower person is told what stands there, and by
    whom.
    """
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        ada.page.click("#link")
        until(ada.page, "document.getElementById('said').textContent.includes('http')")
        link = "http" + ada.page.inner_text("#said").split("http", 1)[1]
        context = chromium.new_context()
        bob = context.new_page()
        bob.goto(link)
        bob.wait_for_selector("text=Nothing left here")  # Ada holds all three
        bob.fill("#name", "Bob")
        bob.keyboard.press("Tab")
        bob.goto(f"{review.base}/#page/1/0")
        word = ada.word()
        bob.click(f"button.word:text-is('{word}')")
        bob.fill("#edited", "bobs")
        bob.keyboard.press("Enter")
        bob.wait_for_selector("button.word.human")
        ada.press("2")
        until(ada.page, "document.getElementById('said').textContent.includes('Bob was faster')")
        context.close()
    assert said(run) == [(word, "bobs")]


def test_the_page_view_edits_words_lines_and_blocks(chromium: Browser, tmp_path: Path) -> None:
    """Split, merge, delete, a drawn box, another order and another kind, in what is written."""
    run = small(tmp_path, ("txt", "json", "md"))
    with served(run.out) as review, tab(chromium, review) as ada:
        page = ada.page
        page.goto(f"{review.base}/#page/1/0")
        choose(ada, "ledger")
        page.fill("#edited", "led ger")
        page.keyboard.press("Enter")
        page.wait_for_selector("button.word:text-is('ger')")
        choose(ada, "captain")
        page.click("text=Merge with the next word")
        page.wait_for_selector("button.word:text-is('captainBeid')")
        choose(ada, "twice")
        page.click(".panel >> text=Delete")
        page.wait_for_selector("button.word:text-is('twice')", state="detached")
        choose(ada, "last")
        page.click("text=Line up")
        until(page, "document.querySelectorAll('.text p')[1].textContent.includes('last')")
        choose(ada, "last")
        page.select_option(".panel select", "heading")
        until(page, "!document.getElementById('edited')")
        shape = page.locator(".picture svg")
        shape.scroll_into_view_if_needed()
        box = shape.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.8
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y + 12, steps=4)
        page.mouse.up()
        page.fill("#added", "stamp")
        page.keyboard.press("Enter")
        page.wait_for_selector("button.word:text-is('stamp')")
        ada.settled()
        page.click("summary:has-text('Who said what')")
        page.wait_for_selector("li:has-text('captainBeid')")
    text = (run.out / "page-00.txt").read_text()
    assert "led ger" in text
    assert "captainBeid" in text
    assert "twice" not in text
    assert "stamp" in text
    assert text.index("last line") < text.index("captainBeid")
    assert "# " in (run.out / "page-00.md").read_text()


def choose(ada: Tab, word: str) -> None:
    """Click a word in the text."""
    ada.page.click(f"button.word:text-is('{word}')")
    ada.page.wait_for_selector("#edited")


BUTTONS = "[...document.querySelectorAll('.card button')]"


def test_a_phone_is_enough(chromium: Browser, tmp_path: Path) -> None:
    """390 px, by touch: nothing is wider than the screen, and a tap takes a reading."""
    run = small(tmp_path)
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with served(run.out) as review, tab(chromium, review, **phone) as ada:
        for view in ("queue", "page"):
            ada.page.goto(f"{review.base}/#{view}")
            ada.page.wait_for_selector(".crop img, .picture svg")
            assert ada.page.evaluate("document.documentElement.scrollWidth") <= 390
        ada.page.goto(f"{review.base}/#queue")
        ada.shown()
        until(ada.page, f"{BUTTONS}.length && {BUTTONS}.every(one => one.offsetHeight >= 36)")
        ada.page.locator(".readings button").nth(1).tap()
        ada.settled()
    assert len(said(run)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    """axe-core finds nothing serious in any view, in both schemes."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    run = small(tmp_path)
    with (
        served(run.out) as review,
        tab(chromium, review, color_scheme=scheme, bypass_csp=True) as ada,
    ):
        ada.page.evaluate(axe)
        assert findings(ada) == []
        ada.press("?")
        assert findings(ada) == []
        ada.press("Escape")
        until(ada.page, "!document.querySelector('dialog[open]')")
        ada.press("a")
        until(ada.page, "document.querySelector('.alike .crop img')")
        assert findings(ada) == []
        ada.press("Escape")
        until(ada.page, "!document.querySelector('dialog[open]')")
        ada.page.goto(f"{review.base}/#page/1/0")
        choose(ada, "Beid")
        assert findings(ada) == []


def findings(ada: Tab) -> list[Any]:
    """Serious and critical ones, with where they are."""
    found = ada.page.evaluate("axe.run()")
    serious = []
    for each in found["violations"]:
        if each["impact"] in ("serious", "critical"):
            places = [node["html"][:120] for node in each["nodes"][:3]]
            serious.append((each["id"], places))
    return serious


def held_back(ada: Tab, address: str) -> list[Route]:
    """Answers from there wait in this list until the test lets them go."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    ada.page.route(address, hold)
    return held


def test_a_late_answer_takes_no_view_over(chromium: Browser, tmp_path: Path) -> None:
    """What is asked for a page comes after the person went back to the queue: the queue stays."""
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        held = held_back(ada, "**/api/unread*")
        ada.page.goto(f"{review.base}/#page")
        ada.page.wait_for_selector(".picture svg")
        ada.page.goto(f"{review.base}/#queue")
        ada.shown()
        until(ada.page, f"{BUTTONS}.length > 0")
        assert len(held) == 1
        held[0].continue_()
        ada.page.wait_for_timeout(300)
        assert ada.page.locator(".picture").count() == 0
        assert ada.page.locator(".card button").count() > 0


def test_what_is_typed_outlives_a_late_answer(chromium: Browser, tmp_path: Path) -> None:
    """Unread ink is found while somebody types."""
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        held = held_back(ada, "**/api/unread*")
        ada.page.goto(f"{review.base}/#page/1/0")
        choose(ada, "ledger")
        ada.page.fill("#edited", "led ger")
        boxes = [[10, 10, 60, 40]]
        held[0].fulfill(json={"boxes": boxes})
        ada.page.wait_for_selector(".picture rect.unread")
        assert ada.page.input_value("#edited") == "led ger"


def test_nothing_old_can_be_tapped_while_a_view_comes(chromium: Browser, tmp_path: Path) -> None:
    """What is taken of a card that is about to go would be taken of nothing."""
    run = small(tmp_path)
    with served(run.out) as review, tab(chromium, review) as ada:
        held = held_back(ada, "**/api/start*")
        ada.page.goto(f"{review.base}/#page")
        until(ada.page, "document.getElementById('main').textContent === 'loading'")
        assert ada.page.locator("main button").count() == 0
        ada.page.wait_for_timeout(100)
        held[0].continue_()
        ada.page.wait_for_selector(".picture svg")
