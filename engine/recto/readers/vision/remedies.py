"""What a person does when an endpoint cannot be used: one sentence for each way to fail.

The code of a failure and the configured endpoint enter, a command or a step leaves. A table, first
match first; what the server itself said is told elsewhere. Nothing is asked of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recto.readers.vision.call.providers import Endpoint
from recto.reasons import Reason

# How a server of the user's own is started, with the model in place of {model}.
STARTED: Mapping[str, str] = {
    "ollama": "start it with `ollama serve`, and have the model with `ollama pull {model}`",
    "vllm": "start it with `vllm serve {model}`",
    "transformers-serve": "start it with `transformers serve`",
    "llamacpp": "start it with `llama-server -m MODEL.gguf --mmproj PROJECTOR.gguf`",
    "lmstudio": "start it with `lms server start`, and have the model with `lms get {model}`",
}
# How one that runs is given the model.
FETCHED: Mapping[str, str] = {
    "ollama": "have it with `ollama pull {model}`, or name one of `ollama list` with --model",
    "lmstudio": "have it with `lms get {model}`, or name one of `lms ls` with --model",
    "vllm": "restart it with `vllm serve {model}`, or name the one that it serves with --model",
}
SEES = "name a model that reads pictures with --model"
REGIONS: Mapping[str, str] = {  # of keys that hold in one place only
    "dashscope": (
        "keys belong to a region: for one of China give --base-url"
        " https://dashscope.aliyuncs.com/compatible-mode/v1"
    ),
    "dashscope-native": (
        "keys belong to a region: for one of China give --base-url"
        " https://dashscope.aliyuncs.com/api/v1"
    ),
    "moonshot": (
        "keys belong to a region: for one of China give --base-url https://api.moonshot.cn/v1"
    ),
    "azure": "keys belong to a resource: its address goes into AZURE_OPENAI_ENDPOINT",
}


def _unreached(endpoint: Endpoint) -> str:
    started = STARTED.get(endpoint.provider)
    if started:
        return f"{started.format(model=endpoint.model)} (another address: --base-url)"
    return f"check the network, a proxy (HTTPS_PROXY) and the address {endpoint.host} (--base-url)"


def _slow(endpoint: Endpoint) -> str:
    if endpoint.preset.local:
        return "a model that is being loaded takes long: try again, or name a smaller one (--model)"
    return "try again later; llm.timeout in recto.toml is the limit"


def _key(endpoint: Endpoint) -> str:
    variable = endpoint.key_variable
    if not variable:
        return "the server wants a key: put it into a variable and name that with --api-key-env"
    remedy = f"put a key of {endpoint.provider} into {variable}"
    region = REGIONS.get(endpoint.provider)
    return f"{remedy}; {region}" if region else remedy


def _model(endpoint: Endpoint) -> str:
    fetched = FETCHED.get(endpoint.provider)
    if fetched:
        return fetched.format(model=endpoint.model)
    if endpoint.provider == "azure":
        return "name your deployment, not the model, with --model"
    return f"name one that {endpoint.host} has with --model ({endpoint.base_url}/models lists them)"


def _blind(endpoint: Endpoint) -> str:
    if endpoint.provider == "llamacpp":
        return "start llama-server with --mmproj PROJECTOR.gguf, without which it sees nothing"
    if endpoint.provider == "ollama":
        return (
            "name a model that reads pictures with --model, e.g. after `ollama pull qwen2.5vl:7b`"
        )
    return SEES


def _said(sentence: str) -> Callable[[Endpoint], str]:
    return lambda _: sentence


REMEDIES: Mapping[str, Callable[[Endpoint], str]] = {
    Reason.UNREACHABLE: _unreached,
    Reason.CONNECTION_LOST: _unreached,
    Reason.TIMEOUT: _slow,
    Reason.KEY_REFUSED: _key,
    Reason.MODEL_NOT_FOUND: _model,
    Reason.NO_VISION: _blind,
    Reason.QUOTA_EXHAUSTED: _said("add credit to the account, or name another provider"),
    Reason.REDIRECTED: _said("if the new address is right, give it with --base-url"),
    Reason.PROXY_REFUSED: _said("put name and password of the proxy into HTTPS_PROXY"),
    Reason.NOT_JSON: _said("is that the API's address? it often ends in /v1 (--base-url)"),
}
OTHERWISE = "try again; if it stays, name another model (--model) or endpoint (--base-url)"


def remedy_for(code: str, endpoint: Endpoint) -> str:
    """What to do about a call that failed for this reason; never empty."""
    found = REMEDIES.get(code)
    return found(endpoint) if found else OTHERWISE


def remedy_for_blind(endpoint: Endpoint) -> str:
    """What to do about an answer that does not hold what the picture shows."""
    return _blind(endpoint)
