"""Signs that writers and programs put for one another."""

import re

# Non-breaking and full-width hyphens, figure dash, minus and bullets; a bar is a long dash.
_ALIKE = str.maketrans(dict.fromkeys("‐‑‒−˗⁃﹣－", "-") | {"―": "—", "﹘": "—"})
_SOFT = "\N{SOFT HYPHEN}"


def with_hyphens(text: str) -> str:
    """The text with one sign for all that look like a hyphen or a minus; dashes stay.

    A soft hyphen, which texts copied from a PDF have, is one between digits and nothing in words.
    """
    text = re.sub(f"(?<=[0-9]){_SOFT}(?=[0-9])", "-", text.translate(_ALIKE))
    return text.replace(_SOFT, "")
