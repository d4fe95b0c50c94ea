"""What a client may choose, and what it may not."""

from dataclasses import replace

import pytest

from recto.errors import BadArguments
from recto.serve.parameters import parameters, settings_for
from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.keywords import keywords
from recto.settings.llm import LlmOptions

BASE = Settings(llm=LlmOptions(mode="auto", provider="vllm", max_cost=0.5, max_calls=20))


def test_a_client_chooses_what_a_folder_of_data_may_choose() -> None:
    """Never who is asked, with which key, or where something lies."""
    for name, parameter in parameters().items():
        right = RIGHTS[parameter.group, parameter.field.name]
        assert right.kind == "free" or name in ("llm", "max_cost", "max_tokens", "max_calls")


@pytest.mark.parametrize(
    "name",
    [name for name, (group, key) in keywords().items() if RIGHTS[group, key].kind == "user"],
)
def test_what_is_the_operators_alone_is_no_parameter(name: str) -> None:
    """An unknown name is refused, not passed over."""
    with pytest.raises(BadArguments, match="there is no parameter"):
        settings_for({name: "1"}, BASE)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"llm": "always"}, "more than this service allows"),
        ({"llm": "maybe"}, "llm cannot be"),
        ({"max_cost": "0.6"}, "at most 0.5"),
        ({"max_cost": "nan"}, "max_cost cannot be"),
        ({"max_cost": "-1"}, "max_cost cannot be"),
        ({"max_calls": "21"}, "at most 20"),
        ({"max_calls": "1_0"}, "max_calls cannot be"),
        ({"psm": " 7"}, "psm cannot be"),
        ({"psm": "14"}, "psm cannot be"),
        ({"deskew": "yes"}, "deskew cannot be"),
        ({"format": "parquet"}, "format cannot be"),
        ({"format": "txt,,pdf"}, "format cannot be"),
        ({"format": ""}, "format cannot be"),
        ({"language": "../../etc/passwd"}, "language cannot be"),
        ({"language": "-c"}, "language cannot be"),
        ({"language": "xyz"}, r"give auto, or one or more of these, joined by \+: .*\beng\b"),
        ({"pages": "1-3,0"}, "pages cannot be"),
        ({"pages": "9" * 300}, "pages cannot be"),
        ({"clean": "rm"}, "clean cannot be"),
        ({"formatt": "pdf"}, "did you mean format"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, str], said: str) -> None:
    """In words that say what can."""
    with pytest.raises(BadArguments, match=said):
        settings_for(asked, BASE)


def test_what_is_chosen_lies_over_the_operators() -> None:
    """And what is not chosen stays as the operator has it."""
    base = replace(BASE, input=replace(BASE.input, language="eng", dpi=200.0))
    asked = {"format": "pdf,json", "psm": "7", "deskew": "true", "pages": "2-3,7-"}
    found = settings_for(asked, base)
    assert found.output.formats == ("pdf", "json")
    assert (found.input.language, found.input.dpi, found.input.pages) == ("eng", 200.0, "2-3,7-")
    assert (found.local.psm, found.output.deskew) == (7, True)


def test_no_llm_is_asked_unless_the_client_wants_it() -> None:
    """Whatever the operator allows; a budget is the operator's or less."""
    assert settings_for({}, BASE).llm.mode == "off"
    found = settings_for({"llm": "auto", "max_cost": "0.1"}, BASE).llm
    assert (found.mode, found.max_cost, found.max_calls) == ("auto", 0.1, 20)
    assert found.provider == "vllm"
    with pytest.raises(BadArguments, match="more than this service allows"):
        settings_for({"llm": "auto"}, Settings())
