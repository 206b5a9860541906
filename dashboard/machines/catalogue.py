"""What can be asked for by address: lists for people, and a description for programs.

All of it comes from the declarations of the figures and questions. The description is OpenAPI 3.1.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.data import run
from dashboard.figures import asked, every
from dashboard.figures.figure import Figure
from dashboard.figures.parameters import Choice, Flag, Number, Parameter, Several
from dashboard.machines import answers, desk, others
from dashboard.machines.reply import Asked, File, json_of
from dashboard.navigation import SITE
from dashboard.takeaway import FORMATS
from etl.questions import questions
from etl.questions.question import LISTS, Question, kind_of, may_be_none

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameters": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
_PROBLEMS = {
    "403": "The operator of this server may not pass it on.",
    "404": "There is no such name, format or number.",
    "414": "The address is too long.",
    "422": "A parameter is of no use; the answer names it and what it may be.",
    "501": "Pictures cannot be made on this server.",
    "503": "Busy, or no data are loaded; Retry-After says when to ask again.",
}


def figures(request: Asked) -> File:
    """All figures with their parameters and formats."""
    with run():
        listed = [
            {
                "name": figure.name,
                "title": figure.shows,
                "address": f"{request.site}/figures/{figure.name}.csv",
                "parameters": _parameters(figure),
            }
            for figure in every()
        ]
    formats = [
        {"name": name, "media_type": kind.mime, "use": kind.use} for name, kind in FORMATS.items()
    ]
    return json_of({"figures": listed, "formats": formats}, "figures.json")


def answers_list(request: Asked) -> File:
    """All named questions with their parameters."""
    listed = [
        {
            "name": question.name,
            "title": question.title,
            "unit": question.unit,
            "address": f"{request.site}/answers/{question.name}.json",
            "parameters": [
                {"name": name, "type": kind, "needed": _needed(kind)}
                for name, kind in question.params.items()
            ],
            "caveats": list(question.caveats),
        }
        for question in questions().values()
    ]
    return json_of({"questions": listed, "formats": list(answers.FORMATS)}, "answers.json")


def description(request: Asked) -> File:
    """All addresses for programs, as OpenAPI describes them."""
    with run():
        of_figures = {
            f"/figures/{figure.name}.{{format}}": _operation(
                figure.shows,
                [_format(FORMATS), *(_declared(one, asked(figure.parameters, {}).values)
                                     for one in figure.parameters)],
                [kind.mime for kind in FORMATS.values()],
            )
            for figure in every()
        }  # fmt: skip
    of_questions = {
        f"/answers/{question.name}.{{format}}": _operation(
            question.title,
            [_format(answers.FORMATS), *_typed(question)],
            answers.FORMATS.values(),
        )
        for question in questions().values()
    }
    fields = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in desk.FIELDS.items()
    ]
    json_only = ["application/json"]
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": SITE,
            "version": "1",
            "description": "Figures, answers and verdicts on the international transfer of arms. "
            "TIV is a volume of military capability and never money. Read-only.",
        },
        "servers": [{"url": request.site}],
        "paths": {
            "/figures": _operation("All figures", [], json_only),
            "/answers": _operation("All named questions", [], json_only),
            "/check.json": _operation("A quoted figure held against the data", fields, json_only),
            "/feed.atom": _operation("What changed, as Atom", [], [others.ATOM]),
            "/feed.json": _operation("What changed, as JSON Feed", [], [others.JSON_FEED]),
            **of_figures,
            **of_questions,
        },
        "components": {"schemas": {"Problem": _PROBLEM}},
    }
    return json_of(document, "openapi.json")


def _parameters(figure: Figure) -> list[dict[str, Any]]:
    values = asked(figure.parameters, {}).values
    return [
        {
            "name": one.key,
            "title": one.label,
            "type": one.kind,
            "default": one.spell(values[one.key]),
            "allowed": one.allowed(values),
        }
        for one in figure.parameters
    ]


def _declared(one: Parameter, values: Mapping[str, Any]) -> dict[str, Any]:
    """A figure's parameter; what it may be can depend on the others, and is told in words."""
    words = ". ".join(filter(None, (one.label, one.help and one.help.rstrip("."))))
    schema: dict[str, Any] = {"type": "string"}
    match one:
        case Number():
            schema = {"type": "integer", "minimum": one.low, "maximum": one.high}
        case Flag():
            schema = {"type": "string", "enum": ["true", "false"]}
        case Several():
            schema = {"type": "array", "items": schema}
        case Choice() if not callable(one.options):
            schema = {"type": "string", "enum": [one.spell(value)[0] for value in one.options]}
    return {
        "name": one.key,
        "in": "query",
        "description": f"{words}. By default: {', '.join(one.spell(values[one.key])) or 'nothing'}."
        f" May be: {one.allowed(values)}.",
        "schema": schema,
    }


def _typed(question: Question) -> list[dict[str, Any]]:
    """A question's parameters."""
    told = []
    for name, kind in question.params.items():
        what, each = kind_of(kind)
        whole = each in ("year", "number", "release")
        schema: dict[str, Any] = {"type": "integer" if whole else "string"}
        if each in ("flag", "role"):
            choices = ["true", "false"] if each == "flag" else ["supplier", "recipient"]
            schema["enum"] = choices
        if kind in LISTS:
            schema = {"type": "array", "items": schema, "minItems": 1}
        told.append(
            {"name": name, "in": "query", "required": _needed(kind), "description": what,
             "schema": schema}
        )  # fmt: skip
    return told


def _needed(kind: str) -> bool:
    return kind != "flag" and not may_be_none(kind)


def _format(formats: Iterable[str]) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(formats)}
    return {"name": "format", "in": "path", "required": True, "schema": schema}


def _operation(
    summary: str, parameters: list[dict[str, Any]], kinds: Iterable[str]
) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": summary, "content": {kind: {} for kind in kinds}},
                **{
                    status: {"description": words, "content": problem}
                    for status, words in _PROBLEMS.items()
                },
            },
        }
    }
