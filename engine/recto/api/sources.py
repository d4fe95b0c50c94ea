"""What `read` takes: paths, bytes, file objects, PIL images and numpy arrays, told apart.

A source enters; a path, or a Given with the bytes of an image file, leaves. A URL is a BadArguments
with the reason, anything else that is not taken a TypeError that says what is. Only here: which
arrays are pages. Pixels come through as they are, so that boxes fit the array or the image that the
caller holds: an EXIF turn of a PIL image is not carried out.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from inspect import isawaitable
from io import BytesIO, TextIOBase
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from recto.api.given import Given
from recto.errors import BadArguments, InputError

if TYPE_CHECKING:
    from PIL.Image import Image

TAKEN = (
    "a path, bytes, a binary file object, a PIL image, a numpy array (grey or RGB; bgr=True for"
    " OpenCV's), or a list of these"
)
AS_BYTES = "open it with mode 'rb'"
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+://|data:)")
WANTED = (
    "give (height, width) grey or (height, width, 3) RGB of uint8 (bool, uint16, and floats from"
    " 0 to 1 are taken, too)"
)
GREY, COLOUR = 2, 3  # dimensions
CHANNELS = (1, 3, 4)
REVERSED = [2, 1, 0, 3]  # blue, green, red and alpha as red, green, blue and alpha
MOST_8 = 255
STEP = 257  # of 16 bits for one of 8
LONGEST_ADDRESS = 80  # characters of a URL in a message
MOST_DPI = (
    10_000.0  # of an image: above it, what is said cannot be written into a file, or is wrong
)
# Modes of Pillow that PNG cannot hold, and TIFF can.
IN_TIFF = frozenset({"I", "F", "CMYK", "LAB", "YCbCr"})
IN_PNG = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})


class Readable(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """All that is left."""
        ...


Source: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | memoryview | Readable | Image | NDArray[Any]"
)


def found(source: object, *, bgr: bool = False) -> str | Given:
    """The path that was given, or what was given in its place. Raises TypeError, BadArguments for a
    URL, InputError for an image that cannot be had.
    """
    if isinstance(source, np.ndarray):
        image = _image_of(source, bgr=bgr)
        data = _image_file(image)
        return Given("<array>", data)
    if bgr:
        raise TypeError(f"bgr=True is said of numpy arrays, and this is {_kind(source)}")
    if isinstance(source, str | os.PathLike):
        return _path(os.fspath(source))
    for kind in KINDS:
        given = kind(source)
        if given is not None:
            return given
    hint = "; was the picture found? (cv2.imread gives None)" if source is None else ""
    raise TypeError(f"{_kind(source)} is no page{hint}; give {TAKEN}")


def refuse_one(sources: object) -> None:
    """Raise TypeError for one source where many are wanted: a name would be taken letter by letter,
    an array row by row.
    """
    is_name = isinstance(sources, str | os.PathLike)
    is_bytes = isinstance(sources, bytes | bytearray | memoryview)
    is_page = isinstance(sources, np.ndarray) and sources.ndim <= COLOUR
    is_file = hasattr(sources, "read")
    is_series = isinstance(sources, Iterable)
    if is_name or is_bytes or is_page or is_file or not is_series:
        what = f"{_kind(sources)} is no series of sources"
        raise TypeError(f"{what}; give a list of them, or one of them to recto.read")


def _kind(source: object) -> str:
    if source is None:
        return "None"
    kind = type(source)
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name.removeprefix("builtins.")


def _path(path: str | bytes) -> str:
    text = os.fsdecode(path)
    if _URL.match(text):
        remedy = "fetch it yourself and give the bytes: recto.read(response.content)"
        what = "is a URL, and Recto opens no connection to read a page"
        raise BadArguments(what, where=_address(text), remedy=remedy)
    return text


def _address(url: str) -> str:
    """Without what may be a key: the name and password before the host, and all that follows a
    question mark; of data: nothing but that.
    """
    shown, _, _ = url.partition("?")
    scheme, slashes, rest = shown.partition("://")
    if not slashes:
        return "data:"
    host, slash, path = rest.partition("/")
    _, _, bare = host.rpartition("@")
    told = f"{scheme}://{bare}{slash}{path}"
    return told[:LONGEST_ADDRESS]


def _bytes(source: object) -> Given | None:
    if not isinstance(source, bytes | bytearray | memoryview):
        return None
    data = bytes(source)
    return Given("<bytes>", data)


def _image(source: object) -> Given | None:
    pillow = sys.modules.get("PIL.Image")  # who has an image has loaded it
    if pillow is None or not isinstance(source, pillow.Image):
        return None
    data = _image_file(source)
    return Given("<image>", data)


def _file(source: object) -> Given | None:
    read = getattr(source, "read", None)
    if read is None or isinstance(source, type):
        return None
    if isinstance(source, TextIOBase):
        raise TypeError(f"a file that is open for text has no pages; {AS_BYTES}")
    data = _read(source, read)
    if isawaitable(data):
        close = getattr(data, "close", None)
        if close:
            close()
        raise TypeError("an asynchronous file cannot be read here; give what `await` gives: bytes")
    if isinstance(data, str):
        raise TypeError(f"a file that gives text has no pages; {AS_BYTES}")
    if not isinstance(data, bytes):
        return None
    name = _name(source)
    return Given(name, data)


def _read(source: object, read: Callable[[], object]) -> object:
    """All that is left. Raises InputError for a file that is closed, or not open for reading."""
    try:
        return read()
    except (OSError, ValueError) as fault:
        what = f"cannot be read ({fault})"
        raise InputError(what, where=_name(source), remedy=AS_BYTES) from fault


def _name(source: object) -> str:
    """Of an open file."""
    name = getattr(source, "name", None)
    if not name or not isinstance(name, str):
        return "<file>"
    return name


KINDS: tuple[Callable[[object], Given | None], ...] = (_bytes, _image, _file)


def _image_of(array: NDArray[Any], *, bgr: bool) -> Image:
    """The array as an image of the same pixels. Raises TypeError for one that is no page."""
    from PIL import Image

    if array.ndim == COLOUR and array.shape[2] == 1:
        array = array[:, :, 0]
    is_grey = array.ndim == GREY
    is_colour = array.ndim == COLOUR and array.shape[2] in CHANNELS
    if not (is_grey or is_colour) or not array.size:
        raise TypeError(f"an array of shape {array.shape} is no page; {WANTED}")
    pixels: NDArray[Any] = _pixels(array)
    if is_colour and pixels.dtype == np.uint16:
        pixels = (pixels // STEP).astype(np.uint8)
    if is_colour and bgr:
        channels = array.shape[2]
        order = REVERSED[:channels]
        pixels = pixels[:, :, order]
    whole = np.ascontiguousarray(pixels)
    return Image.fromarray(whole)


def _pixels(array: NDArray[Any]) -> NDArray[Any]:
    """As uint8 or uint16. Raises TypeError."""
    kind = array.dtype
    if kind == np.uint8:
        return array
    if kind == np.bool_:
        return array.astype(np.uint8) * MOST_8
    if np.issubdtype(kind, np.uint16):  # of either byte order
        return array.astype(np.uint16)
    more = ""
    if np.issubdtype(kind, np.floating):
        is_share = (array >= 0) & (array <= 1)
        if is_share.all():
            whole: NDArray[Any] = np.rint(array * MOST_8).astype(np.uint8)
            return whole
        more = " with values outside 0..1"
    raise TypeError(f"an array of {kind}{more} is no page; {WANTED}")


def _image_file(image: Image) -> bytes:
    """The pixels as the bytes of a file that holds them all. Raises InputError."""
    form = "PNG"
    more: dict[str, Any] = {"compress_level": 1}
    if image.mode in IN_TIFF:
        form = "TIFF"
        more = {}
    dpi = _dpi(image)
    if dpi is not None:
        more["dpi"] = dpi
    out = BytesIO()
    try:
        if image.mode not in IN_TIFF | IN_PNG:
            has_alpha = image.mode.lower().endswith("a")
            image = image.convert("RGBA" if has_alpha else "RGB")
        image.save(out, form, **more)
    except (OSError, ValueError, SyntaxError, SystemError) as fault:
        what = f"cannot be had ({fault})"
        remedy = "is it open, and whole?"
        raise InputError(what, where="<image>", remedy=remedy) from fault
    return out.getvalue()


def _dpi(image: Image) -> tuple[float, float] | None:
    """What the image says of its resolution, where that is two numbers above 0 that can be."""
    said = image.info.get("dpi")
    if not isinstance(said, tuple) or len(said) != 2:  # across and down
        return None
    try:
        across, down = map(float, said)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if 0 < across <= MOST_DPI and 0 < down <= MOST_DPI:
        return across, down
    return None
