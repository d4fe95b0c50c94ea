"""pytesseract is loaded without pandas, and nobody else notices."""

import subprocess
import sys

import pytest

READ = "from recto.readers.tesseract.run import run; run(['--version'], 60)"
HAS_TABLES = "import pytesseract.pytesseract as given; print(given.pandas_installed)"
OWN = "from recto.readers.tesseract.plumbing import pytesseract; own = pytesseract()"
THREAD = "import threading; end = threading.Event(); threading.Thread(target=end.wait).start()"
CASES = {
    "reading loads no pandas": ([READ, "import sys; print('pandas' in sys.modules)"], "False"),
    "who imports it afterwards has it": (
        [READ, "import pandas; print(pandas.Series([1868]).sum())"],
        "1868",
    ),
    "a program's own pytesseract has tables": ([READ, HAS_TABLES], "True"),
    "one that was loaded before is taken": (
        ["import pytesseract.pytesseract as given", OWN, "print(own is given)"],
        "True",
    ),
    "one that is loaded later, too": (
        [
            OWN,
            "import pytesseract.pytesseract as given",
            "print(own is given, pytesseract() is given)",
        ],
        "False True",
    ),
    "pandas that is there stays": (
        ["import pandas, sys", READ, "print(sys.modules['pandas'] is pandas)"],
        "True",
    ),
    "nothing is hidden from another thread": (
        [THREAD, OWN, "print(own.pandas_installed)", "end.set()"],
        "True",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_pandas_is_loaded_by_who_wants_it_only(case: str) -> None:
    """In a process of its own, as modules stay loaded."""
    program, printed = CASES[case]
    command = [sys.executable, "-c", "\n".join(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, printed), done.stderr


def test_a_program_says_where_tesseract_lies() -> None:
    """As with pytesseract itself, before or after the first page."""
    program = (
        "import recto.errors",
        READ,
        "import pytesseract",
        "pytesseract.pytesseract.tesseract_cmd = '/nowhere/tesseract'",
        "try:\n    run(['--version'], 60)",
        "except recto.errors.MissingDependency as fault:\n    print(fault.what)",
    )
    command = [sys.executable, "-c", "\n".join(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "Tesseract is not installed", done.stderr
