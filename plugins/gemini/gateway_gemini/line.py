"""The line to Google: one client that is kept, and each call made once or with patience."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

from gateway import SettingsError, TapewayError
from gateway_gemini.errors import Busy, told
from gateway_gemini.papers import Papers

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import HttpOptions
    from httpx2 import AsyncClient

    from gateway_gemini.errors import Stage
    from gateway_gemini.options import Access, Options

log = logging.getLogger("gateway.gemini")

T = TypeVar("T")

_FIRST_PAUSE: Final = 1.0


class Line:
    """Google behind the options.

    :param sleep: waits that many seconds.
    """

    def __init__(
        self, access: Access, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.options: Options = access.options
        self.sleep = sleep
        self._access = access
        self._client: Client | None = None
        self._http: AsyncClient | None = None
        self._papers = Papers()

    @property
    def who(self) -> str:
        """Whom we talk to."""
        return f"Vertex AI, project {self.options.project}," if self.options.vertex else "Google"

    @property
    def setting(self) -> str:
        """What we are let in by."""
        key = self._access.key
        return f"the key in {key.setting}" if key else "the credentials of this machine"

    @property
    def client(self) -> Client:
        """The SDK's client, once somebody calls; to be asked for within the call.

        It is kept: one that is collected hangs up on calls under way.
        """
        assert self._client is not None  # noqa: S101 - `once` connects first
        return self._client

    async def close(self) -> None:
        """Hang up; the next call connects again."""
        client, self._client = self._client, None
        http, self._http = self._http, None
        if client is not None:
            await client.aio.aclose()
        if http is not None:
            await http.aclose()

    async def once(self, make: Callable[[], Awaitable[T]], model: str, stage: Stage = "call") -> T:
        """What one call answers.

        :raises TapewayError: what became of it.
        """
        await self._connected()
        try:
            return await make()
        except TapewayError:
            raise
        except Exception as error:
            raise told(error, model, stage) from error

    async def patiently(
        self, make: Callable[[], Awaitable[T]], model: str, stage: Stage = "call"
    ) -> T:
        """As `once`, again for as long as Google is busy and the options' patience lasts.

        Who is turned away pays nothing, so that is no second payment.
        """
        waited, pause = 0.0, _FIRST_PAUSE
        while True:
            try:
                return await self.once(make, model, stage)
            except Busy as busy:
                wait = pause if busy.wait is None else busy.wait
                if waited + wait > self.options.patience:
                    raise
                log.info("%s is asked again in %.1f s", model, wait)
                await self.sleep(wait)
                waited, pause = waited + wait, pause * 2

    async def _connected(self) -> None:
        """See to it that there is a client, and that what lets it in is good.

        :raises TapewayError: the SDK is not installed, or nobody lets us in.
        """
        credentials = await self._papers.fresh() if self.options.vertex else None
        if self._client is None:
            self._client = self._connect(credentials)

    def _connect(self, credentials: Credentials | None) -> Client:
        try:
            import httpx2
            from google.genai import Client
        except ImportError as error:
            raise SettingsError(
                "plugins.gemini is switched on and its library is not installed: say "
                "pip install 'tapeway[gemini]'."
            ) from error
        options, key = self.options, self._access.key
        # Else it takes aiohttp where some other plugin brought it, whose errors are others.
        self._http = httpx2.AsyncClient(follow_redirects=True)
        return Client(
            vertexai=options.vertex,
            api_key=key.value if key else None,
            credentials=credentials,
            project=options.project or None,
            location=options.location if options.vertex else None,
            http_options=self._how(self._http),
        )

    def _how(self, http: AsyncClient) -> HttpOptions:
        from google.genai.types import HttpOptions, HttpRetryOptions

        # The SDK would try again by itself, and what is paid would be paid again.
        return HttpOptions(
            base_url=self.options.url or None,
            api_version=self.options.version or None,
            timeout=self.options.timeout * 1000,
            retry_options=HttpRetryOptions(attempts=1),
            httpx_async_client=http,
        )
