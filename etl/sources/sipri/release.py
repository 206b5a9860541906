"""Which release of SIPRI's a file is of."""

from datetime import datetime
from pathlib import Path

from etl.common.errors import DataError


def release_of(
    path: Path, generated: datetime | None, given: int | None, last_year: int, open_ended: bool
) -> int:
    """The release that a table is of: SIPRI issues a year's data in March of the next.

    It was ``generated`` then, its user says it is of the ``given`` one, and numbers end with its
    ``last_year``. If it is ``open_ended``, it would hold the last year of a whole release.

    Raises:
        DataError: if it cannot be told.
    """
    if given is not None:
        if last_year >= given:
            held = "a release holds the years before its own"
            message = f"the file has deliveries in {last_year}, and {held}"
            fix = f"Give --release {last_year + 1} or later, or leave it out."
            raise DataError.of(path, message, fix, value=str(given))
        return given
    ask = "Say which release it is with --release YEAR."
    if generated is None:
        say = f"If its last deliveries, of {last_year}, are the release's last, say:"
        fix = f"{ask} {say} --release {last_year + 1}"
        raise DataError.of(path, "the file does not say when it was generated", fix)
    if generated.month == 3:  # on which day the release comes out differs
        likely = generated.year if last_year == generated.year - 1 else None
        if likely is None and open_ended and last_year == generated.year - 2:
            likely = generated.year - 1
    else:
        likely = generated.year if generated.month > 3 else generated.year - 1
    fits = likely is not None and (last_year == likely - 1 if open_ended else last_year < likely)
    if likely is None or not fits:
        message = (
            f"the file was generated on {generated:%d %B %Y}, and its last deliveries are"
            f" of {last_year}: which release this is cannot be told"
        )
        raise DataError.of(path, message, f"{ask} If the file was cut short, download it again.")
    return likely
