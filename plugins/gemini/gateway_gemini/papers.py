"""What Vertex AI lets a machine in by, kept fresh beside the event loop.

The SDK fetches a token wherever it happens to be, in some of its calls on the loop itself: then
every other session would wait for Google's answer. So there is always one that is still good.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from gateway import SettingsError
from gateway_gemini.errors import AWAY, LOCKED, Busy, Trouble, log

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"


class Papers:
    """The application default credentials of this machine."""

    def __init__(self) -> None:
        self._credentials: Credentials | None = None
        self._lock = asyncio.Lock()

    async def fresh(self) -> Credentials:
        """The credentials with a token that is good for some minutes.

        :raises SettingsError: nobody vouches for this machine.
        :raises Trouble: Google refuses them, or cannot be asked.
        """
        from google.auth.exceptions import (
            DefaultCredentialsError,
            GoogleAuthError,
            TransportError,
        )

        try:
            async with self._lock:
                return await asyncio.to_thread(self._fresh)
        except DefaultCredentialsError as error:
            raise SettingsError(
                "plugins.gemini.project is set and nobody vouches for this machine at Vertex AI: "
                "say `gcloud auth application-default login`, or let "
                "GOOGLE_APPLICATION_CREDENTIALS name a service account's file."
            ) from error
        except TransportError as error:
            log.warning("Vertex AI's token cannot be fetched: %s", error)
            raise Busy(AWAY) from error
        except GoogleAuthError as error:
            log.error("Vertex AI refuses the credentials of this machine: %s", error)
            raise Trouble(LOCKED) from error

    def _fresh(self) -> Credentials:
        import google.auth
        from google.auth.transport.requests import Request

        if self._credentials is None:
            self._credentials, _ = google.auth.default(scopes=[_SCOPE])
        if not self._credentials.valid:
            self._credentials.refresh(Request())  # type: ignore[no-untyped-call]
        return self._credentials
