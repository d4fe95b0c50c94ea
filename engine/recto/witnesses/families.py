"""Which models are of one family: made by the same people, of the same pictures and texts.

Names enter, the family leaves. Two models of one family are one voice: they make the same errors
more often than chance has it (docs/decisions/vision-reader.md). A model that nobody knows is a
family of its own name.
"""

from __future__ import annotations

import re

# Patterns over the name in lower case; the first that is found decides.
FAMILIES: tuple[tuple[str, str], ...] = (
    (r"gpt|chatgpt|\bo[134]\b|davinci", "openai"),
    (r"gemini|gemma|medgemma|paligemma", "google"),
    (r"claude", "anthropic"),
    (r"qwen|qvq|olmocr|rolmocr|nanonets|chandra", "qwen"),  # the latter are made of Qwen-VL
    (r"mistral|ministral|pixtral", "mistral"),
    (r"llama|llava", "meta"),
    (r"kimi|moonshot", "moonshot"),
    (r"glm|cogvlm", "zhipu"),
    (r"ernie|paddleocr", "baidu"),
    (r"deepseek", "deepseek"),
    (r"internvl", "internvl"),
    (r"minicpm", "openbmb"),
    (r"grok", "xai"),
    (r"phi-", "microsoft"),
    (r"nova-", "amazon"),
)


def family(model: str) -> str:
    """The family of a model, whoever serves it."""
    name = model.lower().rpartition("/")[2]
    for pattern, maker in FAMILIES:
        if re.search(pattern, name):
            return maker
    return name


def are_kin(one: str, other: str) -> bool:
    """Whether they are one voice."""
    return family(one) == family(other)
