"""Made-up notices of arms sales in the layouts of the real ones, and who prints them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

HEAD = (
    "Transmittal No. {0}\nNotice of Proposed Issuance of Letter of Offer Pursuant to Section\n"
    "36(b)(1)"
)
NEXT = (
    "(iii) Description and Quantity or Quantities of Articles or\nServices under Consideration for "
    "Purchase: {}\n(iv) Military Department: Navy\n"
)
REGISTER = (
    "[Federal Register Volume 76, Number 149 (Wednesday, August 3, 2011)]\n"
    "[FR Doc No: 2011-19557]\n"
)
TECRO = "Taipei Economic and Cultural\nRepresentative Office in the United States (TECRO)"


def sale(
    number: str,
    purchaser: str,
    amounts: str,
    what: str = "radars",
    *,
    above: str = "",
    below: str = "",
) -> str:
    """A notice in one of the layouts."""
    return (
        f"{above}{HEAD.format(number)}\n(i) Prospective Purchaser: {purchaser}\n"
        f"(ii) Total Estimated Value:\n{amounts}\n{NEXT.format(what)}{below}"
    )


COLONS = "Major Defense Equipment:* $45 million\nOther: $155 million\nTOTAL: $200 million"
LEADERS = (
    "-----------------\n* As defined in Section 47(6) of the Act.\n\n"
    "Major Defense Equipment *...............  $0 million.\n"
    "Other...................................  $300 million.\n"
    "                             ---------\n  TOTAL..............  $300 million."
)
SPACED = (
    "Major Defense Equipment*.......  $ 0 million\nOther.........  $100.0 million\n"
    "    Total........  $100.0 million\n* Funding Source: National Funds."
)
MANGLED = "Major Defense Equipment?* $ 0 million\nOther $120 million\nTotal $120 million"
LABELS_FIRST = (
    "Major Defense Equipment*\nOther\nTOTAL\n\n$ 0.0 million\n$ 665.4 million\n$ 665.4 million"
)
STOPS = "Major Defense Equipment* $0 million.\nOther $250 million.\nTotal $250 million."
CHANGE = (
    "Transmittal No. 17-0A\nREPORT OF ENHANCEMENT OR UPGRADE OF SENSITIVITY OF TECHNOLOGY OR "
    "CAPABILITY (SEC. 36(B)(5)(C), AECA)\n(i) Purchaser: Australia\n"
    "(ii) Sec. 36(b)(1), AECA Transmittal No.: 09-36\nDate: 17 July 2009\n"
    "(iii) Description: Congress was told of 09-36. The estimated cost is $300 million. Major "
    "Defense Equipment was $0 million.\n"
)


Answering = Callable[[str, Any], bytes]


def federal_register(printed: Mapping[str, tuple[str, str]], window: int = 2_000) -> Answering:
    """What the service answers: documents by number, each with its day and its text."""

    def answer(path: str, body: Any) -> bytes:
        url = urlsplit(path)
        if url.path.startswith("/documents/full_text/"):
            return printed[Path(url.path).stem][1].encode()
        asked = parse_qs(url.query)
        first, last = (asked[f"conditions[publication_date][{end}]"][0] for end in ("gte", "lte"))
        found = [n for n, (day, _) in sorted(printed.items()) if first <= day <= last]
        size, page = int(asked["per_page"][0]), int(asked["page"][0])
        shown = found[:window][(page - 1) * size : page * size]
        documents = [listed(number, printed[number][0]) for number in shown]
        return json.dumps({"count": len(found), "results": documents}).encode()

    return answer


def listed(number: str, day: str) -> dict[str, str]:
    """A document in a list."""
    site = "https://www.federalregister.gov/documents"
    return {
        "document_number": number, "title": "Arms Sales Notification", "publication_date": day,
        "html_url": f"{site}/{number}",
        "raw_text_url": f"{site}/full_text/text/{day.replace('-', '/')}/{number}.txt",
    }  # fmt: skip
