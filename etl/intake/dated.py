"""When a file was generated, as the lines above its header or below its rows say."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from etl.common.errors import DataError
from etl.intake.recognise import Part

# What to look for, and how the date that it finds may be written.
Dates = Sequence[tuple[re.Pattern[str], Sequence[str]]]


def generated_at(path: Path, parts: list[Part], dates: Dates) -> datetime | None:
    """When the publisher generated the table; the earliest if it was downloaded in parts.

    Raises:
        DataError: if the parts are of different days, so that a release may lie between them.
    """
    found = [moment for part in parts if (moment := _moment(part, dates)) is not None]
    if len({moment.date() for moment in found}) > 1:
        message = "the parts of this download were generated on different days"
        fix = "Download it again, so that all of it is of one release."
        raise DataError.of(path, message, fix)
    return min(found, default=None)


def _moment(part: Part, dates: Dates) -> datetime | None:
    text = "\n".join((*part.preamble, *part.footer))
    for pattern, formats in dates:
        if match := pattern.search(text):
            for form in formats:
                try:
                    return datetime.strptime(match[1], form)
                except ValueError:
                    continue
    return None
