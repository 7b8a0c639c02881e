"""A picture that somebody sent: found in what Slack says of a message, fetched by its id."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from gateway import JSON, Refused, TryLater, Uncertain, save_picture
from gateway_slack.errors import Lost

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp
    import yarl

    from gateway_slack.options import Options
    from gateway_slack.voice import Voice

GONE: Final = "it is gone from Slack: send it once more."
ELSEWHERE: Final = "Slack does not keep it itself: upload the picture."
LOGIN: Final = "Slack does not let the app have it: add the scope files:read and install it again."

_STORE: Final = "https://files.slack.com"
"""Where Slack keeps files, and shows them to whoever has the token (Docs, file object)."""

_PATIENCE: Final = 60.0
"""Seconds until a picture is there."""


def sent(event: Mapping[str, Any], *, asked: bool) -> Mapping[str, JSON] | None:
    """The picture of a message, by what it takes to fetch it.

    Its id alone: between workspaces Slack says no more at first (Docs, `check_file_info`).

    :param asked: they say that it is one; else what is plainly something else is none.
    """
    files = [one for one in event.get("files") or () if isinstance(one, Mapping)]
    pictures = [f for f in files if str(f.get("mimetype") or "image/").startswith("image/")]
    for file in pictures or (files if asked else []):
        return {"file": str(file["id"])}
    return None


async def fetch(picture: Mapping[str, JSON], path: Path, *, voice: Voice, options: Options) -> None:
    """Write it to `path`.

    :raises TryLater: Slack is away, or asks to wait.
    :raises Refused: it is no longer there, too large, plainly something else, or not for the app.
    """
    try:
        file = await voice.file(str(picture["file"]))
    except Uncertain as error:
        raise TryLater(str(error)) from error  # to be asked twice is no harm
    except Lost as error:
        raise Refused(GONE) from error
    await _load(
        str(file.get("url_private_download") or file.get("url_private")), path, voice, options
    )


async def _load(url: str, path: Path, voice: Voice, options: Options) -> None:
    from aiohttp import ClientError, ClientTimeout

    from gateway_slack.wire import proxy

    address = kept(url, options)
    try:
        async with voice.connections.get(
            address,
            headers={"Authorization": f"Bearer {options.token.get_secret_value()}"},
            allow_redirects=False,  # the token is for nobody else
            proxy=proxy(url),
            timeout=ClientTimeout(total=_PATIENCE),
        ) as answer:
            _look_at(answer)
            pieces = answer.content.iter_any()
            size, kind = answer.content_length, answer.content_type
            await save_picture(pieces, path, size=size, media_type=kind)
    except (ClientError, TimeoutError) as error:
        raise TryLater(f"Slack does not give it now ({type(error).__name__}).") from error


def kept(url: str, options: Options) -> yarl.URL:
    """The address, if it is Slack's own, or of whatever stands in its place."""
    import yarl

    with suppress(ValueError):  # it is no address, or leads nowhere
        address = yarl.URL(url)
        if address.origin() in (yarl.URL(_STORE), yarl.URL(options.api).origin()):
            return address
    raise Refused(ELSEWHERE)


def _look_at(answer: aiohttp.ClientResponse) -> None:
    """Raise what an answer says that is not the picture.

    To whoever may not have it Slack shows its page to log in, and calls that a success.
    """
    if answer.status in (404, 410):
        raise Refused(GONE)
    if answer.status == 429 or answer.status >= 500:
        wait = answer.headers.get("Retry-After", "")
        raise TryLater(
            f"Slack does not give it now ({answer.status}).",
            retry_after=float(wait) if wait.isdecimal() else 1.0,
        )
    if answer.status != 200 or answer.content_type == "text/html":
        raise Refused(LOGIN)
