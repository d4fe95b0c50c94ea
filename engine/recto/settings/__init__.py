"""What the user can choose, and where it comes from: defaults < user's file < working folder's <
environment < flags.

Files, variables and flags enter (load.py), frozen groups leave (groups.py), of which a stage is
given the one that it uses. What a folder of data may say is decided in authority.py. Keys are never
among the settings.
"""

from __future__ import annotations

from recto.settings.groups import Batch, Input, Local, Settings
from recto.settings.llm import LlmOptions
from recto.settings.output import Output

__all__ = ["Batch", "Input", "LlmOptions", "Local", "Output", "Settings"]
