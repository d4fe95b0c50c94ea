"""What a setting may name: formats and providers, as people write them.

Names only; what stands behind each is in writers/ and readers/vision/call/providers.py, and a test
holds both to this list.
"""

from __future__ import annotations

FORMATS = ("txt", "md", "json", "hocr", "alto", "page", "pdf", "pdfa", "html", "csv")
SHARDS = ("parquet", "jsonl")  # formats of a whole run: a file holds the pages of many documents
PROVIDERS = (
    "openai",
    "azure",
    "dashscope",
    "dashscope-native",
    "moonshot",
    "qianfan",
    "gemini",
    "openrouter",
    "vllm",
    "transformers-serve",
    "ollama",
    "llamacpp",
    "lmstudio",
)
