"""What is unclear about something that somebody typed."""

from dataclasses import dataclass

_SHOWN = 60  # characters of what was typed


@dataclass(frozen=True)
class Fault:
    """What is unclear about one field: what was found, and what to write."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def found(text: str) -> str:
    """What was typed, as a message shows it: cut, and in one line."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in text[:_SHOWN])
    return f"found “{shown}”" if shown else "it is empty"
