"""The classes of the recogniser of old print by what they write today. Needs PyTorch.

A text enters, its classes leave: long s counts as s, so that truths need not have it.
"""

from __future__ import annotations

import torch

from recto.readers.lines.model import letters_of
from recto.text.old_letters import written_today


class Alphabet:
    """The network's classes by what they write today; the blank is the first."""

    def __init__(self) -> None:
        self.letters = tuple(map(written_today, letters_of(is_old=True)))
        forms = ["", *sorted({letter for letter in self.letters if letter})]
        at = {form: number for number, form in enumerate(forms)}
        table = torch.zeros(len(self.letters), len(forms))
        for number, letter in enumerate(self.letters):
            table[number, at[letter]] = 1
        self.table, self.at = table, at

    def classes(self, text: str) -> list[int] | None:
        """Of a text; None where the network cannot write it."""
        found = []
        place = 0
        while place < len(text):
            size = 2 if text[place : place + 2] in self.at else 1
            number = self.at.get(text[place : place + size])
            if number is None:
                return None
            found.append(number)
            place += size
        return found
