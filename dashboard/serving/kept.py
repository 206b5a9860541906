"""What Streamlit keeps of visitors, bounded: files made for them, and sessions that they have left.

Streamlit 1.67 keeps each file until its session has ended or drawn the page anew, without a limit
(``runtime/media_file_manager.py``); ours are made when a button is pressed and fetched at once. It
keeps the last 128 sessions whose visitors have left (``runtime/memory_session_storage.py``), in
case that only the connection broke, each with all figures that its page could still be asked for as
files.
"""

from __future__ import annotations

import asyncio

from streamlit.runtime import get_instance
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.serving.limits import FILES_BYTES, LEFT_SESSIONS


def few_sessions() -> None:
    """Keep the last few only: to another, its address brings back what was on its page."""
    sessions = get_instance()._session_mgr
    assert isinstance(sessions, WebsocketSessionManager)
    sessions._session_storage = MemorySessionStorage(LEFT_SESSIONS)


async def watch_files() -> None:
    """Look at the files every second, for as long as the server runs."""
    storage = get_instance().media_file_mgr._storage
    assert isinstance(storage, MemoryMediaFileStorage)
    while True:
        let_go_of_oldest(storage)
        await asyncio.sleep(1)


def let_go_of_oldest(storage: MemoryMediaFileStorage) -> None:
    """Let the oldest files go until what is left is within the bound."""
    sizes = {name: file.content_size for name, file in [*storage._files_by_id.items()]}
    over = sum(sizes.values()) - FILES_BYTES
    for name, size in sizes.items():
        if over <= 0:
            return
        storage.delete_file(name)
        over -= size
