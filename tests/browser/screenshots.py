"""Pictures of every page, wide and as on a phone, light and dark, and the README's picture.

Run with ``python -m tests.browser.screenshots [folder]``; the folder is ``build/screenshots``
unless another is given.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from etl.paths import warehouse_path
from tests.browser.app import PAGES, find_chromium, running_app, running_browser, settle, visit

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {"wide": 1280, "phone": 390}
README_HEIGHT = 925


def main(folder: Path) -> int:
    """Write all pictures into the folder, and the one of the README."""
    executable = find_chromium()
    if executable is None:
        print("No Chromium is installed, so no picture can be taken.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with running_app(warehouse_path()) as address, running_browser(executable) as browser:
        for path in PAGES:
            for width_name, width in WIDTHS.items():
                for scheme in ("light", "dark"):
                    target = folder / f"{path or 'start'}-{width_name}-{scheme}.png"
                    _picture(browser, address, path, width, scheme, target)
        target = ROOT / ".github" / "screenshot.png"
        target.parent.mkdir(exist_ok=True)
        _picture(
            browser, address, "country", WIDTHS["wide"], "light", target,
            height=README_HEIGHT, period="2016–20",
        )  # fmt: skip
    print(f"Wrote {len(list(folder.glob('*.png')))} pictures to {folder} and {target}.")
    return 0


def _picture(
    browser: Browser,
    address: str,
    path: str,
    width: int,
    scheme: str,
    target: Path,
    *,
    height: int | None = None,
    **parameters: str,
) -> None:
    """One picture of a page, of its full height unless another is given."""
    page = browser.new_page(
        viewport={"width": width, "height": height or 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    visit(page, address, path, **parameters)
    if height is None:
        _stretch(page, width)
    page.screenshot(path=target)
    page.close()


def _stretch(page: Page, width: int) -> None:
    """Make the window as high as the page, which scrolls inside it and not as a document."""
    inside = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    around = page.evaluate(
        "innerHeight - document.querySelector('[data-testid=stMain]').clientHeight"
    )
    page.set_viewport_size({"width": width, "height": inside + around})
    page.wait_for_timeout(300)
    settle(page)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots"))
