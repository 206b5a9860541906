"""The page that a browser gets before the app runs: Streamlit's, with our title, style and words.

The style is there before anything is drawn, so that nothing moves when it comes. Streamlit 1.67
calls every page "Streamlit" until the app names it (``static/index.html``). Where the answer to
what is asked can be told soon enough, it stands in the page until the app draws it. The app is
started once a browser has drawn that: its sixty scripts would come first.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.data import run
from dashboard.figures.figure import every
from dashboard.line import FullError, client_of
from dashboard.navigation import PAGES, SITE, START, Listed
from dashboard.request import LongError, query_of
from dashboard.serving import head
from dashboard.theme import on_paper
from etl.common.errors import WarehouseError
from etl.common.paths import warehouse_path
from etl.warehouse.read import Version, version

_TITLE = f"<title>{SITE}</title>"
_STYLES = [Path(__file__).parents[1] / f"{name}.css" for name in ("style", "table")]
_SCRIPTS = "".join(
    f'<script src="./app/static/{name}.js" defer></script>'
    for name in ("table", "bands", "answer", "pages")
)
# What starts the app, which a browser leaves alone until it is put into the page: by then the first
# frame is drawn, or will not be, as in a tab that is not in view. It is told where the app lies, as
# Streamlit 1.67 (``DoInitPings``) would look below the page's own path first, and open no websocket
# before it has found it. Whether the words before the app are in their font is read from letters: a
# font that came after the first frame is there, too (``document.fonts.check``), and not drawn.
_APP = r'<link rel="(?:modulepreload|stylesheet)"[^>]*>|<script type="module".*?</script>'
_START = """<script>
      {
        window.__streamlit = {
          BACKEND_BASE_URL: new URL("./", location).href,
          HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
        }
        const start = () => {
          const app = document.querySelector("template")
          if (!app) return
          const words = document.querySelector("#before")
          if (words) {
            const width = family => {
              const letters = document.createElement("span")
              letters.style.cssText = `position: absolute; font-family: ${family}`
              letters.append("imimim")
              const { width } = words.appendChild(letters).getBoundingClientRect()
              letters.remove()
              return width
            }
            if (width("Before, monospace") === width("monospace")) words.classList.add("set")
          }
          app.replaceWith()
          document.head.append(app.content)
        }
        requestAnimationFrame(() => requestAnimationFrame(start))
        setTimeout(start, 1000)
      }
    </script>"""
_FEEDS = "".join(
    f'<link rel="alternate" type="application/{kind}" href="./feed.{name}" title="What changed">'
    for kind, name in (("atom+xml", "atom"), ("feed+json", "json"))
)
_WITHOUT_SCRIPTS = "<p>This dashboard is drawn by scripts, which this browser does not run.</p>"
_WITHIN_S = 0.5  # then the page goes without, and the next who asks has it
_KEPT = 20  # of a page, of some 6 kB
# Threads of their own: those that make files may all be waiting for pictures.
_threads = ThreadPoolExecutor(4, "heads")
_ERRORS = logging.getLogger("dashboard.errors")


def shell(streamlit: Path, *, charts: bool = True) -> str:
    """The page, made of the one in Streamlit's folder; some pages have ``charts``."""
    html = (streamlit / "index.html").read_text(encoding="utf-8")
    app = re.findall(_APP, html)
    html = re.sub(_APP, "", html).replace("</head>", f"{_FEEDS}</head>")
    # What words and charts are drawn by; Streamlit would ask for it when the first ones come.
    for name in ("Html", "PlotlyChart") if charts else ("Html",):
        script = next(streamlit.glob(f"static/js/{name}.*.js")).relative_to(streamlit)
        app.append(f'<link rel="modulepreload" href="./{script}">')
    # What describes the addresses for programs; Streamlit names an address that is closed here.
    html = html.replace("./_stcore/agent/openapi.json", "./openapi.json")
    html = re.sub("<title>.*?</title>", _TITLE, html)
    html = re.sub("(?s)(?<=<noscript>).*(?=</noscript>)", _WITHOUT_SCRIPTS, html)
    # The font that it preloads, for words that are there before its styles; never swapped in, where
    # Chromium 156 takes an optional font that came too late as soon as the app's style sheet comes.
    (font,) = re.findall(r'href="(\S+\.woff2)"', html)
    face = f'@font-face {{ font-family: Before; src: url("{font}"); font-weight: 200 900; '
    face += "font-display: optional; }"
    # Behind Streamlit's own styles, which its scripts put into the head.
    style = face + _style() + on_paper()
    later = f"<template>{''.join(app)}</template>{_START}"
    return html.replace("</body>", f"<style>{style}</style>{_SCRIPTS}{later}</body>")


@cache
def nowhere(site: str) -> str:
    """The page for an address at which nothing is, on the dashboard at ``site``."""
    told, body = head.nowhere(site)
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{viewport}{told}' + (
        f"<style>{_style()}</style></head><body>{body}</body></html>"
    )


def _style() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in _STYLES)


def routes(streamlit: Path) -> list[Route]:
    """The page at the address of each page of the app.

    Streamlit 1.67 compresses all but the first one (``starlette_gzip_middleware.py``).
    """
    drawn = {figure.page for figure in every()}
    return [
        Route(
            "/" if page is START else f"/{page.name}",
            _shown(page, shell(streamlit, charts=page.name in drawn)),
            middleware=[Middleware(GZipMiddleware)] if page is START else (),
        )
        for page in PAGES
    ]


def _shown(page: Listed, html: str) -> Callable[[Request], Awaitable[HTMLResponse]]:
    """An endpoint that answers with this HTML, and in it what can be told of a page's address."""
    kept: OrderedDict[tuple[Version, str, str], tuple[str, str]] = OrderedDict()

    def made(key: tuple[Version, str, str], client: str) -> tuple[str, str]:
        _, query, site = key
        with run(client, _WITHIN_S):
            told = kept[key] = head.parts(page, query_of(query), site)
        if len(kept) > _KEPT:
            kept.popitem(last=False)
        return told

    async def parts(request: Request) -> tuple[str, str]:
        query, site = request.url.query, f"{request.url.scheme}://{request.headers['host']}"
        key = version(warehouse_path()), query, site
        if told := kept.get(key):
            return told
        client = client_of(request.client.host if request.client else "")
        making = asyncio.get_running_loop().run_in_executor(_threads, made, key, client)
        return await asyncio.wait_for(making, _WITHIN_S)

    async def show(request: Request) -> HTMLResponse:
        told, body = _TITLE, ""
        try:
            told, body = await parts(request)
        except (FullError, LongError, TimeoutError, WarehouseError):
            pass  # the app will say what there is to say
        except Exception:
            _ERRORS.exception("a page is sent without its answer: %s", request.url.path)
        answered = html.replace(_TITLE, told, 1).replace(_SCRIPTS, f"{body}{_SCRIPTS}")
        return HTMLResponse(answered, headers={"Cache-Control": "no-cache"})

    return show
