"""Files that visitors have had made, bounded in what they take together.

Streamlit 1.67 keeps each until its session has ended or drawn the page anew, without a limit
(``runtime/media_file_manager.py``). Ours are made when a button is pressed and fetched at once.
"""

from __future__ import annotations

import asyncio

from streamlit.runtime import get_instance
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard.serving.limits import FILES_BYTES


async def watch() -> None:
    """Look every second, for as long as the server runs."""
    storage = get_instance().media_file_mgr._storage
    assert isinstance(storage, MemoryMediaFileStorage)
    while True:
        let_go_of_oldest(storage)
        await asyncio.sleep(1)


def let_go_of_oldest(storage: MemoryMediaFileStorage) -> None:
    """Let the oldest go until what is left is within the bound."""
    sizes = {name: file.content_size for name, file in [*storage._files_by_id.items()]}
    over = sum(sizes.values()) - FILES_BYTES
    for name, size in sizes.items():
        if over <= 0:
            return
        storage.delete_file(name)
        over -= size
