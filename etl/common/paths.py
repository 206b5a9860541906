"""Where the data and the warehouse lie, also when a command is called from another folder."""

import os
from pathlib import Path


def data_dir() -> Path:
    """Folder of tables and cards: ``$ARMS_DATA``, else the checkout's ``data``, else ``./data``."""
    if chosen := os.environ.get("ARMS_DATA"):
        return Path(chosen)
    checkout = Path(__file__).resolve().parents[2] / "data"
    return checkout if checkout.is_dir() else Path.cwd() / "data"


def warehouse_path() -> Path:
    """The warehouse file: ``$ARMS_WAREHOUSE``, else ``warehouse.duckdb`` in the data folder."""
    if chosen := os.environ.get("ARMS_WAREHOUSE"):
        return Path(chosen)
    return data_dir() / "warehouse.duckdb"
