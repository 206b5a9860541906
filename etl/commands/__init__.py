"""The commands of ``arms-etl``: each a function with its options beside it.

What a command needs is imported when it runs, so that ``arms-etl --help`` takes no time.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from etl.common.paths import data_dir, warehouse_path

PATH = click.Path(path_type=Path)


def places(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say where all lies; the command takes them as ``data`` and ``warehouse``.

    A change of the data that was interrupted is finished or undone before. If it is the one asked
    for, it is not made a second time.
    """

    @click.option(
        "--data", type=PATH, metavar="DIR",
        help="folder of tables and cards (default: $ARMS_DATA, else data of the checkout; "
        "installed, a folder of your own)",
    )  # fmt: skip
    @click.option(
        "--warehouse", type=PATH, metavar="FILE",
        help="the warehouse file (default: $ARMS_WAREHOUSE, else warehouse.duckdb in --data)",
    )  # fmt: skip
    @wraps(command)
    def placed(*, data: Path | None, warehouse: Path | None, **options: object) -> int:
        from etl.intake.journal import settle_unless_running

        if warehouse is None:
            warehouse = data / "warehouse.duckdb" if data else warehouse_path()
        data = data or data_dir()
        once = {"rollback": "rollback", "forget": f"forget of {options.get('snapshot')}"}
        if settle_unless_running(data) == once.get(command.__name__):
            return 0
        return command(data=data, warehouse=warehouse, **options)

    return placed
