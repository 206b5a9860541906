"""``python -m tests.tasks [WORDS]``: plays the tasks whose questions have these words, or all."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Error
from rich.console import Console
from rich.table import Table

from etl.stage import stage
from etl.warehouse.build import build
from tests.browser.app import find_chromium, running_app, running_browser, warm_visitor
from tests.browser.register import EXPORTS, with_exports
from tests.conftest import DATA, quiet
from tests.tasks.played import MOST_CLICKS, TASKS, Task
from tests.tasks.visitor import FailedError, Visitor


def play(task: Task, browser: Browser, address: str) -> tuple[int, str, bool]:
    """The clicks of a task, what was found or why it failed, and whether it is right."""
    with warm_visitor(browser) as context:
        visitor = Visitor(context.new_page())
        try:
            visitor.open(address)
            found = task.play(visitor)
        except (FailedError, Error, AssertionError) as error:
            return visitor.clicks, f"failed: {str(error).splitlines()[0]}", False
        if visitor.clicks > MOST_CLICKS:
            return visitor.clicks, f"failed: {found}, but in too many clicks", False
        return visitor.clicks, found, True


def main() -> int:
    """Play, print the table, and say by the exit code whether all were done."""
    wanted = [task for task in TASKS if " ".join(sys.argv[1:]).lower() in task.asks.lower()]
    table = Table("Task", "Clicks", "Answer found")
    done = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(running_browser(str(find_chromium())))
        build(stage(DATA, quiet), folder / "warehouse.duckdb", quiet)
        bundled = stack.enter_context(running_app(folder / "warehouse.duckdb"))
        register = None
        if EXPORTS.is_dir() and any(task.needs_register for task in wanted):
            register = stack.enter_context(running_app(with_exports(folder)))
        for task in wanted:
            address = register if task.needs_register else bundled
            if address is None:
                table.add_row(task.asks, "–", "failed: no register lies beside the checkout")
                continue
            clicks, found, right = play(task, browser, address)
            table.add_row(task.asks, str(clicks), found)
            done += right
    console = Console(width=140)
    console.print(table)
    console.print(f"{done} of {len(wanted)} done, each in at most {MOST_CLICKS} clicks.")
    return 0 if done == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
