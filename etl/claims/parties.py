"""The parties that a sentence names, marked in it.

A name counts with its adjective and its endings; the states of a region, or in it, are the region
itself, if all of them are meant. What makes it a part of a party, or one that is not known, leaves
its code empty.
"""

import re
from collections.abc import Mapping

from etl.claims.numbers import WORDS
from etl.sources.reference import is_group

_WORDS_IN_NAME = 7
# Before and behind a name, what makes it a part of another one; names then stand as ‹0›.
_OF_MORE_BEFORE = re.compile(
    r"(?:north|south|east|west|central|middle|sub-saharan|latin|equatorial|gulf|eu|nato)"
    r"(?:-?east|-?west)?(?:ern)?(?: and)?[ -]$"
    r"|\b(?:non-|other |outside (?:of )?|rest of )(?:the )?$", re.IGNORECASE,
)  # fmt: skip
_OF_MORE_BEHIND = re.compile(
    r"[ -](?:Union|NATO|Nato|Ocean|Sea|Gulf|(?:states|members|countries|south|north|east|west"
    r"|except|without|excluding|outside|bordering)\b)"
)
# African states, and states in Africa, are Africa, if they are all of them.
_SOME_OF = re.compile(
    rf"(?:\b(?:most|some|many|several|few|all but|{'|'.join(WORDS)})|\d)(?: of)? (?:the )?$",
    re.IGNORECASE,
)
_STATES_BEHIND = re.compile(r" (?:states|countries)\b(?! (?:that|which|who|with|at|in(?! \d))\b)")
_STATES_IN = re.compile(
    r"(?:(?<=\bby )|(?<=\bto )|(?<=\bof )|(?<=\bfrom )|^)(?:states|countries) in (?:the )?$"
    r"|\bthe $", re.IGNORECASE,
)  # fmt: skip
# The five largest exporters are a party, but where one is among them.
_LARGEST = re.compile(r".* (?:export|suppli|import|recipi)(?:er|ent)s")
_ONE_OF = re.compile(r"\b(?:one of|among|in|into|joined|entered) (?:the )?$")

# What a name may end with instead: Africa, African; European; Middle Eastern; Russlands; Индии.
_LIKE_NAMES = (
    ("", ""), ("n", ""), ("an", ""), ("ern", ""), ("s", ""), ("ии", "ия"), ("ию", "ия"),
    ("ией", "ия"), ("а", ""), ("у", ""), ("ом", ""), ("е", ""), ("ы", "а"), ("е", "а"), ("у", "а"),
    ("ой", "а"), ("и", "а"), ("ей", "а"), ("я", "й"), ("ю", "й"), ("ем", "й"), ("я", "ь"),
    ("ю", "ь"), ("ем", "ь"),
)  # fmt: skip
_AND = re.compile(r"‹([\d+]+)›(?:'s?)?(?:,? (?:and|or|&|plus) (?:the )?|, (?:the )?)‹([\d+]+)›")
# Several that are taken as one.
_SEVERAL = re.compile(r"‹(\d+(?:\+\d+)+)›")
_JOINTLY = re.compile(r",? ?\b(?:together|combined|jointly)\b,?", re.IGNORECASE)


def with_parties(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with its parties marked, and the code of each; that of a part of one is empty."""
    words = list(re.finditer(r"[^\s,;:()\"“”—]+", text))
    out, end, at, codes = [], 0, 0, list[str]()
    while at < len(words):
        for count in range(min(_WORDS_IN_NAME, len(words) - at), 0, -1):
            start, stop = words[at].start(), words[at + count - 1].end()
            name = re.sub(r"(?:'\w{0,4}|\.)*$", "", text[start:stop])
            if (code := _code(name, names)) and _is_named(name, text[:start]):
                out += [_STATES_IN.sub("", text[end:start]), f"‹{len(codes)}›"]
                end = start + len(name)
                states = _STATES_BEHIND.match(text, end) if is_group(code) else None
                if states and not _SOME_OF.search(text[:start]):
                    end = states.end()
                is_part = _OF_MORE_BEFORE.search(text[:start]) or _OF_MORE_BEHIND.match(text[end:])
                codes.append("" if is_part else code)
                at += count - 1
                break
        at += 1
    text = "".join(out) + text[end:]
    while _AND.search(text):
        text = _AND.sub(r"‹\1+\2›", text)
    several = _SEVERAL.findall(text) if _JOINTLY.search(text) else []
    parts = [codes[int(ref)] for ref in several[0].split("+")] if len(several) == 1 else [""]
    if all(parts):
        codes.append("+".join(parts))
        text = _JOINTLY.sub("", _SEVERAL.sub(f"‹{len(codes) - 1}›", text)).strip()
    return text, codes


def _is_named(name: str, before: str) -> bool:
    """Whether a name is one where it stands: of those in small letters only the largest are."""
    if _LARGEST.fullmatch(name):
        return not _ONE_OF.search(before)
    return name.removeprefix("the ")[0].isupper() or "-" in name


def _code(name: str, names: Mapping[str, str]) -> str | None:
    """The code of a name or of its adjective; a code alone is none in a sentence, but USA.

    The world is no party, as its words tell the measure; nor is Congo, which may be two.
    """
    name = re.sub(r"^[Tt]he (?:world's )?", "", name).replace("largest arms ", "largest ")
    for ending, instead in _LIKE_NAMES:
        stem = name.removesuffix(ending) + instead
        code = names.get(stem) if name.endswith(ending) else None
        is_told = code and code != "World" and stem != "Congo"
        if is_told and (len(name) > 3 or code != name or name == "USA"):
            return code
    return None
