"""What `tapeway doctor` asks Telegram: who is this bot, and where do its messages go?"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from gateway import DeliveryError, Finding, SettingsError
from gateway_telegram.errors import token_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway_telegram.options import Options


async def check(options: Options) -> Sequence[Finding]:
    """Whether the token is taken, and whether a webhook stands in the way of asking.

    :raises SettingsError: the token is refused, or the SDK is not installed.
    """
    try:
        from telegram.error import InvalidToken, TelegramError
    except ImportError as error:
        raise SettingsError("Its library is missing: pip install 'tapeway[telegram]'.") from error
    from gateway_telegram.wire import bot as connect

    bot = connect(options)
    try:
        await bot.initialize()
        told = [Finding(text=f"Telegram knows the token in {options.setting} as @{bot.username}.")]
        hook = (await bot.get_webhook_info()).url
    except InvalidToken as error:
        raise token_refused(options.setting) from error
    except TelegramError as error:
        return [Finding(text=f"Telegram cannot be reached: {error}.", ok=False)]
    finally:
        with suppress(DeliveryError, RuntimeError):
            await bot.shutdown()
    if hook and not options.webhook:
        told.append(Finding(text=f"A webhook is set to {hook}; the next start takes it away."))
    return told
