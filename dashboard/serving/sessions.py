"""Sessions whose visitors have left, kept for a while in case that only the connection broke.

Streamlit 1.67 keeps the last 128 (``runtime/memory_session_storage.py``), each with all figures
that its page could still be asked for as files.
"""

from streamlit.runtime import get_instance
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.serving.limits import LEFT_SESSIONS


def keep_few() -> None:
    """Keep the last few only: to another, its address brings back what was on its page."""
    sessions = get_instance()._session_mgr
    assert isinstance(sessions, WebsocketSessionManager)
    sessions._session_storage = MemorySessionStorage(LEFT_SESSIONS)
