"""The documentation as a site: it builds without a warning, its links lead somewhere, it loads
nothing from elsewhere, and nobody is shut out. And what holds of its pages as they are written.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
import pytest
from playwright.sync_api import Browser, ViewportSize
from tests.docs.blocks import DOCS, FRONT, ROOT, pages
from tests.web.browsing import browser

from recto.cli import cli

README_BYTES = 12_000
SCRIPTS = (
    "commands_page",
    "providers_table",
    "page_readers_table",
    "result_fields",
    "tree_page",
    "api_page",
)
MAIN = (
    "index",
    "tutorials/first-page",
    "reference/commands",
    "reference/settings",
    "reference/python",
    "explanation/benchmarks",
    "zh/quick-start",
)
KEPT_BY_NOBODY = "docs/mutants.md"  # what `make mutants` writes
FIRST_ROWS = "{exclude: [['tbody tr:nth-child(n+6)']]}"
COLOURS = "{runOnly: ['color-contrast']}"
WITHOUT_OPTIONS = (
    "docs/decisions",
    "docs/how-to/train-lines",
    "docs/how-to/fine-tune",  # of trainers
    "docs/how-to/container",  # of Docker
    "docs/explanation/tree",
    "CONTRIBUTING",
    "SECURITY",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Options of other programs that pages name.
FOREIGN = re.compile(
    r"--(recto-.+|ocr-engine|allow-external-plugins|dump-json|pdf-renderer|rotate-pages|deskew"
    r"|yes|write|mmproj|app-dir|workers|install|data-binary|each|corpora)$"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site") / "html"
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    done = subprocess.run(
        [*command, "-b", "html", "-d", folder.parent / "doctrees", DOCS, folder],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_links_lead_somewhere_and_nothing_is_loaded(site: Path) -> None:
    """`scripts/site_links.py` finds nothing, and lists the links to elsewhere."""
    done = _script("site_links.py", str(site))
    assert (done.returncode, done.stderr) == (0, "")
    assert "https://" in done.stdout


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """And a font of elsewhere, and a script."""
    (tmp_path / "index.html").write_text(
        "<html><head><script src='https://example.org/x.js'></script></head>"
        "<body><a href='gone.html'>x</a><a href='#gone'>y</a></body></html>"
    )
    (tmp_path / "x.css").write_text("@import 'https://example.org/font.css';")
    done = _script("site_links.py", str(tmp_path))
    found = [line.split(": ", 1)[1] for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert found == [
        "loads https://example.org/x.js",
        "gone.html leads nowhere",
        "#gone leads nowhere",
        "loads https://example.org/font.css",
    ]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all pages."""
    with browser() as found:
        yield found


def test_nobody_is_shut_out(chromium: Browser, site: Path) -> None:
    """axe-core finds nothing serious on the main pages, and they fit a telephone. In the dark only
    colours differ, and a table's later rows have those of its first.
    """
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    size = ViewportSize(width=390, height=844)
    page = chromium.new_page(viewport=size, color_scheme="light")
    found = {}
    for name in MAIN:
        page.goto((site / f"{name}.html").as_uri())
        page.evaluate(axe)
        said = page.evaluate("axe.run()")["violations"]
        page.emulate_media(color_scheme="dark")
        said += page.evaluate(f"axe.run({FIRST_ROWS}, {COLOURS})")["violations"]
        page.emulate_media(color_scheme="light")
        serious = [each for each in said if each["impact"] in ("serious", "critical")]
        found[name] = [(each["id"], each["nodes"][0]["html"][:100]) for each in serious]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.close()
    assert found == {name: [] for name in MAIN}


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_programs_write_is_up_to_date(name: str) -> None:
    """`make readme` writes it."""
    done = _script(f"{name}.py", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_is_one_screen() -> None:
    """12 kB."""
    assert (ROOT / "README.md").stat().st_size <= README_BYTES


@pytest.mark.parametrize("name", [*FRONT, "examples/README.md"])
def test_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    """Where no site is built: README and its like as a host of repositories shows them."""
    page = ROOT / name
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    missing = [link for link in targets if not _is_there(page.parent, link)]
    assert missing == []


def _is_there(folder: Path, link: str) -> bool:
    path, _, place = link.partition("#")
    target = folder / path
    if not place or not target.is_file():
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return place in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_page_that_a_file_names_is_there() -> None:
    """Docstrings, messages and pages that send somebody to a page of docs/."""
    places = ("--", ":!CHANGELOG.md", ":!tests/docs")
    command = ["git", "grep", "-hoE", r"docs/[a-z/-]+\.(md|json)", *places]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    named = set(listed.stdout.split()) - {KEPT_BY_NOBODY}
    assert "docs/decisions.md" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_option_that_a_page_names_is_one() -> None:
    """Of some command of Recto's, or of another program that the page is about."""
    known = _options()
    wrong = {}
    for page in pages():
        place = str(page.relative_to(ROOT))
        if place.startswith(WITHOUT_OPTIONS):
            continue
        named = re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", page.read_text(encoding="utf-8"))
        stray = {name for name in named if name not in known and not FOREIGN.match(name)}
        if stray:
            wrong[place] = sorted(stray)
    assert wrong == {}


def _options() -> set[str]:
    """Of all commands."""
    context = click.Context(cli)
    found = {"--help", "--version"}
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        for each in _with_own(command) if command else ():
            found.update(*(option.opts + option.secondary_opts for option in each.params))
    return found


def _with_own(command: click.Command) -> list[click.Command]:
    """A command, and the commands below it (`config show`)."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *below]


DAY = re.compile(r"\*\*[^*]+\*\* \(20\d\d-\d\d-\d\d\)")


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").iterdir()), ids=lambda page: page.stem)
def test_a_decision_has_its_day_and_its_script(page: Path) -> None:
    """The day behind the question, the script at the head of the page."""
    text = page.read_text(encoding="utf-8")
    assert text.splitlines()[2].startswith("Script, unless an entry names its own: `")
    paragraphs = [part for part in text.split("\n\n") if part.startswith("**")]
    without = [part[:60] for part in paragraphs if not DAY.match(part)]
    assert paragraphs
    assert without == []


def _script(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
