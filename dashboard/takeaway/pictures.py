"""A figure as pictures: SVG with real text, PNG, PDF, each of the size that it is used in."""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Sequence
from html import escape

from dashboard.figures.links import Drawing
from dashboard.takeaway import chrome
from dashboard.takeaway.cite import DASHBOARD
from dashboard.takeaway.fonts import faces
from dashboard.takeaway.layout import drawable, laid_out, link_lines
from dashboard.takeaway.looks import Look, Size
from dashboard.takeaway.rows import about_file, made_at

_LETTERS = "text-rendering: geometricPrecision; font-variant-ligatures: none"
_DUBLIN_CORE = {"Source": "source", "Copyright": "rights", "Comment": "description"}
_PNG_HEADER = 33  # bytes: the signature and the chunk that says the size


def pictures(drawing: Drawing, wanted: Sequence[tuple[str, Look, int]]) -> list[bytes]:
    """Pictures of one figure, in the order given.

    Of each is wanted its kind (``svg``, ``png`` or ``pdf``), its look, and the pixels of a PNG.

    Raises:
        dashboard.takeaway.chrome.PictureError: if pictures cannot be made here, or Chrome fails.
    """
    specs = {look: laid_out(drawing, look) for _, look, _ in wanted}
    drawn = chrome.draw(list(specs.values()))
    svgs = {look: _svg(text, drawing, look) for look, text in zip(specs, drawn, strict=True)}
    shots = [chrome.Shot(svgs[look], kind, px) for kind, look, px in wanted if kind != "svg"]
    taken = iter(chrome.take(shots) if shots else ())
    return [
        f"{svgs[look]}\n".encode()
        if kind == "svg"
        else _pdf(next(taken), drawing)
        if kind == "pdf"
        else _png(next(taken), drawing, round(px / look.size.mm * 1000))
        for kind, look, px in wanted
    ]


def _svg(text: str, drawing: Drawing, look: Look) -> str:
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
    begin, end = text.index("<svg "), text.index(">") + 1
    width, height = (int(side) for side in re.findall(r'(?:width|height)="(\d+)"', text[begin:end]))
    text = text[:end] + _linked(text[end:], drawing, width)
    told = {name: escape(drawable(word)) for name, word in about_file(drawing).items()}
    name, description = f"title-{own[:6]}", f"desc-{own[:6]}"
    # plotly's own style is empty, and stands now before other attributes, now behind them.
    head = re.sub(' (style|width|height)="[^"]*"', "", text[begin : end - 1])
    return (
        f'{head} {_lengths(look.size, width, height)} style="{_LETTERS}" '
        f'role="img" aria-labelledby="{name} {description}">'
        f'<title id="{name}">{told["Title"]}</title>'
        f'<desc id="{description}">{told["Description"]}</desc>{_metadata(told)}'
        f"<style>{faces(text)}</style>{text[end:]}"
    )


def _lengths(size: Size, width_px: int, height_px: int) -> str:
    """How wide and high a drawing is where it is used: in millimetres on paper, else in pixels."""
    wide, unit = (size.mm, "mm") if size.printed else (size.mm / 25.4 * 96, "")
    return f'width="{wide:g}{unit}" height="{wide * height_px / width_px:.6g}{unit}"'


def _metadata(told: dict[str, str]) -> str:
    """What a file says of itself, in Dublin Core's words, which editors of drawings show."""
    lines = "".join(
        f"<dc:{word}>{told[name]}</dc:{word}>"
        for name, word in _DUBLIN_CORE.items()
        if name in told
    )
    return f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{lines}</metadata>'


def _linked(text: str, drawing: Drawing, width_px: int) -> str:
    """With the address as a link, which plotly 7.1 would spell anew: ``%2B`` as ``%252B``."""
    if drawing.short:
        target = escape(drawable(drawing.permalink))
        for line in map(escape, link_lines(drawing, width_px)):
            link = f'<a xlink:href="{target}">{line}</a>'
            text = text.replace(f">{line}</tspan>", f">{link}</tspan>")
    return text


def _png(picture: bytes, drawing: Drawing, px_a_metre: int) -> bytes:
    """With its resolution, and what it is, in the file."""
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", px_a_metre, px_a_metre, 1))]
    for name, text in about_file(drawing).items():
        # International text, not compressed.
        chunks.append(_chunk(b"iTXt", name.encode() + bytes(5) + text.replace("\0", "").encode()))
    return picture[:_PNG_HEADER] + b"".join(chunks) + picture[_PNG_HEADER:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _pdf(picture: bytes, drawing: Drawing) -> bytes:
    """With what it is in the file, and the date of the data in the place of the clock's."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(picture))
    made = f"D:{made_at(drawing.answer):%Y%m%d%H%M%S}+00'00'"
    told = {f"/{name}": text for name, text in about_file(drawing).items()}
    told["/Subject"] = told.pop("/Description")
    told |= {"/Creator": DASHBOARD, "/CreationDate": made, "/ModDate": made}
    writer.add_metadata(told)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
