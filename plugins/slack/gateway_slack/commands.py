"""What there is to say on Slack, in a word or two each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway import Verb

COMMANDS: Final[Mapping[Verb, tuple[str, str]]] = {
    Verb.START: ("[WORLD] [SEED]", "begin a story"),
    Verb.SAY: ("WORDS", "do something in your own words"),
    Verb.CHOOSE: ("KEY", "take one of the ways on, also by its number"),
    Verb.TAPE: ("", "the run so far as a tape"),
    Verb.FILM: ("", "the run so far as a film"),
    Verb.EJECT: ("", "end the run and take its tape"),
    Verb.REWIND: ("TURN", "go back to a turn and play on from there"),
    Verb.STATUS: ("", "where the story stands"),
    Verb.SETTINGS: ("[NAME VALUE]", "how this story is played"),
    Verb.HERO: ("[off]", "see who you play; send a picture with that word to change it"),
    Verb.TAPES: ("", "your tapes and films, from everywhere"),
    Verb.SHARE: ("[WHAT] [for TIME]", "let other conversations watch a tape, a film, or this run"),
    Verb.SHARES: ("", "what you share"),
    Verb.UNSHARE: ("CODE", "take back what you share"),
    Verb.WATCH: ("CODE", "watch what was shared"),
    Verb.FOLLOW: ("[CODE]", "see a run as it is played; alone: be sent tapes"),
    Verb.UNFOLLOW: ("", "follow nothing, and be sent nothing"),
    Verb.LINK: ("[CODE]", "join your accounts on other platforms"),
    Verb.UNLINK: ("", "part this account from the others"),
    Verb.FORGET: ("", "delete this story with all its media"),
    Verb.HELP: ("", "what there is to say"),
}
"""Each verb with what goes with it, and what it does."""
