"""The page that a browser gets before the app runs: Streamlit's, with our title, style and words.

The style is there before anything is drawn, so that nothing moves when it comes. Streamlit 1.67
calls every page "Streamlit" until the app names it (``static/index.html``).
"""

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.navigation import PAGES, SITE, START

_STYLES = [Path(__file__).parents[1] / f"{name}.css" for name in ("style", "table")]
_TABLES = '<script src="./app/static/table.js" defer></script>'
_WITHOUT_SCRIPTS = "<p>This dashboard is drawn by scripts, which this browser does not run.</p>"


def shell(streamlit: Path) -> str:
    """The page, made of the one in Streamlit's folder."""
    html = (streamlit / "index.html").read_text(encoding="utf-8")
    # What every page has words in; Streamlit would ask for it when the first ones come.
    words = next(streamlit.glob("static/js/Html.*.js")).relative_to(streamlit)
    html = html.replace("</head>", f'<link rel="modulepreload" href="./{words}"></head>')
    html = re.sub("<title>.*?</title>", f"<title>{SITE}</title>", html)
    html = re.sub("(?s)(?<=<noscript>).*(?=</noscript>)", _WITHOUT_SCRIPTS, html)
    # Behind Streamlit's own styles, which its scripts put into the head.
    style = "".join(path.read_text(encoding="utf-8") for path in _STYLES)
    return html.replace("</body>", f"<style>{style}</style>{_TABLES}</body>")


def routes(streamlit: Path) -> list[Route]:
    """The page at the address of each page of the app."""
    html = shell(streamlit)

    def show(_: Request) -> HTMLResponse:
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    return [Route("/" if page is START else f"/{page.name}", show) for page in PAGES]
