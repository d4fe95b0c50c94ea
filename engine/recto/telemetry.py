"""Libraries that would call home, told not to before anything can import them.

Nothing enters and nothing leaves; `import recto` calls `silence`, and so does whoever is about to
import one of these libraries. What each would do, seen on system calls (a run of three seconds, an
empty home folder):

- onnxruntime 1.32 (Linux wheel) writes a device id and a queue of events below ~/.cache/Microsoft
  when it is imported, and looks its collector up within the minute. It reads ORT_DISABLE_TELEMETRY
  while it is being loaded, never again.
- openvino 2026.4 imports openvino_telemetry, which writes a client id below ~/intel and looks its
  collector up at once. It has no switch but a file in the home folder; where the package cannot be
  imported, openvino uses a stub of its own.

OpenCV, PDFium, pikepdf, fpdf2, img2pdf, lxml, Pillow and the rapidocr wheel's models call nobody
and write nothing.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

SWITCHES = {"ORT_DISABLE_TELEMETRY": "1"}  # "0", "false", "2" and an empty value leave it on
COLLECTORS = ("openvino_telemetry",)  # packages that do nothing else, and that nobody misses


def silence() -> None:
    """Set every switch, whatever the environment says; children inherit them.

    An onnxruntime that this process imported before has written and will look up: it is asked to
    log no more.
    """
    os.environ.update(SWITCHES)
    modules: dict[str, Any] = sys.modules  # None stands for "cannot be imported"
    for name in COLLECTORS:
        modules.setdefault(name, None)
    loaded = modules.get("onnxruntime")
    if loaded is not None:
        with suppress(AttributeError):  # a build without it, or half imported
            loaded.disable_telemetry_events()
