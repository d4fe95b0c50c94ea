"""What a setting may name is what there is."""

from recto.readers.vision.call.providers import PRESETS
from recto.settings.names import FORMATS, PROVIDERS
from recto.writers import WRITERS


def test_every_format_and_provider_can_be_named() -> None:
    """And nothing else; settings lie below writers and readers, so the names are written there."""
    assert tuple(WRITERS) == FORMATS
    assert tuple(PRESETS) == PROVIDERS
