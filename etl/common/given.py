"""What others give: files read within bounds, TOML, and text that does a terminal no harm."""

import errno
import re
import tomllib
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

# The whole register since 1950 is some 10 MB as text; a file a hundred times that is a mistake.
MAX_BYTES = 1_000_000_000
# Controls, with which a name could steer a terminal; marks that turn the order of letters; halves
# of characters, which stand for bytes of a file's name that are not UTF-8.
_HARMFUL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def content_of(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: if it cannot be read, has more than ``most`` bytes, or is a pipe or device, which
            need never come to an end.
    """
    found = path.stat()
    if not (S_ISREG(found.st_mode) or S_ISDIR(found.st_mode)):
        raise OSError(errno.EINVAL, "it is a pipe or device and no file", str(path))
    if found.st_size > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:,.0f} MB", str(path))
    return path.read_bytes()


def toml_of(text: str) -> dict[str, Any]:
    """What a text in TOML says.

    Raises:
        ValueError: if it is no TOML, or nested more deeply than its reader can follow.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # by which some editors know UTF-8
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def harmless(text: object) -> str:
    """Text with its controls spelled out, such as ``\\x1b``; line breaks and tabs stay."""
    return _HARMFUL.sub(lambda found: ascii(found[0])[1:-1], str(text))
