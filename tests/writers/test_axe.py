"""Reports that people open in a browser shut nobody out: axe-core finds nothing serious in them."""

from __future__ import annotations

from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from tests.conftest import Recto
from tests.web.browsing import browser

TRUTH = "Harbour Museum\n12 Quay Street, Port Ellery\n"


@pytest.fixture
def reports(samples: Path, tmp_path: Path, recto: Recto) -> list[Path]:
    """The report of a page, of a run with a failure, and of comparisons with truth and without."""
    folder = tmp_path / "reports"
    folder.mkdir()
    scans, truth, own = folder / "scans", folder / "truth", folder / "own"
    for each in (scans, truth, own):
        each.mkdir()
    (scans / "letter.png").write_bytes((samples / "letter.png").read_bytes())
    for each in (truth, own):
        (each / "letter.txt").write_text(TRUTH)
    fast = ("--second-reader", "off")
    given = (scans / "letter.png", "--systems", "tesseract,local", *fast)
    with_truth = ("--truth", truth, "--texts", f"own={own}", "-o", folder / "scored")
    assert recto("compare", *given, *with_truth).returncode == 0
    assert recto("compare", *given, "-o", folder / "alike").returncode == 0
    (scans / "empty.png").touch()
    assert recto("read", scans, "-o", folder / "out", "-f", "html", *fast).returncode == 2
    found = [folder / "scored" / "compare.html", folder / "alike" / "compare.html"]
    return [*found, folder / "out" / "letter.html", folder / "out" / "run-report.html"]


def test_no_report_shuts_anybody_out(reports: list[Path]) -> None:
    """On a telephone and on a desk, light and dark; folded parts are opened, nothing is cut off."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    found = {}
    with browser() as chromium:
        for scheme, width in product(("light", "dark"), (390, 1280)):
            context = chromium.new_context(
                bypass_csp=True,
                color_scheme=scheme,  # type: ignore[arg-type]
                viewport={"width": width, "height": 844},
            )
            page = context.new_page()
            for report in reports:
                page.goto(report.as_uri())
                page.evaluate("document.querySelectorAll('details').forEach(x => x.open = true)")
                page.evaluate(axe)
                said = page.evaluate("axe.run()")["violations"]
                serious = [each for each in said if each["impact"] in ("serious", "critical")]
                name = f"{report.parent.name}/{report.name}, {scheme}, {width} px"
                found[name] = [(each["id"], each["nodes"][0]["html"][:100]) for each in serious]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            context.close()
    assert len(found) == 16
    assert found == {name: [] for name in found}
