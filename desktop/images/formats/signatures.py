"""What a file is by its first bytes, for the formats that Pillow alone does not read. Cheap: one read, no library."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

HEIC = "HEIC"
DICOM = "DICOM"
FORMAT_NAMES = f"JPEG, PNG, TIFF, BMP, WebP, {HEIC}, {DICOM}"
FORMAT_ENDINGS = ".jpg, .png, .tif, .bmp, .webp, .heic, .dcm"
"""The formats that can be read, as messages have them: by name, and by the ending most files of it have."""
BARE_DICOM = "DICOM without its preamble"

HEIC_SUFFIXES = frozenset({".heic", ".heif", ".hif"})
DICOM_SUFFIXES = frozenset({".dcm", ".dicom", ".dic"})
SUFFIXES = (
    frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".webp"})
    | HEIC_SUFFIXES
    | DICOM_SUFFIXES
)
"""Lower-case file endings taken for images when a folder is searched."""

# ISO 14496-12 `ftyp` box: the brands of ISO 23008-12 for images coded with HEVC, and its general ones.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_DICOM_PREAMBLE = 128  # DICOM PS3.10, 7.1: 128 bytes for others' use, then the four letters
_HEAD = _DICOM_PREAMBLE + 4
# What files begin with that were written before PS3.10, or lost their preamble: groups 0002 and 0008 in either byte
# order, the type of the element told (explicit) or its length alone.
_BARE_GROUPS = (b"\x08\0", b"\x02\0", b"\0\x08")
_BARE_TYPES = frozenset({b"UL", b"CS", b"UI", b"OB", b"SH", b"LO", b"DA", b"TM", b"ST", b"PN"})
_BARE_ELEMENTS = frozenset({0x0000, 0x0001, 0x0002, 0x0005, 0x0008, 0x0010, 0x0012, 0x0016, 0x0018, 0x0020})
_LONGEST_BARE = 64


def kind_of(head: bytes) -> str | None:
    """HEIC, DICOM or BARE_DICOM by the first 132 bytes of a file, else None."""
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head[_DICOM_PREAMBLE:_HEAD] == b"DICM":
        return DICOM
    return BARE_DICOM if _is_bare_dicom(head) else None


def _is_bare_dicom(head: bytes) -> bool:
    if head[:2] not in _BARE_GROUPS or len(head) < 12:
        return False
    order: Literal["little", "big"] = "big" if head[:1] == b"\0" else "little"
    if int.from_bytes(head[2:4], order) not in _BARE_ELEMENTS:
        return False
    return head[4:6] in _BARE_TYPES or int.from_bytes(head[4:8], order) <= _LONGEST_BARE


def kind_of_file(path: Path) -> str | None:
    """`kind_of` a regular file's first bytes. Raises OSError where it cannot be read."""
    return kind_of(head_of_file(path))


def head_of_file(path: Path) -> bytes:
    """The first bytes of a regular file, by which it is known. Raises OSError where it cannot be read."""
    with path.open("rb") as stream:
        return stream.read(_HEAD)


def may_be_dicom(name: str, suffix: str) -> bool:
    """Whether a file of that name may be a DICOM file that its name does not tell: devices write `IM000001` and UIDs.

    `suffix`: what follows the last dot, with it. The index of a medium, DICOMDIR, is one by content, but no image.
    """
    return (not suffix or suffix[1:].isdecimal()) and name.upper() != "DICOMDIR"
