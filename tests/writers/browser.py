"""Chromium over its debugging pipe: opens a file, presses keys, evaluates expressions. No network,
no extra package.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Timer
from typing import Any

PATIENCE = 180.0  # seconds

NAMES = (
    "chromium",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
]


def executable() -> str | None:
    """Chromium's path, None when it is not installed."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


@dataclass
class Tab:
    """One open page; `messages` collects what the console and the security policy say, `requests`
    the addresses that the page and its parts were asked from.
    """

    to_browser: int
    from_browser: int
    session: str = ""
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    rest: bytes = b""

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command of the DevTools protocol and wait for its answer."""
        number = next(self.numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            if answer.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}:
                self.messages.append(json.dumps(answer["params"]))
            elif answer.get("method") == "Network.requestWillBeSent":
                self.requests.append(answer["params"]["request"]["url"])
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            block = os.read(self.from_browser, 1 << 16)
            if not block:
                raise RuntimeError("the browser ended")
            self.rest += block
        message, _, self.rest = self.rest.partition(b"\0")
        return dict(json.loads(message))

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)[
            "result"
        ].get("value")

    def press(self, key: str) -> None:
        """Press and release one key."""
        text = key if len(key) == 1 else ""
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, text=text if kind == "keyDown" else ""
            )


@contextmanager
def opened(path: Path, profile: Path) -> Iterator[Tab]:
    """The page at `path` in a new browser, loaded."""
    read_end, to_browser = os.pipe()
    from_browser, write_end = os.pipe()

    def wire() -> None:
        os.dup2(read_end, 3)
        os.dup2(write_end, 4)

    command = [str(executable()), *FLAGS, f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        command,
        preexec_fn=wire,
        pass_fds=(3, 4),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_end)
    os.close(write_end)
    # A browser that hangs ends, and with it whoever waits for its answer.
    watch = Timer(PATIENCE, process.kill)
    watch.start()
    try:
        tab = Tab(to_browser, from_browser)
        target = tab.call("Target.createTarget", url="about:blank")["targetId"]
        tab.session = tab.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab.call("Log.enable")
        tab.call("Runtime.enable")
        tab.call("Network.enable")
        tab.call("Page.navigate", url=path.as_uri())
        while (
            tab.value("document.readyState") != "complete"
            or tab.value("location.href") != path.as_uri()
        ):
            pass
        yield tab
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        os.close(to_browser)
        os.close(from_browser)
