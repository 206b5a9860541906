"""Pictures of every page, wide and as on a phone, light and dark, and the README's three.

Run with ``python -m tests.browser.screenshots [folder]``; the folder is ``build/screenshots``
unless another is given.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from etl.common.paths import warehouse_path
from tests.browser.app import PAGES, find_chromium, running_app, running_browser, settle, visit

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = {"wide": 1280, "phone": 390}
# The README's pictures by name: the page, its parameters and the height of the window.
README: dict[str, tuple[str, dict[str, str], int]] = {
    "start": ("", {}, 1180),
    "country": ("country", {"period": "2016–20"}, 925),
    "map": ("map", {}, 1180),
}


def main(folder: Path) -> int:
    """Write all pictures into the folder, and those of the README."""
    executable = find_chromium()
    if executable is None:
        print("No Chromium is installed, so no picture can be taken.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with running_app(warehouse_path()) as address, running_browser(executable) as browser:
        readme_pictures(browser, address, ROOT / ".github")
        for path in PAGES:
            for width_name, width in WIDTHS.items():
                for scheme in ("light", "dark"):
                    target = folder / f"{path or 'start'}-{width_name}-{scheme}.png"
                    _picture(browser, address, path, width, scheme, target)
    print(f"Wrote {len(list(folder.glob('*.png')))} pictures to {folder}, and the README's.")
    return 0


def readme_pictures(browser: Browser, address: str, folder: Path) -> None:
    """Write the README's pictures into the folder."""
    folder.mkdir(exist_ok=True)
    for name, (path, parameters, height) in README.items():
        target = folder / f"{name}.png"
        _picture(
            browser, address, path, WIDTHS["wide"], "light", target, height=height, **parameters
        )
        # As many colours as an index of one byte has: a third of the size, and looks the same.
        Image.open(target).convert("RGB").quantize(256).save(target, optimize=True)


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
