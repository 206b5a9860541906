"""What a visitor may see: the rows of SIPRI's register only where its terms allow it.

SIPRI's terms let a user keep a register for his own use. A server that others can reach shows
charts and figures; the rows themselves only if its operator states that SIPRI has permitted it.
"""

from __future__ import annotations

import os

import streamlit as st

PERMISSION = "ARMS_REGISTER_PERMISSION"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def register_rows_allowed() -> bool:
    """Whether deals may be listed and flows downloaded as a whole."""
    return os.environ.get(PERMISSION) == "1" or st.get_option("server.address") in _LOOPBACK
