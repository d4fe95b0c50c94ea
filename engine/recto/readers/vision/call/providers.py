"""Which endpoints Recto knows by name, and what is peculiar about each.

A frozen table: the user's options enter `resolve`, an Endpoint leaves. Everything in the table can
be overridden by the user; what an endpoint refuses at run time is learned from its error (wire.py),
not kept here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from recto.errors import InvalidConfig
from recto.readers.vision.ask.profiles import Profile, profile_of
from recto.readers.vision.ask.tokens import Family, family
from recto.readers.vision.call.secret import is_loopback
from recto.settings.llm import LlmOptions

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider: where it is, how it wants its key, and its quirks."""

    base_url: str
    key_variable: str  # "": it wants no key
    model: str  # the default; "": the user must name one
    quirk: str  # for people: what is peculiar, in one line
    structured: Literal["json_schema", "json_object", "none"] = "json_schema"
    limit_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: float | None = 0.0  # None: some models refuse any
    max_images: int = 10  # in one request
    max_image_bytes: int = 20 * MB  # one picture, encoded, before base64
    pixel_limits: bool = False  # min_pixels and max_pixels go inside the image part
    protocol: Literal["openai", "dashscope", "mistral-ocr"] = "openai"
    local: bool = False  # runs on the user's own hardware: no price
    silent_caps: tuple[int, ...] = ()  # context sizes at which it cuts without saying so
    url_variable: str = ""  # an environment variable that users expect to set the base URL
    extra: Mapping[str, object] = field(default_factory=dict)  # body members beyond the protocol


DASHSCOPE = "https://dashscope-intl.aliyuncs.com"
LOCAL = "local server: no key, no price; one picture a request unless started with a higher limit"

PRESETS: Mapping[str, Preset] = {
    "openai": Preset(
        "https://api.openai.com/v1",
        "OPENAI_API_KEY",
        "gpt-4.1-mini",
        "reasoning models take max_completion_tokens and no temperature",
        limit_name="max_completion_tokens",
        url_variable="OPENAI_BASE_URL",
    ),
    "azure": Preset(
        "",
        "AZURE_OPENAI_API_KEY",
        "",
        "the model is your deployment's name; a content filter answers 400 with innererror",
        limit_name="max_completion_tokens",
        url_variable="AZURE_OPENAI_ENDPOINT",
    ),
    "dashscope": Preset(
        f"{DASHSCOPE}/compatible-mode/v1",
        "DASHSCOPE_API_KEY",
        "qwen-vl-max",
        "keys belong to a region or workspace, each with its base URL; newer models think unless"
        " told not to",
        structured="json_object",
        max_image_bytes=10 * MB,
        pixel_limits=True,
        extra={"enable_thinking": False},
    ),
    "dashscope-native": Preset(
        f"{DASHSCOPE}/api/v1",
        "DASHSCOPE_API_KEY",
        "qwen2-vl-7b-instruct",
        "its own request and reply shape; no structured output",
        structured="none",
        max_image_bytes=10 * MB,
        pixel_limits=True,
        protocol="dashscope",
    ),
    "moonshot": Preset(
        "https://api.moonshot.ai/v1",
        "MOONSHOT_API_KEY",
        "kimi-k2.6",
        "some models lock the temperature, so none is sent; the k2 models think unless told not to",
        structured="json_object",
        temperature=None,
        extra={"thinking": {"type": "disabled"}},
    ),
    "qianfan": Preset(
        "https://qianfan.baidubce.com/v2",
        "QIANFAN_API_KEY",
        "ernie-4.5-turbo-vl",
        "10 MB a picture",
        structured="json_object",
        max_image_bytes=10 * MB,
    ),
    "gemini": Preset(
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
        "gemini-2.5-flash",
        "RECITATION arrives as content_filter or as null content",
        max_image_bytes=7 * MB,
        extra={"reasoning_effort": "low"},
    ),
    "mistral": Preset(
        "https://api.mistral.ai/v1",
        "MISTRAL_API_KEY",
        "mistral-medium-latest",
        "8 pictures a request",
        max_images=8,
        max_image_bytes=10 * MB,
    ),
    "mistral-ocr": Preset(
        "https://api.mistral.ai/v1",
        "MISTRAL_API_KEY",
        "mistral-ocr-latest",
        "its own endpoint /ocr: a picture in, Markdown out, no prompt; priced by the page",
        structured="none",
        max_images=1,
        protocol="mistral-ocr",
    ),
    "zhipu": Preset(
        "https://open.bigmodel.cn/api/paas/v4",
        "ZHIPUAI_API_KEY",
        "glm-4v-plus-0111",
        "5 MB a picture",
        structured="json_object",
        max_images=5,
        max_image_bytes=5 * MB,
    ),
    "anthropic": Preset(
        "https://api.anthropic.com/v1",
        "ANTHROPIC_API_KEY",
        "claude-haiku-4-5",
        "its OpenAI-compatible endpoint takes no response format: the prompt alone asks for JSON",
        structured="none",
        max_image_bytes=3_700_000,  # 5 MB once it is base64
    ),
    "openrouter": Preset(
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        "qwen/qwen2.5-vl-72b-instruct",
        "structured output depends on the host that it picks; errors can arrive inside a 200",
        structured="json_object",
    ),
    "vllm": Preset("http://127.0.0.1:8000/v1", "", "", LOCAL, max_images=1, local=True),
    "transformers-serve": Preset(
        "http://127.0.0.1:8000/v1", "", "", LOCAL, structured="none", max_images=1, local=True
    ),
    "ollama": Preset(
        "http://127.0.0.1:11434/v1",
        "",
        "qwen2.5vl:7b",
        "ignores num_ctx here and cuts silently, often at 4096 tokens: a reply that ends exactly"
        " there is not trusted",
        max_images=1,
        local=True,
        silent_caps=(2048, 4096, 8192, 16384, 32768),
    ),
    "llamacpp": Preset(
        "http://127.0.0.1:8080/v1",
        "",
        "default",
        "sees pictures only when started with --mmproj",
        max_images=1,
        local=True,
    ),
    "lmstudio": Preset(
        "http://127.0.0.1:1234/v1",
        "",
        "",
        "json_schema only, no json_object",
        max_images=1,
        local=True,
    ),
}

# Models that think before they answer: hidden tokens count as output, and the temperature is fixed.
REASONING = re.compile(
    r"(^|/)(gpt-5|o[134](-|$))|gemini-(2\.5|[3-9])|thinking|qwen-?3(?!.*instruct)|kimi-k2"
)
FIXED_TEMPERATURE = re.compile(r"(^|/)(gpt-5|o[134](-|$))")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One configured endpoint: a preset with the user's choices laid over it."""

    provider: str
    preset: Preset
    base_url: str
    model: str
    key_variable: str
    profile: Profile | None = None  # of a reader made for pages

    @property
    def extra(self) -> Mapping[str, object]:
        """Body members beyond the protocol: the preset's, and what keeps the model from loops."""
        if self.profile is None or self.provider != "vllm":
            return self.preset.extra
        return {**self.preset.extra, **self.profile.of_vllm}

    @property
    def host(self) -> str:
        """Host and port, for logs and cache keys."""
        parts = urlsplit(self.base_url)
        return parts.netloc

    @property
    def needs_key(self) -> bool:
        """A server on this machine may do without the key that its preset names."""
        if not self.key_variable:
            return False
        host = urlsplit(self.base_url).hostname or ""
        return not is_loopback(host)

    @property
    def family(self) -> Family:
        """How pictures are counted, and how large they may be."""
        formula = family(self.model)
        return self.profile.seen_as(formula) if self.profile else formula

    @property
    def thinks(self) -> bool:
        """Whether hidden reasoning tokens must be allowed for."""
        if self.profile is not None:
            return False
        name = self.model.lower()
        return REASONING.search(name) is not None

    @property
    def temperature(self) -> float | None:
        """0 where the model takes one."""
        if self.profile is not None:
            return self.profile.temperature
        name = self.model.lower()
        if FIXED_TEMPERATURE.search(name):
            return None
        return self.preset.temperature


def resolve(options: LlmOptions, environ: Mapping[str, str]) -> Endpoint:
    """The endpoint that the options mean: flag, then environment, then preset. Raises
    InvalidConfig.
    """
    provider = options.provider
    preset = PRESETS.get(provider)
    if preset is None:
        known = ", ".join(PRESETS)
        raise InvalidConfig(
            f"unknown provider {provider!r}",
            where="llm.provider",
            remedy=f"choose one of: {known}",
        )
    base_url = options.base_url or _from_environment(preset, environ) or preset.base_url
    model = options.model or preset.model
    named_by = "llm.base_url" if options.base_url else preset.url_variable
    _check_url(base_url, named_by if base_url else "llm.provider", provider)
    if not model:
        raise InvalidConfig(
            f"{provider} has no default model",
            where="llm.model",
            remedy="give --model NAME",
        )
    return Endpoint(
        provider,
        preset,
        base_url.rstrip("/"),
        model,
        options.api_key_env or preset.key_variable,
        profile_of(model, options.model_profile),
    )


def _check_url(url: str, where: str, provider: str) -> None:
    """Raise InvalidConfig for what is no base URL; a URL is not quoted, as it may hold a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.netloc:
        raise InvalidConfig(
            f"{provider} needs a base URL",
            where=where,
            remedy="give --base-url https://...",
        )
    if parts.username or parts.password or parts.query:
        raise InvalidConfig(
            "a base URL must not carry a key, a name or a query",
            where=where,
            remedy="put the key into an environment variable and name it with --api-key-env",
        )


def _from_environment(preset: Preset, environ: Mapping[str, str]) -> str:
    """The base URL that users expect a variable to set; of Azure's endpoint, its API's path too."""
    if not preset.url_variable:
        return ""
    url = environ.get(preset.url_variable, "").strip()
    azure = preset.url_variable == "AZURE_OPENAI_ENDPOINT"
    if url and azure and "/openai" not in url:
        return url.rstrip("/") + "/openai/v1"
    return url
