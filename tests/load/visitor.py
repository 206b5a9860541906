"""A visitor without a browser: speaks the framework's protocol over one websocket.

What the browser's script sends and receives, as the framework's protobuf messages define it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from dashboard.serving.warm import ends

_ANSWER_WITHIN_S = 60


@dataclass
class Reply:
    """What came back from one run of the page's script.

    Attributes:
        seconds: From sending to the end of the run.
        figure_seconds: From sending to the first figure; None if there was none.
        raw: What was received.
        messages: The same, read.
    """

    seconds: float = 0.0
    figure_seconds: float | None = None
    raw: bytes = b""
    messages: list[ForwardMsg] = field(default_factory=list)

    def elements(self, kind: str) -> Iterator[object]:
        """The elements of one kind, such as ``plotly_chart``, in the order of their arrival."""
        for message in self.messages:
            element = message.delta.new_element
            if element.WhichOneof("type") == kind:
                yield getattr(element, kind)

    def text(self) -> str:
        """All words and figures that the visitor can see, as one text."""
        return "\n".join(str(m.delta) for m in self.messages if m.HasField("delta"))

    def errors(self) -> list[str]:
        """Exceptions that the page shows, and runs that did not end well."""
        failed = [
            f"the run ended with {message.script_finished}"
            for message in self.messages
            if ends(message) and message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
        ]
        return [str(exception) for exception in self.elements("exception")] + failed


class Visitor:
    """One open session on a page of the app."""

    def __init__(self, connection: ClientConnection, page: str, query: str = "") -> None:
        self._connection = connection
        self._page = page
        self._query = query
        self._page_hash = ""
        self._widgets: dict[str, WidgetState] = {}
        self.pickers: dict[str, tuple[str, list[str]]] = {}
        self._views: list[str] = []
        self._files: dict[str, str] = {}
        self.session = ""

    async def run(self) -> Reply:
        """Run the page with the controls as they stand.

        Raises:
            TimeoutError: if the run does not end in time.
        """
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page_hash
        if not self._page_hash:
            state.page_name = self._page
        state.widget_states.widgets.extend(self._widgets.values())
        started = time.perf_counter()
        await self._connection.send(request.SerializeToString())
        reply = Reply()
        async with _timeout():
            while not reply.messages or not ends(reply.messages[-1]):
                payload = await self._connection.recv()
                assert isinstance(payload, bytes)
                reply.raw += payload
                message = ForwardMsg.FromString(payload)
                reply.messages.append(message)
                if (
                    reply.figure_seconds is None
                    and message.delta.new_element.WhichOneof("type") == "plotly_chart"
                ):
                    reply.figure_seconds = time.perf_counter() - started
        reply.seconds = time.perf_counter() - started
        self._files.clear()
        for message in reply.messages:
            self._note(message)
        return reply

    async def pick(self, key: str, option: str) -> Reply:
        """Choose an option of the picker with this key, and run the page.

        Raises:
            KeyError: if the page has no such picker.
        """
        identity, _ = self.pickers[key]
        self._widgets[identity] = WidgetState(id=identity, string_value=option)
        return await self.run()

    async def choose(self, view: str) -> Reply:
        """Choose a view of the first figure, and run the page."""
        state = WidgetState(id=self._views[0])
        state.string_array_value.data.append(view)
        self._widgets[state.id] = state
        return await self.run()

    async def ask_for(self, label: str) -> None:
        """Press the button of a file, and do not wait for it.

        Raises:
            KeyError: if the page has no such button.
        """
        request = BackMsg()
        request.backend_operation_request.request_id = label
        request.backend_operation_request.session_id = self.session
        request.backend_operation_request.deferred_file.file_id = self._files[label]
        await self._connection.send(request.SerializeToString())

    async def download(self, label: str) -> str:
        """Press the button of a file; where it lies when it is made, or empty if it is not made."""
        await self.ask_for(label)
        async with _timeout():
            while True:
                message = ForwardMsg.FromString(await self._connection.recv())  # type: ignore[arg-type]
                if message.backend_operation_response.request_id == label:
                    return str(message.backend_operation_response.deferred_file.url)

    def _note(self, message: ForwardMsg) -> None:
        if message.HasField("new_session"):
            self.session = message.new_session.initialize.session_id
        if message.HasField("navigation"):
            self._page_hash = message.navigation.page_script_hash
        element = message.delta.new_element
        if element.button_group.id.endswith("_view"):
            self._views.append(element.button_group.id)
        if element.WhichOneof("type") == "download_button":
            button = element.download_button
            self._files.setdefault(button.label, button.deferred_file_id)
        if element.WhichOneof("type") == "selectbox":
            picker = element.selectbox
            # Streamlit 1.67 makes an id of a hash and the key, as ``$$ID-<hash>-<key>``.
            self.pickers[picker.id.split("-", 2)[2]] = (picker.id, list(picker.options))


@asynccontextmanager
async def visitor(
    address: str, page: str, query: str = "", source: str = "127.0.0.1", session: str = ""
) -> AsyncIterator[Visitor]:
    """A visitor of the app at ``http://…``, who leaves with the context.

    One whose connection broke names the session that he had.

    On Linux each visitor may have an address of this machine of his own, such as ``127.0.1.7``.
    """
    url = urlsplit(address)
    asked = ["streamlit", "-", session] if session else ["streamlit"]
    async with connect(
        f"ws://{url.netloc}/_stcore/stream", subprotocols=asked, max_size=None,
        compression=None, origin=f"http://{url.netloc}", open_timeout=_ANSWER_WITHIN_S,
        local_addr=(source, 0),
    ) as connection:  # fmt: skip
        yield Visitor(connection, page, query)


def _timeout() -> asyncio.Timeout:
    return asyncio.timeout(_ANSWER_WITHIN_S)
