"""Finds a font with Chinese characters for matplotlib, whose own list may be older than the machine's fonts."""
from __future__ import annotations

import functools
import logging

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei",
            "WenQuanYi Micro Hei", "Microsoft YaHei", "SimHei", "PingFang SC", "Noto Sans SC")
SAMPLE = "卷积核"


def families(kind: str) -> list[str]:
    """The value of `font.sans-serif`: the font found here; in an SVG, whose text stays text, also what viewers may
    have."""
    found = chinese()
    return [*([found] if found else []), "DejaVu Sans", *(FAMILIES if kind == "svg" else ())]


@functools.cache
def chinese() -> str | None:
    """The family of a font that has Chinese characters; None where no font on this machine has."""
    from matplotlib import font_manager
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {font.name for font in font_manager.fontManager.ttflist}
    if listed := [family for family in FAMILIES if family in known]:
        return listed[0]
    return next(filter(None, map(_family, sorted(font_manager.findSystemFonts()))), None)


def _family(path: str) -> str | None:
    """Makes the font of a file known to matplotlib, if it has the characters."""
    from matplotlib import font_manager, ft2font
    try:
        font = ft2font.FT2Font(path)
        if not all(ord(character) in font.get_charmap() for character in SAMPLE):
            return None
        font_manager.fontManager.addfont(path)
    except (OSError, RuntimeError):  # a kind of font that matplotlib cannot read
        return None
    return str(font.family_name)
