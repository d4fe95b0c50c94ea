"""How the documentation site is built: `make docs` runs Sphinx with this file.

Markdown pages of docs/ enter, HTML leaves. Nothing is loaded from elsewhere, neither while it is
built nor when it is read.
"""

from __future__ import annotations

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
