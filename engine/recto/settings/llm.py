"""What the user decides about the vision LLM; read by config, used by the client, never holding the
key itself.

Only here: the fields of LlmOptions, each with its Setting (setting.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from recto.settings.forms import MODEL_PROFILE, PROVIDER, URL, VARIABLE
from recto.settings.setting import Setting, lower, user
from recto.settings.terms import read_terms


@dataclass(frozen=True, slots=True)
class LlmOptions:
    """Whether a vision LLM is asked, which, and for how much.

    `api_key_env` names the variable; the key is looked up when a call is made.
    """

    mode: Annotated[
        Literal["off", "auto", "always", "only"],
        Setting("Ask a vision LLM.", lower("asking nobody sends nothing", "off"), flag="--llm"),
    ] = "off"
    provider: Annotated[
        str,
        Setting(
            "openai, anthropic, gemini, dashscope, ollama, ...",
            user("chooses who is sent the pages"),
            shown="NAME",
            form=PROVIDER,
        ),
    ] = "openai"
    # empty: the preset's, or OPENAI_BASE_URL for openai
    base_url: Annotated[
        str,
        Setting(
            "Any OpenAI-compatible endpoint.",
            user("chooses who is sent the pages and the key"),
            shown="URL",
            form=URL,
            quoted=False,
        ),
    ] = ""
    model: Annotated[
        str,
        Setting(
            "The model.",
            user("chooses who reads the pages, and what that costs"),
            shown="NAME",
            usual="the provider's",
        ),
    ] = ""
    api_key_env: Annotated[
        str,
        Setting(
            "Where the key is.",
            user("names the variable that is sent as the key"),
            shown="VARIABLE",
            usual="the provider's",
            form=VARIABLE,
            quoted=False,
            changes_text=False,
        ),
    ] = ""
    # of a reader made for pages: prompt, form of the reply, pictures
    model_profile: Annotated[
        str,
        Setting(
            "How a model made for pages is asked: auto (by its name), none, or a profile's name.",
            user("chooses what is sent, and how it is believed"),
            shown="NAME",
            form=MODEL_PROFILE,
        ),
    ] = "auto"
    # who is asked, blind, about what stays contested; empty: the same model
    second_model: Annotated[
        str,
        Setting(
            "Another model, for a blind look at what stays contested.",
            user("chooses who reads the pages, and what that costs"),
            shown="NAME",
            usual="none",
        ),
    ] = ""
    # what the second model reads: contested places alone, or every page that is sent whole
    second_model_for: Annotated[
        Literal["doubts", "pages"],
        Setting(
            "What the second model reads, blind: doubts that are left, or pages as the first does.",
            lower("contested places are less of a page than the page", "doubts", "pages"),
        ),
    ] = "doubts"
    second_provider: Annotated[
        str,
        Setting(
            "Where the second model is.",
            user("chooses who is sent parts of the pages"),
            shown="NAME",
            usual="where the first is",
            form=PROVIDER,
        ),
    ] = ""
    second_base_url: Annotated[
        str,
        Setting(
            "The second model's endpoint.",
            user("chooses who is sent parts of the pages, and a key"),
            shown="URL",
            usual="the second provider's",
            form=URL,
            quoted=False,
        ),
    ] = ""
    second_api_key_env: Annotated[
        str,
        Setting(
            "Where the second model's key is.",
            user("names the variable that is sent as the key"),
            shown="VARIABLE",
            usual="the second provider's",
            form=VARIABLE,
            quoted=False,
            changes_text=False,
        ),
    ] = ""
    reply: Annotated[
        Literal["edits", "full"],
        Setting(
            "What the model answers.",
            lower("corrections are fewer tokens than whole texts", "edits", "full"),
        ),
    ] = "edits"
    send: Annotated[
        Literal["auto", "lines", "page"],
        Setting(
            "What may leave this machine.",
            lower("lines are less of a page than a page", "lines", "auto", "page"),
        ),
    ] = "auto"
    max_cost: Annotated[
        float | None,
        Setting(
            "Never spend more than this in the run.",
            lower("a smaller limit spends less"),
            shown="USD",
            least=0,
            most=1e6,
            changes_text=False,
        ),
    ] = None
    # input and output together
    max_tokens: Annotated[
        int | None,
        Setting(
            "Never use more than this in the run.",
            lower("a smaller limit sends less"),
            shown="N",
            least=0,
            most=1e12,
            changes_text=False,
        ),
    ] = None
    max_calls: Annotated[
        int | None,
        Setting(
            "Never call more often than this in the run.",
            lower("a smaller limit asks less often"),
            shown="N",
            least=0,
            most=1e9,
            changes_text=False,
        ),
    ] = None
    target_error: Annotated[
        float | None,
        Setting(
            "Share of wrong words to aim at.",
            user("may send more or less than without a target, as the pages are"),
            shown="SHARE",
            least=0,
            most=1,
        ),
    ] = None
    concurrency: Annotated[
        int,
        Setting(
            "Calls at once.",
            lower("fewer calls at once"),
            flag=None,
            least=1,
            most=1024,
            changes_text=False,
        ),
    ] = 8
    requests_per_minute: Annotated[
        int | None,
        Setting(
            "Never more calls a minute.",
            lower("fewer calls a minute"),
            flag=None,
            least=1,
            most=1e6,
            changes_text=False,
        ),
    ] = None
    tokens_per_minute: Annotated[
        int | None,
        Setting(
            "Never more tokens a minute.",
            lower("fewer tokens a minute"),
            flag=None,
            least=1,
            most=1e9,
            changes_text=False,
        ),
    ] = None
    timeout: Annotated[
        float,
        Setting(
            "Seconds for one call.",
            user("a shorter one gives up calls that are paid for, and asks again"),
            flag=None,
            least=0.1,
            most=86_400,
            changes_text=False,
        ),
    ] = 120.0
    retries: Annotated[
        int,
        Setting(
            "How often a call that failed is made again.",
            lower("fewer calls"),
            flag=None,
            least=0,
            most=100,
            changes_text=False,
        ),
    ] = 4
    # as a share of the tokens for the words' page; 0: none
    contested: Annotated[
        float,
        Setting(
            "Tokens for a blind second look.",
            lower("a smaller share sends less"),
            shown="SHARE",
            least=0,
            most=1,
        ),
    ] = 0.25
    audit: Annotated[
        float,
        Setting(
            "Share of the skipped lines to send all the same.",
            lower("a smaller share sends less"),
            shown="SHARE",
            least=0,
            most=1,
        ),
    ] = 0.0
    glossary: Annotated[
        tuple[str, ...],
        Setting(
            "Terms and names of the subject, one a line.",
            user("puts a file of any name into the prompt"),
            shown="FILE",
            from_file=read_terms,
        ),
    ] = ()
    # lines of earlier pages, out of the collection; 0: none
    examples: Annotated[
        int,
        Setting(
            "Corrected lines of a collection to show an LLM; of recto learn, to keep.",
            user("sends lines of other pages along, and is paid with every request"),
            shown="N",
            least=0,
            most=20,
        ),
    ] = 0
    cache: Annotated[
        bool,
        Setting(
            "Use replies that were paid for before.",
            user("without it replies are paid for twice; with it they are kept on disk"),
            changes_text=False,
        ),
    ] = True
    # where the answers are waited for: a run into a folder alone
    batch: Annotated[
        bool,
        Setting(
            "Ask by batch jobs: half the price, within a day; the same command goes on.",
            user("hands pages to a provider's store, and waits for days"),
            flag="--llm-batch",
            changes_text=False,
        ),
    ] = False
    dry_run: Annotated[
        bool,
        Setting(
            "Show what would be sent, and its price; send nothing.",
            user("would end without a page read"),
            changes_text=False,
        ),
    ] = False

    @property
    def asks_both(self) -> bool:
        """Whether two models read each page that is asked about whole."""
        is_wanted = self.second_model_for == "pages" and self.mode in ("auto", "always")
        return is_wanted and self.second is not None

    @property
    def second(self) -> LlmOptions | None:
        """The same, with the second model in the first one's place; None without one.

        The first one's address and key go with the first one's provider: another provider or
        address has its own.
        """
        if not (self.second_model or self.second_provider or self.second_base_url):
            return None
        is_elsewhere = bool(self.second_provider or self.second_base_url)
        return replace(
            self,
            provider=self.second_provider or self.provider,
            base_url=self.second_base_url if is_elsewhere else self.base_url,
            model=self.second_model,
            api_key_env=self.second_api_key_env or ("" if is_elsewhere else self.api_key_env),
            second_model="",
            second_provider="",
            second_base_url="",
            second_api_key_env="",
            model_profile="auto",  # by its own name
        )
