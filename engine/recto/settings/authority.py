"""What a folder may say: a recto.toml found in the working folder, or a ledger, is only data.

A field's name enters, its Right leaves: "free" (data may choose it), "lower" (data may only make it
less than what the user chose) or "user" (data is passed over). Only here: the table, which has
every field of every group with its reason, and what "less" means for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal


@dataclass(frozen=True, slots=True)
class Right:
    """What data may do with one setting, and why."""

    kind: Literal["free", "lower", "user"]
    why: str
    # For words: those that can be lowered to, least first; any other word is more than these.
    order: tuple[str, ...] = ()

    def lowers(self, value: object, standing: object) -> bool:
        """Whether `value` is less than what stands."""
        if self.kind != "lower":
            return False
        return self._rank(value) < self._rank(standing)

    def _rank(self, value: object) -> float:
        if isinstance(value, int | float):
            return float(value)
        if not isinstance(value, str):
            return inf  # None: no limit
        if value in self.order:
            return self.order.index(value)
        return len(self.order)


def _free(why: str) -> Right:
    return Right("free", why)


def _lower(why: str, *order: str) -> Right:
    return Right("lower", why, order)


def _user(why: str) -> Right:
    return Right("user", why)


# (group, field): every field of every group in groups.py has its line, and a test says so.
RIGHTS: Mapping[tuple[str, str], Right] = {
    ("input", "language"): _free("what its pages are written in; only installed models count"),
    ("input", "pages"): _free("which of the folder's own pages are meant"),
    ("input", "dpi"): _free("how its pages were scanned; the caps on pixels hold"),
    ("input", "layout"): _free("what its images show"),
    ("input", "text_layer"): _free("what its PDFs' own text is worth; an LLM stays the user's"),
    ("local", "second_reader"): _free("stays on this machine"),
    ("local", "psm"): _free("stays on this machine"),
    ("local", "cleaning"): _free("stays on this machine"),
    ("local", "timeout"): _free("how long its pages may take"),
    ("local", "calibration"): _user("opens a file of any name, and can make every word look sure"),
    ("llm", "mode"): _lower("asking nobody sends nothing", "off"),
    ("llm", "provider"): _user("chooses who is sent the pages"),
    ("llm", "base_url"): _user("chooses who is sent the pages and the key"),
    ("llm", "model"): _user("chooses who reads the pages, and what that costs"),
    ("llm", "api_key_env"): _user("names the variable that is sent as the key"),
    ("llm", "reply"): _lower("corrections are fewer tokens than whole texts", "edits", "full"),
    ("llm", "send"): _lower("lines are less of a page than a page", "lines", "auto", "page"),
    ("llm", "max_cost"): _lower("a smaller limit spends less"),
    ("llm", "max_tokens"): _lower("a smaller limit sends less"),
    ("llm", "max_calls"): _lower("a smaller limit asks less often"),
    ("llm", "target_error"): _user("may send more or less than without a target, as the pages are"),
    ("llm", "concurrency"): _lower("fewer calls at once"),
    ("llm", "requests_per_minute"): _lower("fewer calls a minute"),
    ("llm", "tokens_per_minute"): _lower("fewer tokens a minute"),
    ("llm", "timeout"): _user("a shorter one gives up calls that are paid for, and asks again"),
    ("llm", "retries"): _lower("fewer calls"),
    ("llm", "cache"): _user("without it replies are paid for twice; with it they are kept on disk"),
    ("llm", "contested"): _lower("a smaller share sends less"),
    ("llm", "audit"): _lower("a smaller share sends less"),
    ("llm", "glossary"): _user("puts a file of any name into the prompt"),
    ("llm", "dry_run"): _user("would end without a page read"),
    ("output", "folder"): _user("writes at any place"),
    ("output", "formats"): _free("what the results look like"),
    ("output", "furniture"): _free("what the results look like"),
    ("batch", "jobs"): _free("how the work is shared out on this machine"),
    ("batch", "skip_existing"): _user("would take files that lie about for results"),
    ("batch", "timeout_per_page"): _free("how long its pages may take"),
    ("batch", "max_failed"): _user("would end the run before its pages are read"),
    ("batch", "strict"): _user("the exit code is for who started the run"),
    ("batch", "log_json"): _user("writes at any place"),
    ("batch", "report"): _user("what failed is told to who started the run"),
}
