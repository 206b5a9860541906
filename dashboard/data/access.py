"""What a visitor may see: the rows of SIPRI's register only where its terms allow it.

SIPRI's terms let a user keep a register for his own use. A server that others can reach shows
charts and figures; the rows themselves only if its operator states that SIPRI has permitted it.
"""

import os
from ipaddress import ip_address

PERMISSION = "ARMS_REGISTER_PERMISSION"
BEHIND_PROXY = "ARMS_BEHIND_PROXY"
HOST = "ARMS_HOST"  # the address that the server listens at


def register_rows_allowed() -> bool:
    """Whether deals may be listed and flows downloaded as a whole."""
    return os.environ.get(PERMISSION) == "1" or alone()


def alone() -> bool:
    """Whether nobody else can reach this server, by its own address or by way of a proxy."""
    return not behind_proxy() and _is_loopback(os.environ.get(HOST))


def behind_proxy() -> bool:
    """Whether others reach this server by way of a proxy."""
    return os.environ.get(BEHIND_PROXY) == "1"


def _is_loopback(address: str | None) -> bool:
    """Whether only this machine reaches the address; without one that is not known."""
    try:
        return address == "localhost" or ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False  # another name, which may lead anywhere
