"""A figure as pictures: SVG with real text, PNG in several sizes, PDF."""

import hashlib
import re
import struct
import zlib
from collections.abc import Sequence
from html import escape

from dashboard.figures.links import Drawing
from dashboard.takeaway import chrome
from dashboard.takeaway.fonts import faces
from dashboard.takeaway.layout import WIDTH_PX, address_lines, drawable, laid_out
from dashboard.takeaway.rows import credit, made_at, notes, words

_LETTERS = "text-rendering: geometricPrecision; font-variant-ligatures: none"
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
    plains = sorted({plain for *_, plain in wanted})
    drawn = chrome.draw([laid_out(drawing, plain=plain) for plain in plains])
    svgs = {plain: _svg(text, drawing) for plain, text in zip(plains, drawn, strict=True)}
    shots = [
        chrome.Shot(svgs[plain], kind, width / WIDTH_PX)
        for kind, width, plain in wanted
        if kind != "svg"
    ]
    taken = iter(chrome.take(shots) if shots else ())
    return [
        f"{svgs[plain]}\n".encode() if kind == "svg" else _FINISHED[kind](next(taken), drawing)
        for kind, _, plain in wanted
    ]


def _svg(text: str, drawing: Drawing) -> str:
    """With title and description for those who cannot see it, and ids that stay the same.

    The font goes with it, so that it looks on a reader's machine as on this one; editors, which
    take no font from a file, find others named. No letters are joined: in a PDF, which is printed
    from this, who copies ``figure=`` would get one sign for its first two letters.
    """
    own = hashlib.sha256(repr((drawing.name, sorted(drawing.params.items()))).encode()).hexdigest()
    # Ids carry a random part, and two figures in one page must not share theirs.
    if random := re.search(r'id="defs-([0-9a-f]{6})"', text):
        part = re.compile(rf"""((?:\bid="|\burl\((?:&quot;|["'])?#|href="#)[\w-]*?){random[1]}""")
        text = part.sub(rf"\g<1>{own[:6]}", text)
    text = _linked(text, drawing)
    told = {name: escape(drawable(word)) for name, word in words(drawing).items()}
    name, description = f"title-{own[:6]}", f"desc-{own[:6]}"
    begin, end = text.index("<svg "), text.index(">") + 1
    # plotly's own style is empty, and stands now before other attributes, now behind them.
    head = re.sub(' style="[^"]*"', "", text[begin : end - 1])
    return (
        f'{head} style="{_LETTERS}" role="img" aria-labelledby="{name} {description}">'
        f'<title id="{name}">{told["title"]}</title>'
        f'<desc id="{description}">{told["alt"]}</desc><style>{faces(text)}</style>{text[end:]}'
    )


def _linked(text: str, drawing: Drawing) -> str:
    """With the address as a link, which plotly 7.1 would spell anew: ``%2B`` as ``%252B``."""
    if drawing.permalink.startswith("http"):
        target = escape(drawable(drawing.permalink))
        for line in map(escape, address_lines(drawing)):
            link = f'<a xlink:href="{target}">{line}</a>'
            text = text.replace(f">{line}</tspan>", f">{link}</tspan>")
    return text


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
    date = f"{made_at(drawing.answer):%Y%m%d%H%M%S}".encode()
    return re.sub(rb"(?<=/)(CreationDate|ModDate) \(D:\d{14}", rb"\1 (D:" + date, picture)


_FINISHED = {"png": _png, "pdf": _pdf}
