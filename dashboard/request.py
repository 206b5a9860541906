"""What a request says, read alike for pages, files and addresses for programs."""

from urllib.parse import parse_qs

_CHARS, _PARAMETERS = 4_000, 100  # of a query, at most


class LongError(ValueError):
    """More stands behind a question mark than any address of ours has; the message says so."""


def query_of(text: str) -> dict[str, list[str]]:
    """What stands behind the question mark of an address, taken apart.

    Raises:
        LongError: if it is too long.
    """
    if len(text) > _CHARS or text.count("&") >= _PARAMETERS:
        raise LongError(
            f"No more than {_CHARS:,} characters and {_PARAMETERS} parameters may stand behind the "
            "question mark."
        )
    return parse_qs(text, keep_blank_values=True)


def coding_of(accepted: str) -> str | None:
    """The best coding that the asker takes, of those that are made here."""
    taken = {
        name.strip().lower()
        for name, _, quality in (part.partition(";") for part in accepted.split(","))
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    }
    return next((coding for coding in ("br", "gzip") if coding in taken), None)
