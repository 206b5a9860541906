"""A figure as pictures: SVG with real text, PNG in several sizes, PDF."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from html import escape

from dashboard.figures.links import Drawing
from dashboard.takeaway import chrome
from dashboard.takeaway.layout import WIDTH_PX, drawable, laid_out
from dashboard.takeaway.rows import credit, made_at, notes, words

_PNG_HEADER = 33  # bytes: the signature and the chunk that says the size


def pictures(drawing: Drawing, wanted: Sequence[tuple[str, int, bool]]) -> list[bytes]:
    """Pictures of one figure, in the order given.

    Args:
        drawing: The figure.
        wanted: For each its kind (``svg``, ``png`` or ``pdf``), its width in pixels, and whether
            it is without title, source and address.

    Raises:
        dashboard.takeaway.chrome.PictureError: if pictures cannot be made here, or Chrome fails.
    """
    specs = {plain: laid_out(drawing, plain=plain) for plain in {plain for *_, plain in wanted}}
    drawn = chrome.draw(
        [chrome.Shot(specs[plain], kind, width / WIDTH_PX) for kind, width, plain in wanted]
    )
    return [
        _FINISHED[kind](picture, drawing) for picture, (kind, *_) in zip(drawn, wanted, strict=True)
    ]


def _svg(picture: bytes, drawing: Drawing) -> bytes:
    """With title and description for those who cannot see it, and ids that stay the same."""
    text = picture.decode("utf-8")
    own = hashlib.sha256(repr((drawing.name, sorted(drawing.params.items()))).encode()).hexdigest()
    # Ids carry a random part, and two figures in one page must not share theirs.
    if random := re.search(r'id="defs-([0-9a-f]{6})"', text):
        part = re.compile(rf"""((?:\bid="|\burl\((?:&quot;|["'])?#|href="#)[\w-]*?){random[1]}""")
        text = part.sub(rf"\g<1>{own[:6]}", text)
    told = {name: escape(drawable(word)) for name, word in words(drawing).items()}
    name, description = f"title-{own[:6]}", f"desc-{own[:6]}"
    begin, end = text.index("<svg "), text.index(">") + 1
    head = text[begin : end - 1]
    return (
        f'{head} role="img" aria-labelledby="{name} {description}">'
        f'<title id="{name}">{told["title"]}</title>'
        f'<desc id="{description}">{told["alt"]}</desc>{text[end:]}\n'
    ).encode()


def _png(picture: bytes, drawing: Drawing) -> bytes:
    """With title, description and source in the file, where picture desks look for them."""
    told = words(drawing)
    lines = {
        "Title": told["title"],
        "Description": told["alt"],
        "Source": f"{credit(drawing)} {told['permalink']}",
        "Copyright": notes(drawing.answer).get("terms", ""),
    }
    chunks = b"".join(_chunk(name, text) for name, text in lines.items() if text)
    return picture[:_PNG_HEADER] + chunks + picture[_PNG_HEADER:]


def _chunk(name: str, text: str) -> bytes:
    """A chunk of international text, not compressed."""
    body = b"iTXt" + name.encode() + bytes(5) + text.replace("\0", "").encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _pdf(picture: bytes, drawing: Drawing) -> bytes:
    """With the date of the data in the place of the clock's, which is of the same length."""
    return re.sub(
        rb"/(CreationDate|ModDate) \(D:\d{14}",
        lambda found: b"/" + found[1] + b" (D:" + _stamp(made_at(drawing.answer)),
        picture,
    )


def _stamp(date: datetime) -> bytes:
    return f"{date:%Y%m%d%H%M%S}".encode()


_FINISHED = {"svg": _svg, "png": _png, "pdf": _pdf}
