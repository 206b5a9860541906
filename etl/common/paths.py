"""Where the data and the warehouse lie, also when a command is called from another folder.

In a checkout all lies in its folder ``data``. An installed package holds the bundled tables and is
only read; what its user brings in, and the warehouse, lie in a folder of the user's own.
"""

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from etl.common.errors import WarehouseError

NAME = "arms-transfers-dashboard"
INSTALLED = Path(__file__).resolve().parents[1] / "data"  # not there in a checkout
_FIX = "Name a folder that you may write to with --data or $ARMS_DATA."


def data_dir() -> Path:
    """Folder of tables and cards: ``$ARMS_DATA``, else the checkout's ``data``, else the user's.

    Raises:
        WarehouseError: if there is none of these, because the user has no home folder.
    """
    if chosen := os.environ.get("ARMS_DATA"):
        return Path(chosen)
    return _own() if INSTALLED.is_dir() else INSTALLED.parents[1] / "data"


def _own() -> Path:
    try:
        return user_data_path(NAME, appauthor=False)
    except RuntimeError as error:
        raise WarehouseError(f"No home folder of this user is known. {_FIX}") from error


def warehouse_path() -> Path:
    """The warehouse file: ``$ARMS_WAREHOUSE``, else ``warehouse.duckdb`` in the data folder.

    Raises:
        WarehouseError: as :func:`data_dir`.
    """
    if chosen := os.environ.get("ARMS_WAREHOUSE"):
        return Path(chosen)
    return data_dir() / "warehouse.duckdb"


def completed(data: Path) -> bool:
    """Whether the installed tables are read beside those of a data folder.

    They are, unless it has all reference tables, with which it is whole by itself.
    """
    needed = (table.name for table in (INSTALLED / "reference").glob("*.csv"))
    return INSTALLED.is_dir() and not all((data / "reference" / name).is_file() for name in needed)


def is_own(data: Path) -> bool:
    """Whether a data folder is the user's own, which need not be there before it is written to."""
    with suppress(WarehouseError):
        return INSTALLED.is_dir() and data == _own()
    return False


def make_own(data: Path) -> None:
    """Create the data folder if it is the user's own; one that somebody named must be there.

    Raises:
        WarehouseError: if it cannot be created.
    """
    try:
        if is_own(data):
            data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{data} cannot be created: {error.strerror}. {_FIX}") from error
