"""A file becomes pixels: checked whole, upright, in sRGB, squashed to a square; and how well it was taken."""

from desktop.images.formats.signatures import FORMAT_NAMES, SUFFIXES
from desktop.images.reading import FORMATS, RESIZE_RULE, DecodedImage, load_image, read_frame, read_image

__all__ = [
    "FORMATS",
    "FORMAT_NAMES",
    "RESIZE_RULE",
    "SUFFIXES",
    "DecodedImage",
    "load_image",
    "read_frame",
    "read_image",
]
