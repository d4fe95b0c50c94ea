"""What a setting may name: formats and providers, as people write them.

Names only; what stands behind each is in writers/ and readers/vision/call/providers.py, and a test
holds both to this list.
"""

from __future__ import annotations

from collections.abc import Mapping

FORMATS = (
    "txt", "md", "json", "hocr", "alto", "page", "pdf", "pdfa", "html", "csv", "docx", "tei",
    "pages.csv",
)  # fmt: skip
SHARDS = ("parquet", "jsonl")  # formats of a whole run: a file holds the pages of many documents
PROVIDERS = (
    "openai",
    "azure",
    "dashscope",
    "dashscope-native",
    "moonshot",
    "qianfan",
    "gemini",
    "mistral",
    "mistral-ocr",
    "zhipu",
    "anthropic",
    "openrouter",
    "vllm",
    "transformers-serve",
    "ollama",
    "llamacpp",
    "lmstudio",
)

# Readers made for pages: ask/profiles.py says how each is asked.
MODEL_PROFILES = (
    "auto", "none", "dots.mocr", "paddleocr-vl", "glm-ocr", "surya", "olmocr-2", "deepseek-ocr",
    "qwen-vl-ocr", "chandra", "mistral-ocr", "granite-docling", "qwen-vl-at-home",
)  # fmt: skip

# Subjects of which people may expect a list of words (--domain), and there is none.
NO_LISTS: Mapping[str, str] = {
    "accounts": "words of bookkeeping gain nothing that is sure: name yours with --glossary",
}

# What people call them.
OTHER_FORMATS: Mapping[str, str] = {
    "text": "txt",
    "plain": "txt",
    "markdown": "md",
    "word": "docx",
    "doc": "docx",
    "jsonl": "json",
    "pagexml": "page",
    "page.xml": "page",
    "altoxml": "alto",
    "pdf/a": "pdfa",
    "pdf-a": "pdfa",
    "htm": "html",
    "xlsx": "csv",
    "excel": "csv",
    "pages": "pages.csv",
    "triage": "pages.csv",
}
OTHER_PROVIDERS: Mapping[str, str] = {
    "claude": "anthropic",
    "google": "gemini",
    "chatgpt": "openai",
    "gpt": "openai",
    "qwen": "dashscope",
    "alibaba": "dashscope",
    "kimi": "moonshot",
    "ernie": "qianfan",
    "baidu": "qianfan",
    "glm": "zhipu",
    "bigmodel": "zhipu",
    "pixtral": "mistral",
    "llama.cpp": "llamacpp",
    "lm-studio": "lmstudio",
}
