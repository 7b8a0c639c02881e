"""What `tapeway doctor` asks Google: is the key accepted, and are the models there?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from gateway import Finding, TapewayError
from gateway_gemini import errors, replies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway_gemini.line import Line

_ABOUT_US: Final = (400, 401, 403)
"""What Google says of whoever asks, whichever model it is."""


async def check(line: Line) -> Sequence[Finding]:
    """A sentence on the key, and one on each model. Nothing of it is charged."""
    found: list[Finding] = []
    try:
        for model in line.options.models:
            try:
                found.append(await _model(line, model))
            except TapewayError as error:
                return [_refused(line, error)]
    finally:
        await line.close()
    return [Finding(text=f"{line.who} accepts {line.setting}."), *found]


async def _model(line: Line, model: str) -> Finding:
    """Whether a model is there.

    :raises TapewayError: it is not about this model.
    """
    try:
        known = await line.once(lambda: line.client.aio.models.get(model=model), model)
    except errors.Trouble as error:
        if _status(error) != 404:
            raise
        wrong = f"{model} is not there for {line.setting}: choose another model in plugins.gemini."
        return Finding(text=wrong, ok=False)
    until = line.options.rates(model, datetime.now(UTC))
    sold = {"in": until.input, "out": until.output, "pictures": until.image, "video": until.video}
    costs = [f"{name} ${dollars:g} a million tokens" for name, dollars in sold.items() if dollars]
    costs += [f"${dollars:g} a second at {size}" for size, dollars in until.second.items()]
    return Finding(text=f"{known.display_name or model} ({model}) is there: {', '.join(costs)}.")


def _refused(line: Line, error: TapewayError) -> Finding:
    cause = error.__cause__
    if not isinstance(cause, Exception) or _status(error) not in _ABOUT_US:
        return Finding(text=f"{line.who} does not answer: {error}", ok=False)
    sentence, advice = replies.why(cause)
    if sentence == errors.LOCKED and not line.options.vertex:
        advice = "https://aistudio.google.com/apikey makes another."
    said = replies.message_of(cause)
    return Finding(text=f"{line.who} refuses {line.setting} ({said}): {advice}", ok=False)


def _status(error: TapewayError) -> int | None:
    cause = error.__cause__
    return replies.status_of(cause) if isinstance(cause, Exception) else None
