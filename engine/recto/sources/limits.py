"""How much one page may hold: checked from headers, so that a small file cannot fill the memory."""

from __future__ import annotations

from dataclasses import dataclass

from recto.errors import TooLarge


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what is decoded. The default is the size at which Pillow, too, refuses (about A4 at
    1400 dpi).
    """

    pixels: int = 178_956_970  # width x height of one page
    frames: int = 10_000  # pages of one file

    def check_pixels(self, width: int, height: int, where: str) -> None:
        """Raise TooLarge for a page of width x height px that is over the cap."""
        if width * height > self.pixels:
            raise TooLarge(
                f"{width} x {height} px is more than {self.pixels:,}",
                where=where,
                remedy="scale it down or cut it",
            )

    def check_frames(self, frames: int, where: str) -> None:
        """Raise TooLarge for a file of too many pages."""
        if frames > self.frames:
            raise TooLarge(
                f"{frames:,} pages are more than {self.frames:,}",
                where=where,
                remedy="split the file",
            )
