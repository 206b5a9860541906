"""Where the parties of the data lie: the outlines that the map draws, and a point for each.

The outlines are one file beside the app, so that a map asks no other server. It is written by
``python -m tests.tools.outlines``; its NOTICE says where the outlines come from.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static" / "map"
# The name that plotly asks for: the part of the world and the resolution of the outlines.
OUTLINES = FOLDER / "world_50m.json"
# Where the app serves the folder, seen from any of its pages, behind whatever path it stands.
URL = "app/static/map/"


@dataclass(frozen=True)
class Place:
    """A point inside a party's largest piece of land, in degrees, and whether that is tiny."""

    lon: float
    lat: float
    tiny: bool


@cache
def places() -> dict[str, Place]:
    """The place of every party that the map can show, by ``state_id``."""
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    found = {}
    for shape in outlines["objects"]["countries"]["geometries"]:
        if "id" in shape:
            lon, lat = shape["properties"]["ct"]
            found[shape["id"]] = Place(lon, lat, shape["properties"].get("tiny", False))
    return found
