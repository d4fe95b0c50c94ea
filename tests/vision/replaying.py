"""A server script that answers with recorded readings, as a model would that reads like the
recorded one.

`recorded(text)` serves one page; `python -m tests.vision.replaying READING.txt` runs a server for
hand trials and prints its base URL. A line or page ask gets the recorded words that stand where the
shown lines are (a page ask is served better: more lines place each other), a transcription gets the
recorded text whole. No recorded model was asked this way, so results made by it are replays, and
only test the path.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.vision.server import Answer, Received, Script, Server, chat, edits

from recto.model.page import Box
from recto.model.transcript import ShownLine
from recto.readers.vision.replay import cut_to_lines, whole


def recorded(text: str) -> Script:
    """Answers from the recorded reading of one page; lines that it does not have are left
    unmentioned.
    """

    def script(received: Received) -> Answer:
        if any("small crops" in text for text in received.texts):
            return chat('{"spans": []}')  # nobody recorded what a crop says
        if not received.shown:
            return chat(
                json.dumps({"lines": [line.text for line in whole(text)]}, ensure_ascii=False)
            )
        lines = [ShownLine(i, Box(0, 0, 1, 1), shown, 0.0) for i, shown in received.shown.items()]
        texts = {
            line.line: line.text
            for line in cut_to_lines(text, lines, lines)
            if line.line is not None
        }
        return chat(edits({i: found for i, found in texts.items() if found != received.shown[i]}))

    return script


def main() -> None:
    """Serve one recorded reading until Enter is pressed."""
    with Server(recorded(Path(sys.argv[1]).read_text(encoding="utf-8"))) as server:
        print(server.url, flush=True)  # noqa: T201  # the address is what the command is for
        sys.stdin.readline()


if __name__ == "__main__":
    main()
