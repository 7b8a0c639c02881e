"""What the menu of the bot offers: every verb, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway import Verb

COMMANDS: Final[Mapping[Verb, str]] = {
    Verb.START: "Begin a story; name a world to choose it",
    Verb.SAY: "Do something in your own words",
    Verb.CHOOSE: "Take one of the ways on, by its number",
    Verb.TAPE: "The run so far as a tape",
    Verb.FILM: "The run so far as a film",
    Verb.EJECT: "End the run and take its tape",
    Verb.REWIND: "Go back to a turn and play on from there",
    Verb.STATUS: "Where the story stands",
    Verb.SETTINGS: "How this story is played",
    Verb.HERO: "In reply to a picture: this is how you look",
    Verb.TAPES: "Your tapes and films, from everywhere",
    Verb.SHARE: "Let other conversations watch a tape, a film, or this run",
    Verb.SHARES: "What you share",
    Verb.UNSHARE: "Take back what you share, by its code",
    Verb.WATCH: "Watch what was shared, by its code",
    Verb.FOLLOW: "See a run as it is played, by its code; alone: be sent tapes",
    Verb.UNFOLLOW: "Follow nothing, and be sent nothing",
    Verb.LINK: "Join your accounts on other platforms",
    Verb.UNLINK: "Part this account from the others",
    Verb.FORGET: "Delete this story with all its media",
    Verb.HELP: "What there is to say",
}
"""In the order of the menu; at most 256 characters each (API BotCommand)."""
