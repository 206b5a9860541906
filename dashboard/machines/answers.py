"""``/answers/import_shares.json?who=AZE&from_year=2016&…``: a named question by address."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.data import access, ask, run, warehouse
from dashboard.machines.reply import Asked, File, ProblemError, json_of, useless, wrong
from dashboard.takeaway.rows import csv_file, document, plain_csv_file
from etl.common.errors import UnanswerableError
from etl.questions import questions
from etl.questions.answer import party_names
from etl.questions.question import LISTS, Question, kind_of, may_be_none

FORMATS = {"json": "application/json", "csv": "text/csv", "csv-plain": "text/csv"}
CODES = "/answers/states.json or /answers/groups.json"
# What lists the values of a parameter, by its name or type.
_LISTED = {
    "party": CODES, "release": "/answers/releases.json", "category": "/answers/categories.json",
}  # fmt: skip
_FLAGS = {"true": True, "false": False}


def file(request: Asked) -> File:
    """The answer to a named question.

    Raises:
        ProblemError: if there is no such question or format, a parameter is of no use, or its rows
            are not to be passed on here.
    """
    name, ending = request.split(list(FORMATS))
    question = questions().get(name)
    if question is None:
        detail = "There is no question of that name. /answers lists all."
        raise ProblemError(404, "No such question", detail)
    if question.lists_deals and not access.register_rows_allowed():
        raise ProblemError(
            403, "Not passed on here",
            "SIPRI's terms do not allow a server that others can reach to hand out its register. "
            "An operator who has SIPRI's permission starts the server with --register-permission.",
        )  # fmt: skip
    with run():
        params = _read(question, request.query)
        try:
            answer = ask(name, **params)
        except UnanswerableError as error:
            raise ProblemError(422, "A parameter is of no use", str(error)) from error
    if ending == "json":
        return json_of(
            {"question": name, "title": answer.title, "parameters": params, **document(answer)},
            f"{name}.json",
        )
    content = csv_file(answer) if ending == "csv" else plain_csv_file(answer)
    return File(content, FORMATS[ending], f"{name}.csv")


def _read(question: Question, query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The question's parameters out of an address; what may be left out is None there.

    Raises:
        ProblemError: naming each that is missing, unknown or of another kind.
    """
    refused: list[dict[str, Any]] = []
    params: dict[str, Any] = {}
    for name, kind in question.params.items():
        texts = query.get(name, ())
        what, each = kind_of(kind)
        if not texts and kind == "flag":
            continue
        if not texts and may_be_none(kind):
            params[name] = None
            continue
        try:
            values = [_READ.get(name, _READ[each])(text) for text in texts]
        except (ValueError, KeyError):
            values = []
        if not values or (len(values) > 1 and kind not in LISTS):
            listed = _LISTED.get(name, _LISTED.get(each))
            allowed = f"{what} that {listed} lists" if listed else what
            refused.append(wrong(name, texts, allowed if texts else f"{allowed}, and is needed"))
        else:
            params[name] = tuple(values) if kind in LISTS else values[0]
    known = ", ".join(question.params) or "none"
    refused += [
        wrong(name, texts, f"nothing: there are {known}")
        for name, texts in query.items()
        if name not in question.params
    ]
    if refused:
        raise useless(refused)
    return params


def _party(text: str) -> str:
    """The code of a party, or of several with a plus between them."""
    known = {*party_names(warehouse())}
    # The plus of an address that somebody typed is a space.
    for code in (text, text.replace(" ", "+")):
        if {*code.split("+")} <= known:
            return code
    raise ValueError(text)


def _category(text: str) -> str:
    if text not in {*ask("categories").rows["category"]}:
        raise ValueError(text)
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


_READ: dict[str, Callable[[str], Any]] = {
    "year": _whole, "number": _whole, "release": _whole, "flag": _FLAGS.__getitem__,
    "role": str, "party": _party, "text": str, "category": _category,
}  # fmt: skip
