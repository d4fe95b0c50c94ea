"""The specification has every address of the service, and what its operator allows."""

import pytest
from jsonschema import Draft202012Validator

from recto.serve.app import OPERATIONS
from recto.serve.limits import Limits
from recto.serve.openapi import specification
from recto.settings.groups import Settings
from recto.settings.llm import LlmOptions


def test_every_address_is_in_it_and_no_other() -> None:
    """With its method and what it wants."""
    told = specification(Settings(), Limits(), wants_token=True)
    named = {
        (method.upper(), path): operation.get("security")
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    }
    served = {
        (each.method, each.path): [{"token": []}] if each.scope else [] for each in OPERATIONS
    }
    assert named == served


@pytest.mark.parametrize("mode", ["off", "auto", "only"])
def test_what_may_be_chosen_is_what_the_operator_allows(mode: str) -> None:
    """An LLM, and its budget."""
    settings = Settings(llm=LlmOptions(mode=mode, max_cost=0.5))  # type: ignore[arg-type]
    told = specification(settings, Limits(), wants_token=False)
    query = {each["name"]: each for each in told["paths"]["/v1/documents"]["post"]["parameters"]}
    for each in query.values():
        Draft202012Validator.check_schema(each["schema"])
    assert query["llm"]["schema"]["enum"][-1] == mode
    assert query.get("max_cost", {}).get("schema", {}).get("maximum") == (
        None if mode == "off" else 0.5
    )
    assert "base_url" not in query
    assert told["components"]["securitySchemes"] == {}
