"""Every event that a vision reading can report, in words: for summaries, reports and whoever reads
the JSON.

A code leaves the reader in Transcript.events, once for each time it happened; its meaning is looked
up here. A code is "<what was done>:<why>" where something was repeated, divided or left to the
local reading, else the guard's own name.
"""

from __future__ import annotations

from collections.abc import Mapping

DONE: Mapping[str, str] = {
    "retried": "the call was sent again",
    "asked-again": "the model was asked once more",
    "divided": "the ask was divided in two",
    "fell-back": "the lines stay as the local readers have them",
    "not-looked": "contested places were not looked at again",
}

WHY: Mapping[str, str] = {
    # the way to the endpoint
    "rate-limited": "too many requests (429)",
    "rate-limited-for-long": "the server asked for a pause longer than a run should wait",
    "server-error": "the server failed (5xx)",
    "server-timeout": "the server gave up waiting (408, 409, 425, 504)",
    "server-timeout-for-long": "the server asked for a pause longer than a run should wait",
    "server-error-for-long": "the server asked for a pause longer than a run should wait",
    "timeout": "no whole reply within the time limit",
    "connection-lost": "the connection broke off",
    "unreachable": "no connection could be made",
    "endpoint-down": "ten calls in a row had no answer; nothing more is sent in this run",
    "no-answer-for-long": "no call was answered for five minutes; nothing more is sent in this run",
    "hardly-any-answer": (
        "of a hundred calls fewer than five were answered; nothing more is sent in this run"
    ),
    "unrecorded": "what is sent cannot be recorded, so nothing more is sent in this run",
    "quota-exhausted": "the account is used up; nothing more is sent in this run",
    "key-refused": "the API key was refused; nothing more is sent in this run",
    "model-not-found": "the endpoint does not know the model; nothing more is sent in this run",
    "no-vision": "the model does not take pictures; nothing more is sent in this run",
    "bad-request": "the endpoint refused the request",
    "redirected": (
        "the endpoint sends elsewhere, which is not followed: the pages and the key would go along "
        "(if it is right, give it with --base-url)"
    ),
    "proxy-refused": (
        "the proxy wants a login (407; put it into HTTPS_PROXY); nothing more is sent in this run"
    ),
    "over-calls": "--max-calls is reached",
    "over-tokens": "--max-tokens is reached",
    "over-cost": "--max-cost is reached",
    # the reply as a whole
    "not-json": "the reply was not the protocol's JSON",
    "error-in-200": "the reply carried an error instead of an answer",
    "empty-choices": "the reply carried no answer",
    "reply-too-large": "the reply was larger than any transcription",
    "reply-garbled": "the reply was compressed in a way that cannot be undone",
    "more-than-a-page": "the answer held more text than a page can hold",
    "internal-error": (
        "an error inside Recto while the answer was handled (-vv shows where; please report it)"
    ),
    "too-large": "the request was larger than the model takes",
    "truncated": "the answer was cut off at its length limit",
    "context-cap": "the answer ended exactly at a context size: it was cut silently",
    "content-filter": "the provider's content filter stopped it",
    "recitation": "the provider stopped it as a recitation",
    "refused": "the model refused",
    "null-content": "the answer was empty",
    "reasoning-only": "the answer ended inside its reasoning",
    "invalid-json": "the answer was not a JSON object",
    "wrong-schema": "the answer had another form than asked for",
    "wrong-ids": "the answer was about other lines",
    "distrusted": "the answer replaced most of what Tesseract was sure of",
    "summary": "the answer left out most of what Tesseract was sure of",
    "short-of-ink": "the answer held far less text than the page has ink for",
    "unanswered": "a line was left out of the answer",
}

GUARDS: Mapping[str, str] = {
    "from-cache": "answered from the reply cache, free",
    "fence-stripped": "a Markdown fence around the answer was taken off",
    "commentary-stripped": "words around the answer were taken off",
    "reasoning-stripped": "reasoning before the answer was taken off",
    "unprintable-removed": (
        "characters that no page prints (invisible, private, overlaid) were taken out of a text"
    ),
    "unknown-line-id": "a text for a line that was not asked about was not used",
    "duplicate-line-id": "a line was given twice; with different texts neither was used",
    "unanswered": WHY["unanswered"],
    "refused-line": "a refusal stood in the place of a line and was not used",
    "instruction-like": (
        "a text that talks to a model, and that no local reader has, was not used or is marked"
    ),
    "unreadable": "a text marked as unreadable was not used",
    "loop-cut": "a repeated piece of text was cut or not used",
    "too-long": "a text longer than its line can hold was not used",
    "script-mismatch": "a line came back in another alphabet and was not used",
    "summary": "a line came back shortened and was not used",
    "unsupported-edit": (
        "a line that Tesseract was sure of came back as another line and was not used"
    ),
    "case-change": (
        "a line that Tesseract was sure of came back in other letter case and was not used"
    ),
    "drop-refused": "a line that Tesseract was sure of was to be dropped and stays",
    "looked-again": "a contested place was read once more, with no text shown",
    "added-line": "the model added a line; it needs ink or a second reader",
    "addition-refused": "a line added to a crop that has no room for it was not used",
    "addition-duplicate": "an added line that is already there was not used",
    "addition-empty": "an added line without letters was not used",
    "cells-differ": "table cells that do not hold the line's own text were not used",
    "replay-approximated": (
        "a recorded reading was cut to the lines; the model was never asked about them"
    ),
}


def explain(event: str) -> str:
    """An event in words. Raises KeyError for a code that no reader reports."""
    done, _, why = event.partition(":")
    return f"{DONE[done]}: {WHY[why]}" if why else GUARDS[done]
