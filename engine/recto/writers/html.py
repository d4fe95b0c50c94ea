"""How every HTML report is made: one environment of templates, one content security policy.

A template of a package and its values enter, HTML leaves. Every value is escaped and goes through
`printable` on its way into a template, whoever wrote it, so no text of a page, a file name or an
error can become markup, or a second text that nobody sees. The policy lets a report draw its own
style, run its own script (both named by hash) and show images that it holds itself, and nothing
else: opened, it asks nobody for anything.

Only here: what may go into a report unescaped, `trusted`, which is our own style, script and
drawings. Templates lie in the folder `templates` of the package that fills them; those of this
package, `head.html.j2` first, can be included by all. jinja2 is imported when a report is written.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from recto.writers.characters import printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SHARED = "recto.writers"  # the package whose templates all can include
# For what is inline, each by its hash; 'none' where a report has none.
POLICY = (
    "default-src 'none'; img-src data:; style-src {style}; script-src {script}; "
    "base-uri 'none'; form-action 'none'"
)

# For what recto.web serves: its own files, and nothing inline.
SERVED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@cache
def templates(package: str) -> Environment:
    """The templates of a package, and the shared ones."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    own = PackageLoader(package)
    shared = PackageLoader(SHARED)
    return Environment(
        loader=ChoiceLoader([own, shared]),
        autoescape=True,
        finalize=_printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def filled(package: str, template: str, **values: object) -> Markup:
    """A template with its values, as HTML that can stand in another one."""
    found = templates(package).get_template(f"{template}.html.j2")
    text = found.render(**values)
    return trusted(text)


def pieces(package: str, template: str) -> Any:
    """The macros of a template, to be called as functions: they give HTML."""
    found = templates(package).get_template(f"{template}.html.j2")
    return found.module


def sheet(title: str, style: str, script: str = "") -> dict[str, object]:
    """What head.html.j2 is filled with: a title, and the report's own style and script."""
    own = {"style": _source(style), "script": _source(script)}
    policy = POLICY.format(**own)
    return {"title": title, "policy": trusted(policy), "style": trusted(style)}


def trusted(own: str) -> Markup:
    """HTML that we made ourselves, as it is."""
    from markupsafe import Markup

    return Markup(own)  # noqa: S704 - styles, scripts and figures of our own, and filled templates


def asset(package: str, name: str) -> str:
    """The text of a file in a package."""
    file = files(package) / name
    return file.read_text(encoding="utf-8")


def _printed(value: Any) -> Any:
    """A value as it goes into a template; what is HTML already went through here before."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    if value.isascii() and value.isprintable():
        return value  # as `printable` would say; which remembers it, and a picture has .4 MB
    return printable(value)


def _source(text: str) -> str:
    """As a content security policy names what is inline."""
    if not text:
        return "'none'"
    sha256 = hashlib.sha256(text.encode())
    encoded = base64.b64encode(sha256.digest())
    return f"'sha256-{encoded.decode()}'"
