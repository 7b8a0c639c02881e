"""What `tapeway doctor` asks Google: is the key accepted, and are the models there?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from gateway import Finding, TapewayError
from gateway_gemini import errors

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
    if _status(error) in _ABOUT_US:
        said = (
            f"{line.who} refuses {line.setting}: https://aistudio.google.com/apikey makes another."
        )
        if line.options.vertex:
            said = f"{line.who} refuses {line.setting}: let it use Vertex AI, and bill for it."
        return Finding(text=said, ok=False)
    return Finding(text=f"{line.who} does not answer: {error}", ok=False)


def _status(error: TapewayError) -> int | None:
    cause = error.__cause__
    return errors.status_of(cause) if isinstance(cause, Exception) else None
