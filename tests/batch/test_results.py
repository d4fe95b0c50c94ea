"""The index in a run's report: pictures, and links that lead to results and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.batch.pages import draw, name, run

from recto.batch.results import href


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("a.html", "./a.html"),
        ("a b/ü.pdf", "./a%20b/%C3%BC.pdf"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ('"><script>', "./%22%3E%3Cscript%3E"),
    ],
)
def test_a_link_leads_below_the_folder(place: str, address: str) -> None:
    """Whatever a file is called."""
    assert href(place) == address


def test_every_result_is_linked_and_shown(tmp_path: Path) -> None:
    """The least sure file first; no link to what is not there; no request to anybody."""
    source, out = tmp_path / "in", tmp_path / "out"
    draw(source / "a b.png", name(1))
    draw(source / "b.png", name(2))
    (source / "c.png").write_bytes(b"x")
    run("read", source, "-o", out, "-f", "txt,html", "--second-reader", "off", "--clean", "off")
    report = (out / "run-report.html").read_text()
    listed = report[report.index('id="results"') :]
    links = re.findall(r'<a href="([^"]+)"', listed)
    assert sorted(links) == ["./a%20b.html", "./a%20b.txt", "./b.html", "./b.txt"]
    assert all((out / unquote(link)).is_file() for link in links)
    assert report.count('src="data:image/jpeg;base64,') == 2
    assert not re.search(r'(src|href)="(?!data:image/|\./)', report)
    assert 'name="viewport"' in report
    assert "prefers-color-scheme: dark" in report
