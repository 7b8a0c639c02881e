"""What comes back from `generateContent`: text, picture, bill, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from gateway_gemini.prices import Usage

if TYPE_CHECKING:
    from google.genai.types import GenerateContentResponse

_FINE: Final = {None, "STOP", "MAX_TOKENS", "FINISH_REASON_UNSPECIFIED"}


def usage(answer: GenerateContentResponse) -> Usage:
    """The tokens that the answer says were used."""
    said = answer.usage_metadata
    if said is None:
        return Usage()
    image = modality(said.candidates_tokens_details, "IMAGE")
    return Usage(
        input=(said.prompt_token_count or 0) + (said.tool_use_prompt_token_count or 0),
        output=(said.candidates_token_count or 0) - image + (said.thoughts_token_count or 0),
        image=image,
    )


def modality(details: Iterable[Any] | None, which: str) -> int:
    """How many of the tokens are of one kind."""
    found = 0
    for detail in details or ():
        name = getattr(detail.modality, "value", detail.modality)
        if str(name).upper() == which:
            found += (getattr(detail, "token_count", None) or getattr(detail, "tokens", None)) or 0
    return found


def blocked(answer: GenerateContentResponse) -> str:
    """Why what was asked is not answered at all, if so."""
    feedback = answer.prompt_feedback
    reason = feedback.block_reason if feedback else None
    return str(reason.value) if reason else ""


def finish(answer: GenerateContentResponse) -> str:
    """Why the answer ended, empty if it has not yet."""
    reason = answer.candidates[0].finish_reason if answer.candidates else None
    return str(reason.value) if reason else ""


def broke_off(reason: str) -> bool:
    """Whether an answer ended because of what it was about to say."""
    return (reason or None) not in _FINE


def text(answer: GenerateContentResponse) -> str:
    """The words of an answer, without what the model thought."""
    return "".join(part.text for part in _parts(answer) if part.text and not part.thought)


def picture(answer: GenerateContentResponse) -> bytes | None:
    """The last picture of an answer."""
    found = [
        part.inline_data.data
        for part in _parts(answer)
        if part.inline_data and not part.thought and part.inline_data.data
    ]
    return found[-1] if found else None


def _parts(answer: GenerateContentResponse) -> list[Any]:
    content = answer.candidates[0].content if answer.candidates else None
    return list(content.parts or ()) if content else []
