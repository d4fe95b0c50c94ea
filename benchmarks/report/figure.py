"""matplotlib figures as inline SVG that follows the reader's light or dark scheme, with nothing to
load.

A drawing function enters, SVG text leaves. Everything drawn in INK takes the page's own text
colour; the series colours keep a contrast of at least 3:1 on both backgrounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, Any

from recto.writers.markup import attribute

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#010203"  # becomes currentColor
BLUE, ORANGE, GREEN, PURPLE, GREY = "#2f7fd1", "#d9730d", "#2a9d6f", "#a45fc4", "#858585"
COLOURS = {
    "tesseract": GREY,
    "ppocr": PURPLE,
    "local": GREEN,
    "llm": ORANGE,
    "hybrid": BLUE,
    "auto": "#c2465f",
}
MARKERS = {"tesseract": "s", "ppocr": "D", "local": "^", "llm": "o", "hybrid": "P", "auto": "X"}
_STYLE = re.compile(r' style="([^"]*)"')
_SHEET = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
_PROPERTY = re.compile(r"\s*([\w-]+)\s*:\s*([^;]+)")


def svg(
    name: str, label: str, draw: Callable[[Axes], None], *, width: float = 6.0, height: float = 4.0
) -> str:
    """Draw on one pair of axes; `name` keeps ids apart, `label` says what is seen to those who
    cannot see it.
    """
    import matplotlib as mpl

    settings: Any = {
        "svg.fonttype": "path",
        "svg.hashsalt": name,
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        **dict.fromkeys(
            (
                "text.color",
                "axes.edgecolor",
                "axes.labelcolor",
                "xtick.color",
                "ytick.color",
                "grid.color",
            ),
            INK,
        ),
    }
    mpl.use("svg")
    from matplotlib import pyplot as plt

    with mpl.rc_context(settings):
        figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
        axes.grid(alpha=0.15, linewidth=0.6)
        draw(axes)
        out = StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
        plt.close(figure)
    return _inline(out.getvalue(), label)


def _inline(text: str, label: str) -> str:
    """Without XML head and style rules: style attributes become presentation attributes, which any
    policy allows.
    """
    text = _SHEET.sub("", text[text.index("<svg") :])
    text = _STYLE.sub(lambda match: _attributes(match[1]), text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL).replace(
        INK, "currentColor"
    )
    return text.replace("<svg ", f'<svg role="img" aria-label="{attribute(label)}" ', 1)


def _attributes(style: str) -> str:
    return "".join(f' {name}="{value.strip()}"' for name, value in _PROPERTY.findall(style))


def kind(system: str) -> str:
    """ "hybrid:gpt-4o" -> "hybrid"."""
    return system.partition(":")[0]
