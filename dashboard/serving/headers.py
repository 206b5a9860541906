"""Headers that tell a browser what the app will never do."""

import base64
import hashlib
import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecurityHeaders:
    """Adds the headers to every response over HTTP, where it does not set stricter ones."""

    def __init__(self, app: ASGIApp, page: str, embedders: Sequence[str]) -> None:
        """Let the HTML ``page`` do what it does; ``embedders`` may show the app in a frame."""
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(page, embedders),
            "X-Content-Type-Options": "nosniff",
            # The address holds what a reader looked at: another site sees none of it.
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def content_security_policy(page: str, embedders: Sequence[str] = ()) -> str:
    """The policy for the app's page: nothing from elsewhere, and no script but its own.

    Inline scripts of the HTML that starts the app are allowed by their hashes, and origins such as
    ``https://example.org`` may show it in a frame.
    """
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *(f"'sha256-{digest}'" for digest in hashes)],
        # Streamlit and the charts set their styles from their scripts.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'", *embedders],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
