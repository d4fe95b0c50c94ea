"""How the documentation site is built: `make docs` runs Sphinx with this file.

Markdown pages of docs/ enter, HTML leaves. Nothing is loaded from elsewhere, neither while it is
built nor when it is read.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from recto import __version__

project = "Recto"
author = "the Recto contributors"
copyright = "2026, the Recto contributors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # generated tables may begin below the second level

# Docstrings are plain text in which back-ticks mark code.
default_role = "code"
smartquotes = False  # quotes of code stay as they are typed
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
nitpicky = True
# Types that no page documents: Python's, numpy's, and inner ones of Recto.
nitpick_ignore_regex = [("py:.*", r".*")]

html_theme = "furo"
html_title = f"Recto {__version__}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": False}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

# What assistive programs and keyboards need, and the theme leaves out: the level of the headings in
# the list of pages, and a stop of the Tab key at what scrolls by itself.
MENDED = {
    "furo_navigation_tree": (('role="heading"', 'role="heading" aria-level="2"'),),
    "body": (
        ("<pre>", '<pre tabindex="0">'),
        ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ),
}


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    """Before a page is written, after the theme has made its parts."""
    for part, changes in MENDED.items():
        for old, new in changes:
            context[part] = context.get(part, "").replace(old, new)


def shorten(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """Classes without the arguments that make them: nobody makes a result, and the fields of
    settings stand on their own page.
    """
    return ("", "") if what == "class" else None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", shorten)
    app.connect("html-page-context", mend, priority=900)
