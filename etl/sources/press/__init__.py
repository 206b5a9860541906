"""Articles that quote figures of arms transfers."""

from etl.harmonise import PARTY_OR_GROUP
from etl.sources import Rows, Source
from etl.sources.press import cited

SOURCES = (
    Source(
        "cited",
        cited.parse,
        {
            "publication": Rows(
                once=("url",),
                again="Write publisher, author, title and date alike in both rows.",
                shared=True,
            ),
            "cited_figure": Rows(
                {"supplier": PARTY_OR_GROUP, "recipient": PARTY_OR_GROUP},
                once=("claim_id",),
                again="Give one of the two claims another number.",
            ),
        },
    ),
)
