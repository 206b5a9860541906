"""SQL stands in files of its own, each beside the module that asks it."""

from functools import cache
from pathlib import Path


@cache
def sql(module: str, name: str) -> str:
    """The text of ``<name>.sql`` beside a module, which gives its ``__file__``."""
    return (Path(module).parent / f"{name}.sql").read_text(encoding="utf-8")


def all_sql(module: str) -> dict[str, str]:
    """Every text of SQL beside a module by its name, in order of name."""
    return {path.stem: sql(module, path.stem) for path in sorted(Path(module).parent.glob("*.sql"))}
