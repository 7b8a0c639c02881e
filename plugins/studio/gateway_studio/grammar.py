"""What a sentence is after: a question about where one is, or somebody, a thing, a topic."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway_studio.lexicon import tokens

ASKING = {
    "back": r"(go |head |walk |turn )?back( there| again)?|return|retrace (my|your) steps",
    "around": r"(look|glance|peer|gaze|film|pan)( all)? (a)?round( here| me| the (place|room))?"
    r"|look|l|describe( the)?( (place|room|scene))?|what (do|can) i see( here)?|what is here"
    r"|what's here",
    "where": r"where am i|where are we|where is this|what is this place|what place is this"
    r"|what time is it|what's the time",
    "able": r"what (can|could|should|do|must) (i|we) do( here| now| next)?|help( me)?|hint|options"
    r"|what now|what next|commands|any ideas",
    "carry": r"i|inv|inventory|what (do|have) i (have|carry|got)( on me)?|what am i carrying"
    r"|check (my )?(pockets|bag|inventory|belongings)|(my )?(pockets|bag|belongings|things)",
    "silent": r"wait( here)?( a (bit|while|moment|minute))?|do nothing|stay( (here|put))?|rest"
    r"|stand still|hold still|say nothing|keep (quiet|silent|still)|z|pause|sleep|nothing",
}
"""What is asked for by a whole sentence."""
_ASKING = {name: re.compile(rf"(?:{pattern})[.!?…]*") for name, pattern in ASKING.items()}
_POLITE = re.compile(
    r"^(?:(?:please|can|could|would|may|might|shall|should) (?:i|you|we) |i(?:'d| would) like to "
    r"|i (?:want|try|need|am going|will|have) to |i'll |i'm going to |let(?:'s| us| me) |try to "
    r"|please |now |then |okay |ok |just |i )+(?=\w)"
)
_SAYING = re.compile(
    r"^(?:talk|speak|chat|say|tell|ask|greet|question|call|beg|warn|thank|persuade|convince"
    r"|hello|hi|hey)\b(?: (?:to|with|hello to|hi to))? ?(?P<who>.*?)"
    r"(?:,? (?:about|for|of|to|that|if|why|how|who|what|where|whether)\b ?(?P<what>.*))?$"
)
_GIVING = re.compile(
    r"^(?:give|show|hand|offer|pass|bring|deliver|present) (?P<thing>.+?) to (?P<who>.+)$"
)
_USING = re.compile(
    r"^(?:use|try|put|combine|apply|lay|place|fit|plug|pour|hold|attach|connect|insert|throw)"
    r" (?P<thing>.+?) (?:on|onto|with|in|into|to|under|against|over|at) (?P<target>.+)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence taken apart; what was not said is empty."""

    words: tuple[str, ...]
    asks: str = ""
    """`back`, `around`, `where`, `able`, `carry` or `silent`."""
    who: tuple[str, ...] = ()
    """Whom it is said or given to."""
    what: tuple[str, ...] = ()
    """What it is about, or meant for."""
    thing: tuple[str, ...] = ()
    """What is given or used."""


def parse(said: str) -> Sentence:
    """Take a sentence apart.

    >>> parse("Could you ask Ellis about the log, please?").who
    ('ellis',)
    >>> parse("use the crowbar on the hatch").what
    ('the', 'hatch')
    >>> parse("Where am I?").asks
    'where'
    """
    plain = " ".join(said.casefold().replace("’", "'").split())
    asks = next((name for name, ask in _ASKING.items() if ask.fullmatch(plain)), "")
    bare = _POLITE.sub("", re.sub(r"[,.!?…]* ?(?:please)?[.!?…]*$", "", plain))
    asks = asks or next((name for name, ask in _ASKING.items() if ask.fullmatch(bare)), "")
    found = _GIVING.match(bare) or _USING.match(bare) or _SAYING.match(bare)
    named = found.groupdict() if found else {}
    return Sentence(
        words=tokens(plain),
        asks=asks,
        who=tokens(named.get("who") or ""),
        what=tokens(named.get("what") or named.get("target") or ""),
        thing=tokens(named.get("thing") or ""),
    )
