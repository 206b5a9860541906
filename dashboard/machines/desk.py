"""``/check.json?metric=…&value=…``: a quoted figure held against the data, as on *Cited figures*.

A sentence is taken apart and shown for correction; it is never judged unseen.
"""

from typing import Any

from dashboard.data import run
from dashboard.figures.quoted import answer_sentence, desk
from dashboard.machines.reply import Asked, File, ProblemError, json_of, wrong
from etl.claims.checked import Checked
from etl.claims.claim import Claim
from etl.claims.mistakes import Finding
from etl.claims.reading import read
from etl.claims.sentence import propose

# What may be asked; all but the last make a claim, as in a newsroom's own list.
FIELDS = {
    "metric": "the measure, a word of the list that a wrong one is answered with",
    "supplier": "name of the supplier, letter by letter",
    "recipient": "name of the recipient",
    "other": "whom a ratio is to, or the group that a share is of",
    "weapon": "what is counted",
    "value": "the number as printed or worded: 69 %, nearly 70 %, second-largest",
    "unit": "its unit, where the value does not say it",
    "period": "the years: 2016-20",
    "compared": "the period that a change is against, of equal length; empty for the one before",
    "published": "when it appeared: 2023-09-07, 2023-09 or 2023",
    "attributed_to": "whom the text credits; SIPRI if it is left out",
    "sentence": "instead of all others: a sentence to take apart, which is not judged",
}


def checked(request: Asked) -> File:
    """The verdict on a quoted figure, or the figure that a sentence seems to quote.

    Raises:
        ProblemError: if a field is unknown or unclear.
    """
    refused = [
        wrong(name, texts, "nothing" if name not in FIELDS else f"one text: {FIELDS[name]}")
        for name, texts in request.query.items()
        if name not in FIELDS or len(texts) > 1
    ]
    fields = {name: texts[-1] for name, texts in request.query.items()}
    if "sentence" in fields and len(fields) > 1:
        refused.append(wrong("sentence", [fields["sentence"]], "asked alone"))
    if refused or not fields:
        detail = f"There are: {', '.join(FIELDS)}."
        raise ProblemError(422, "A field is of no use", detail, parameters=refused)
    with run():
        if "sentence" in fields:
            proposed = propose(fields["sentence"], desk().known.parties)
            return json_of({"proposed": dict(proposed), "judged": False}, "check.json")
        claim = read(fields, desk().known)
        if not isinstance(claim, Claim):
            faults = [{"name": fault.field, "problem": fault.message} for fault in claim]
            detail = " ".join(map(str, claim))
            raise ProblemError(422, "The figure cannot be checked as it is written", detail,
                          parameters=faults)  # fmt: skip
        looked = desk().look(claim)
        return json_of(_told(looked.checked, looked.findings), "check.json")


def _told(claim: Checked, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "verdict": claim.verdict.word,
        "open": claim.verdict.is_open,
        "why": claim.verdict.why,
        "sentence": answer_sentence(claim),
        "to_print": claim.to_print(),
        "unit": claim.claim.unit,
        "printed": claim.printed(),
        "by_release": [
            {
                "release": found.release,
                "value": found.value,
                "low": None if found.value is None else found.bounds[0],
                "high": None if found.value is None else found.bounds[1],
                "precision": found.precision,
                "reason_without_number": found.reason,
            }
            for found in claim.values
        ],
        "fact_sheets": [
            {"edition": cell.edition, "value": cell.value, "as_printed": cell.text}
            for cell in claim.cells
        ],
        "possible_mistakes": [
            {"kind": found.kind, "sentence": found.sentence} for found in findings
        ],
        "source": "Calculated from the SIPRI Arms Transfers Database; shares by volume (TIV).",
    }
