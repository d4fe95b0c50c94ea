"""The fonts that lines are drawn with: which, from which packages, under which licence, and which
are held out.

A folder or nothing enters, the Faces that are on disk leave; nothing is downloaded. `PACKAGES` is
the list to install (Debian's names); fonts are looked for by the names of their files, in the
system's folders as fontconfig lists them or below a folder of one's own. No font ends in weights.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks.train_lines.words import Half
from recto.errors import InputError, MissingDependency

SUFFIXES = (".ttf", ".otf")
OFL = "OFL-1.1"
GPL_FONT = "GPL-2+ or GPL-3+ with the font exception"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of fonts: the stems of the files that are used, of both halves."""

    name: str  # Debian's
    licence: str
    files: str
    held_out: str = ""


PACKAGES = (
    Package(
        "fonts-dejavu-core",
        "Bitstream Vera",
        "DejaVuSans DejaVuSans-Bold DejaVuSansMono DejaVuSansMono-Bold DejaVuSerif"
        " DejaVuSerif-Bold",
    ),
    Package(
        "fonts-dejavu-extra",
        "Bitstream Vera",
        "DejaVuSans-Oblique DejaVuSansCondensed DejaVuSerif-Italic",
        "DejaVuSans-BoldOblique DejaVuSerif-BoldItalic",
    ),
    Package(
        "fonts-liberation2",
        OFL,
        "LiberationSans-Regular LiberationSans-Bold LiberationSans-Italic LiberationSerif-Regular"
        " LiberationSerif-Bold LiberationSerif-Italic LiberationSerif-BoldItalic"
        " LiberationMono-Regular",
    ),
    Package(
        "fonts-freefont-ttf",
        GPL_FONT,
        "FreeSans FreeSansBold FreeSerif FreeSerifBold FreeSerifItalic FreeSerifBoldItalic FreeMono"
        " FreeMonoBold",
    ),
    Package(
        "fonts-linuxlibertine",
        OFL,
        "LinLibertine_R LinLibertine_RI LinLibertine_RB LinLibertine_M LinBiolinum_R"
        " LinBiolinum_RB",
    ),
    Package("fonts-oldstandard", OFL, "OldStandard-Regular OldStandard-Italic OldStandard-Bold"),
    Package("fonts-ebgaramond", OFL, "EBGaramond12-Regular EBGaramond12-Italic EBGaramond12-Bold"),
    Package("fonts-sil-gentiumplus", OFL, "GentiumPlus-Regular GentiumPlus-Italic"),
    Package("fonts-sil-charis", OFL, "CharisSIL-Regular CharisSIL-Italic CharisSIL-Bold"),
    Package("fonts-gfs-didot", OFL, "GFSDidot GFSDidotItalic GFSDidotBold"),
    Package("fonts-gfs-baskerville", OFL, "GFSBaskerville"),
    Package("fonts-gfs-bodoni-classic", OFL, "GFSBodoniClassic"),
    Package("fonts-gfs-didot-classic", OFL, "GFSDidotClassic"),
    Package("fonts-gfs-neohellenic", OFL, "GFSNeohellenic GFSNeohellenicBold"),
    Package("fonts-gfs-porson", OFL, "GFSPorson"),
    Package("fonts-gfs-olga", OFL, "GFSOlga"),
    Package("fonts-gfs-solomos", OFL, "GFSSolomos"),
    Package("fonts-gfs-artemisia", OFL, "", "GFSArtemisia GFSArtemisiaBold"),
    Package(
        "fonts-paratype",
        "ParaType Free Font",
        "PTS55F PTS56F PTS75F PTM55F PTN57F",
        "PTF55F PTF56F PTF75F",
    ),
    Package("fonts-cmu", OFL, "cmunrm cmunti cmunbx cmunss cmuntt cmunsl cmunci"),
    Package(
        "fonts-noto-core",
        OFL,
        "NotoSans-Regular NotoSans-Bold NotoSans-Italic NotoSerif-Regular NotoSerif-Italic"
        " NotoSerif-Bold NotoSerifDisplay-Regular NotoSansHebrew-Regular NotoSansHebrew-Bold"
        " NotoSerifHebrew-Regular NotoRashiHebrew-Regular NotoSansArmenian-Regular"
        " NotoSansArmenian-Bold NotoSerifArmenian-Regular NotoSansGeorgian-Regular"
        " NotoSansGeorgian-Bold NotoSerifGeorgian-Regular NotoSansThai-Regular NotoSansThai-Bold"
        " NotoLoopedThai-Regular NotoSansDevanagari-Regular NotoSansDevanagari-Bold"
        " NotoSansArabic-Regular NotoSansArabic-Bold NotoNaskhArabic-Regular"
        " NotoKufiArabic-Regular",
        "NotoSerifHebrew-Bold NotoSerifArmenian-Bold NotoSerifGeorgian-Bold NotoSerifThai-Regular"
        " NotoSerifDevanagari-Regular NotoNaskhArabic-Bold",
    ),
    Package(
        "fonts-roboto-unhinted",
        "Apache-2.0",
        "Roboto-Regular Roboto-Light RobotoCondensed-Regular Roboto-Bold",
    ),
    Package("fonts-open-sans", "Apache-2.0", "OpenSans-Regular OpenSans-CondLight"),
    Package("fonts-stix", OFL, "STIX-Regular STIX-Italic"),
    Package("fonts-inter", OFL, "Inter-Regular"),
    Package("fonts-crosextra-carlito", OFL, "", "Carlito-Regular Carlito-Bold"),
    Package("fonts-crosextra-caladea", "Apache-2.0", "", "Caladea-Regular"),
    Package(
        "culmus",
        GPL_FONT,
        "DavidCLM-Medium FrankRuehlCLM-Medium HadasimCLM-Regular MiriamCLM-Book KeterYG-Medium",
        "DavidCLM-Bold",
    ),
    Package(
        "fonts-nanum",
        OFL,
        "NanumGothic NanumGothicBold NanumMyeongjo NanumBarunGothic",
        "NanumMyeongjoBold NanumSquareR",
    ),
    Package("fonts-tlwg-kinnari-ttf", GPL_FONT, "Kinnari Kinnari-Bold", "Kinnari-Italic"),
    Package("fonts-lohit-deva", OFL, "Lohit-Devanagari"),
    Package("fonts-hosny-amiri", OFL, "Amiri-Regular Amiri-Bold", "Amiri-Slanted"),
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font on disk."""

    name: str  # stem of its file
    path: Path
    letters: frozenset[str]  # that it draws

    def draws(self, text: str) -> bool:
        """All of it; a space needs no letter."""
        return self.letters.issuperset(text.replace(" ", ""))


def faces(half: Half, folder: Path | None = None) -> tuple[Face, ...]:
    """Those of a half that are on disk, by name. Raises InputError where there is none."""
    paths = _listed() if folder is None else sorted(folder.rglob("*"))
    by_stem = {path.stem: path for path in paths if path.suffix in SUFFIXES}
    names = wanted(half)
    found = [
        Face(name, by_stem[name], _letters(by_stem[name])) for name in names if name in by_stem
    ]
    if not found:
        packages = ", ".join(package.name for package in PACKAGES)
        raise InputError(
            f"none of the {half} fonts is here",
            where=str(folder or "fontconfig"),
            remedy=f"install some of {packages}",
        )
    return tuple(found)


def wanted(half: Half) -> list[str]:
    """The stems of a half, sorted."""
    names: list[str] = []
    for package in PACKAGES:
        files = package.files if half == "training" else package.held_out
        names += files.split()
    return sorted(names)


def lacking(found: Iterable[Face], half: Half) -> Sequence[str]:
    """The packages of which nothing of a half is here."""
    here = {face.name for face in found}
    missing = []
    for package in PACKAGES:
        files = package.files if half == "training" else package.held_out
        stems = files.split()
        if stems and not here.intersection(stems):
            missing.append(package.name)
    return missing


@lru_cache(maxsize=256)
def _letters(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(str(path), lazy=True) as font:
        table = font["cmap"].getBestCmap()
    return frozenset(map(chr, table))


def _listed() -> list[Path]:
    """Files of fonts, as fontconfig knows them, sorted."""
    command = ["fc-list", "--format", "%{file}\n"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True, text=True)
    except (OSError, subprocess.SubprocessError) as fault:
        remedy = "install fontconfig, or give --fonts a folder"
        raise MissingDependency("fc-list does not run", remedy=remedy) from fault
    return sorted(_paths(listed.stdout))


def _paths(listed: str) -> Iterator[Path]:
    for line in set(listed.splitlines()):
        yield Path(line)
