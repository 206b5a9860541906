"""Machines with few fonts: what fontconfig, and so every Chromium that is started, is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
MACHINES = ("as it is", "DejaVu alone", "no font")


def environment(machine: str, folder: Path) -> dict[str, str]:
    """What must be set for a Chromium to find itself on such a machine.

    Args:
        machine: One of ``MACHINES``.
        folder: A folder of the test's, for fontconfig's file and cache.
    """
    if machine == "as it is":
        return {}
    if machine == "DejaVu alone" and not DEJAVU.is_dir():
        pytest.skip(f"{DEJAVU} is not there")
    fonts = DEJAVU if machine == "DejaVu alone" else folder / "fonts"
    fonts.mkdir(exist_ok=True)
    file = folder / "fonts.conf"
    file.write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(file)}
