"""Which pages came out worse than the LLM alone, and than Tesseract alone."""

from benchmarks.worse import NOT_LOOKED_AT, by_page, counts, lines, local_lines, worse


def stored(page: str, **rates: float) -> list[dict[str, object]]:
    """Scores as results.json has them; `auto_m` is the system auto:m."""
    found = []
    for name, rate in rates.items():
        system = name.replace("_", ":")
        found.append(
            {"corpus": "c", "page": page, "system": system, "alnum_cer": rate, "word_f1": 0.9}
        )
    return found


PAGES = {
    "pages": [
        *stored("good", llm_m=0.02, hybrid_m=0.04, auto_m=0.01, tesseract=0.2, local=0.25),
        *stored("bad", llm_m=0.02, hybrid_m=0.05, auto_m=0.3, tesseract=0.2, local=0.26),
        *stored("bad", llm_n=0.1, auto_n=0.15),
    ]
}


def test_pages_worse_than_the_llm_are_listed_by_mode() -> None:
    """By more than .02, all readings of a page in a row, the worst first."""
    found = worse(by_page(PAGES))
    assert [(each.page, each.mode, len(each.rates)) for each in found] == [
        ("bad", "auto", 2),
        ("bad", "hybrid", 1),
    ]
    assert lines(found)[0] == (
        "c/bad",
        "auto",
        "2",
        "0.020 to 0.100",
        "0.150 to 0.300",
        NOT_LOOKED_AT,
    )
    assert lines(found)[1][3:5] == ("0.020", "0.050")


def test_readings_are_counted() -> None:
    """Of all that an LLM's own text stands beside."""
    told = counts(by_page(PAGES))
    assert "hybrid: 1 of 2 readings" in told
    assert "auto: 2 of 3 readings" in told
    assert told.endswith("1 by more than 0.1")


def test_pages_behind_tesseract_are_listed() -> None:
    """By more than .05."""
    assert [row[:3] for row in local_lines(by_page(PAGES))] == [("c/bad", "0.200", "0.260")]
