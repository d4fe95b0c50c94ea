"""Asks /healthz again and again, from a process of its own, so that nothing else of a test delays
the answer: `python probing.py HOST PORT`, until standard input is closed. Milliseconds leave on
standard output, a line each.
"""

import http.client
import sys
import threading
import time

PAUSE = 0.05  # seconds


def main() -> None:
    """Until nobody wants to know any more."""
    host, port = sys.argv[1], int(sys.argv[2])
    ended = threading.Event()
    threading.Thread(target=_listen, args=(ended,), daemon=True).start()
    connection = http.client.HTTPConnection(host, port, timeout=60)
    while not ended.wait(PAUSE):
        start = time.perf_counter()
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"healthz answered {answer.status}")
        sys.stdout.write(f"{1000 * (time.perf_counter() - start):.3f}\n")


def _listen(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


if __name__ == "__main__":
    main()
