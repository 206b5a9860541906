"""A figure as one HTML file that needs no network: chart, table, sources, all inside it."""

import hashlib
from base64 import b64encode
from html import escape
from typing import Any

from dashboard.charts import caption
from dashboard.figures.links import Drawing
from dashboard.table import SCRIPT, STYLE, html
from dashboard.takeaway import dataset
from dashboard.takeaway.layout import light
from dashboard.takeaway.rows import credit, notes, own_words, subtitle, words
from dashboard.takeaway.script import as_script, library, outlines
from dashboard.theme import FONT

_STYLE = """
body { max-width: 60rem; margin: 0 auto; padding: 1rem; color: #12161c; background: #fff;
  color-scheme: light; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { max-width: 70ch; overflow-wrap: anywhere; }
.figure-key { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; padding: 0;
  list-style: none; font-size: .85rem; }
.figure-key span { display: inline-block; width: .8em; height: .8em; margin-right: .35em;
  border: 1px solid #9aa3ad; }
"""


def html_file(drawing: Drawing) -> bytes:
    """The page; it runs no script but its own and asks nothing of any server."""
    told = {name: escape(text) for name, text in words(drawing).items()}
    title = escape(drawing.headline) or told["title"]
    spec, around = light(drawing)
    room = caption.room(spec["layout"])
    del spec["layout"]["height"]
    scripts = [library(), _drawing_script(spec), SCRIPT.read_text(encoding="utf-8")]
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    style = f"body {{ font: 1rem/1.5 {FONT}; }}{_STYLE}{STYLE.read_text(encoding='utf-8')}"
    rows = html(drawing.table(), drawing.title, name=drawing.title,
                      source=credit(drawing), linked=False)  # fmt: skip
    beside = notes(drawing.answer)
    lines = [f"Source: {credit(drawing)}", f"Terms: {beside.get('terms', 'none')}."]
    lines.append(own_words(drawing))
    address = told["permalink"]
    at = drawing.permalink if drawing.permalink.startswith("http") else ""
    if at:
        address = f'<a href="{address}">{address}</a>'
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{told["alt"]}">',
            dataset.script(dataset.of_figure(drawing, at)),
            f"<style>{style}</style></head><body><main>",
            f"<h1>{title}</h1><p>{escape(drawing.note or subtitle(drawing))}</p>",
            caption.key(around),
            f'<div id="chart" role="img" aria-label="{told["alt"]}" style="{room}"></div>',
            *(f"<p>{escape(note)}</p>" for note in around["notes"]),
            *(f"<p>{escape(line)}</p>" for line in lines if line),
            f"<p>{address}</p>",
            f"<h2>In words</h2><p>{told['alt']}</p>",
            f"<h2>About this measure</h2>{_markdown(drawing.about)}",
            f"<h2>Table</h2>{rows}</main>",
            *(f"<script>{script}</script>" for script in scripts),
            "</body></html>\n",
        ]
    ).encode()


def _drawing_script(spec: dict[str, Any]) -> str:
    config = {"displaylogo": False, "responsive": True, "displayModeBar": False}
    script = f"Plotly.newPlot('chart', {as_script(spec['data'])}, {as_script(spec['layout'])}, "
    script += f"{as_script(config)});"
    if "geo" in spec["layout"]:
        script = outlines() + script
    return script


def _digest(script: str) -> str:
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": False}).render(text))
