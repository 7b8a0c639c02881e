"""The line to Google: one client that is kept, and each call made once or with patience."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, TypeVar

from gateway import SettingsError, TapewayError
from gateway_gemini.errors import LATE, Busy, Trouble
from gateway_gemini.papers import Papers
from gateway_gemini.replies import told

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import HttpOptions
    from httpx2 import AsyncClient

    from gateway_gemini.options import Access, Options
    from gateway_gemini.replies import Stage

log = logging.getLogger("gateway.gemini")

T = TypeVar("T")

_FIRST_PAUSE: Final = 1.0

_until: ContextVar[float] = ContextVar("until", default=math.inf)


class Line:
    """Google behind the options.

    :param sleep: waits that many seconds.
    :param clock: seconds that go on.
    """

    def __init__(
        self,
        access: Access,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.options: Options = access.options
        self.sleep = sleep
        self._clock = clock
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

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Whatever is asked in here is given up after so many seconds, with a word on it.

        The gateway's own patience is a little longer, and it would not know what was paid.
        """
        token = _until.set(self._clock() + seconds)
        try:
            yield
        finally:
            _until.reset(token)

    @property
    def left(self) -> float:
        """The seconds that are left within."""
        return _until.get() - self._clock()

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
        if (left := self.left) <= 0:
            log.warning("%s is not asked any more: no time is left for it", model)
            raise Trouble(LATE)
        asked = False
        try:
            async with asyncio.timeout(left if left < math.inf else None):
                await self._connected()
                asked = True
                return await make()
        except TapewayError:
            raise
        except Exception as error:
            if isinstance(error, TimeoutError) and not asked:
                raise Trouble(LATE) from error
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
                if waited + wait > self.options.patience or wait >= self.left:
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
