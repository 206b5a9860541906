"""plotly.js, and what it is fed, as JavaScript: for the HTML file and for the pictures."""

import json
from pathlib import Path
from typing import Any

import plotly
from plotly.utils import PlotlyJSONEncoder

from dashboard.geography import OUTLINES


def library() -> str:
    """plotly.js, as the Python package brings it; not kept, as it takes 10 MB or more."""
    file = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return file.read_text(encoding="utf-8")


def outlines() -> str:
    """A statement that lays the map's outlines where plotly looks before it asks a server."""
    shapes = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return f"PlotlyGeoAssets.topojson[{as_script(OUTLINES.stem)}] = {as_script(shapes)};\n"


def as_script(value: Any) -> str:
    """A value as JavaScript inside a page, where nothing may look like the end of the script."""
    text = json.dumps(value, cls=PlotlyJSONEncoder, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")
