"""A vision LLM on this machine looks at what the local readers doubt; nothing leaves, no key.

ollama pull qwen2.5vl:7b
ollama serve
python examples/ollama.py FILE [URL]     (URL: where Ollama is, if not at its usual place)
"""

import sys
import warnings

import recto


def main(name: str, url: str = "") -> None:
    """The text; on standard error what was asked, or why nobody answered."""
    options = recto.LlmOptions(mode="auto", provider="ollama", base_url=url, max_calls=50)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", recto.NoAnswerWarning)
        document = recto.read(name, llm=options)
    for warning in caught:
        print(warning.message, file=sys.stderr)
    calls = sum(page.usage.calls for page in document.pages)
    print(f"{document}, {calls} calls", file=sys.stderr)
    print(document.text)


if __name__ == "__main__":
    main(*sys.argv[1:])
