"""What the user decides about the vision LLM; read by config, used by the client, never holding the
key itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LlmOptions:
    """Frozen choices for one run. `api_key_env` names the variable; the key is looked up when a
    call is made.
    """

    mode: Literal["off", "auto", "always", "only"] = "off"
    provider: str = "openai"
    base_url: str = ""  # empty: the preset's, or OPENAI_BASE_URL for openai
    model: str = ""  # empty: the preset's default
    api_key_env: str = ""  # empty: the preset's variable
    reply: Literal["edits", "full"] = "edits"
    send: Literal["auto", "lines", "page"] = "auto"
    max_cost: float | None = None  # US dollars for the run
    max_tokens: int | None = None  # input + output for the run
    max_calls: int | None = None
    target_error: float | None = None  # wanted share of wrong words, 0..1
    concurrency: int = 8
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    timeout: float = 120.0  # seconds for one call
    retries: int = 4
    cache: bool = True
    # Tokens for a blind second look at words that stay contested, as a share of those for their
    # page; 0: none.
    contested: float = 0.25
    audit: float = 0.0  # share of skipped lines that is sent all the same, 0..1
    glossary: tuple[str, ...] = ()
    dry_run: bool = False
