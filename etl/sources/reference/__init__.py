"""The tables of this project that say what names mean: states, groups and categories."""

from etl.harmonise import STATE_ID
from etl.sources import Rows, Source
from etl.sources.reference import categories, groups, states

SOURCES = (
    Source("categories", categories.parse, {"category": Rows()}, reference=True),
    Source(
        "group_members",
        groups.members,
        {"group_member": Rows({"state_id": STATE_ID}, once=("group_name", "state_id"))},
    ),
    Source("party_groups", groups.parse, {"party_group": Rows()}, reference=True),
    Source("state_aliases", states.aliases, {"state_alias": Rows()}, reference=True),
    Source("states", states.parse, {"state": Rows()}, reference=True),
)
