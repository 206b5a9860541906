"""Links to one figure: what they spell out, and what is said where they no longer hold.

A link names the page, every control that the figure depends on, the release that answered, and
what the figure said when it was made. So it can be opened after a newer release has come, and the
reader sees the same figure, or reads plainly what is shown instead.
"""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from urllib.parse import urlencode

import streamlit as st

from dashboard import address
from dashboard.words import listed
from etl.questions import Answer

_FIGURE, _SAID, _MADE = "figure", "said", "made"
_VALUES = 4  # so many of a figure's numbers are carried along
_VALUE = re.compile(r"(−?\d+(?:,\d{3})*(?:\.\d+)?) (?:%|million TIV|points)|\b(\w+-largest)")


def asked_figure() -> str | None:
    """The figure that the address names, if any."""
    return st.query_params.get(_FIGURE)


def parameters(answer: Answer) -> dict[str, list[str]]:
    """Every control met so far on the page, spelled out, with the release that did answer."""
    spelled = address.spelled()
    sipri = all("SIPRI" in snapshot.publisher for snapshot in answer.snapshots)
    releases = {str(snapshot.release) for snapshot in answer.snapshots}
    # Not where several answered, or another publisher's table: the control offers SIPRI's.
    if sipri and len(releases) == 1 and releases <= address.choices("release"):
        spelled["release"] = list(releases)
    return {key: values for key, values in spelled.items() if any(values)}


def permalink(key: str, answer: Answer, alt: str) -> str:
    """The address of a figure with all that it depends on.

    Args:
        key: Name of the figure on its page.
        answer: Its numbers.
        alt: What it shows, with numbers.
    """
    own = {_FIGURE: [key], _MADE: [answer.releases], _SAID: [said(alt)]}
    query = urlencode(parameters(answer) | own, doseq=True)
    page = address.page()
    site = (st.context.url or "").rstrip("/").removesuffix(f"/{page}").rstrip("/")
    return f"{site}/{page}?{query}"


def frame_code(link: str, title: str) -> str:
    """What another site puts into its page to show a figure.

    Args:
        link: The figure's address for embedding.
        title: What the figure shows, for those who do not see it.
    """
    return (
        f'<iframe src="{escape(link)}" title="{escape(title)}" width="100%" height="640" '
        'style="border:0" loading="lazy"></iframe>'
    )


def said(alt: str) -> str:
    """The first numbers of a figure's sentence, as a link carries them: ``58.8;21.4;15.8``."""
    found = _VALUE.finditer(" ".join(alt.split()))
    return ";".join(match[1] or match[2] for match in islice(found, _VALUES))


def remark(key: str, answer: Answer, alt: str) -> str:
    """What a visitor who followed a link to this figure must know; empty for anybody else."""
    if asked_figure() != key:
        return ""
    was, made = st.query_params.get(_SAID, ""), st.query_params.get(_MADE, "")
    now = said(alt)
    if made == answer.releases and was == now:
        return f"The figure of the link, unchanged ({made})."
    told = [f"The link to this figure was made from: {made[:100]}." if made else ""]
    if made != answer.releases:
        told.append(f"Shown now: {answer.releases}.")
    if was and was != now:
        told.append(f"Its first numbers were {_listed(was)} then and are {_listed(now)} now.")
    return " ".join(text for text in told if text)


def _listed(numbers: str) -> str:
    return listed(numbers[:100].split(";")) or "missing"


def forget_if_moved() -> None:
    """Take a link's own words out of the address once the visitor has moved a control."""
    if asked_figure() and address.spelled() != address.arrived():
        for key in (_FIGURE, _SAID, _MADE):
            if key in st.query_params:
                del st.query_params[key]
