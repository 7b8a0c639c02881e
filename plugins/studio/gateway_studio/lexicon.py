"""Words that mean the same, as far as a player's words go."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

LONGEST = 400
"""Characters that are read; the rest of a very long text changes nothing."""
ALIKE = 0.82
"""How much two words must look alike for one to be a slip of the other."""
VERBS: dict[str, str] = {
    "go": "go walk run enter leave head climb cross follow return exit drive step crawl descend "
    "ascend approach visit escape flee back wander travel move hurry swim row sail ride proceed",
    "look": "look see watch examine inspect read study check search find film zoom pan observe "
    "view peer stare scan investigate listen hear shoot record smell sniff count explore notice",
    "use": "use take get grab pick open close turn push pull press play plug connect switch start "
    "fix repair cut pry lift put place pour fill light unlock crank load rewind wind carry wear "
    "eat drink tie untie dig burn hang lower raise ring sign mend feed wash sew stir bandage",
    "risk": "jump smash break force dare kick throw hide touch answer rush sneak wait leap dive "
    "grab steal climb swim lie bet gamble",
    "speak": "say tell ask talk speak shout call whisper greet warn convince persuade thank beg "
    "promise answer hello hi hey chat sing pray apologise apologize knock reply confess show give",
}
"""What kind of deed a verb asks for; a verb may ask for several."""

DOING = (
    *("take get grab pick collect fetch snatch pocket", "open unlock unseal pry force"),
    *("look watch see view observe", "examine inspect study check investigate search"),
    *("talk speak chat converse", "tell say", "climb scale ascend", "listen hear eavesdrop"),
    *("hide duck crouch conceal", "run flee escape bolt", "push shove", "pull tug drag haul"),
    *("break smash shatter destroy wreck", "cut slice snip sever", "eat bite chew taste"),
    *("drink sip swallow", "give hand offer pass deliver", "put place lay set", "go walk head"),
    *("throw toss hurl fling lob", "start begin activate ignite", "call shout yell scream cry"),
    *("knock rap bang", "light kindle", "follow trail track", "fix repair mend patch"),
    *("turn rotate twist crank", "fill pour refuel top", "film shoot record tape"),
    *("persuade convince talk", "tie fasten bind", "leave exit depart", "jump leap dive"),
)
"""Verbs of one line stand for one another."""
NAMING = (
    *("lamp light torch flashlight lantern", "door gate entrance doorway", "man guy fellow"),
    *("woman lady", "book log logbook journal notebook register ledger diary", "phone telephone"),
    *("car vehicle automobile sedan", "boat ship vessel dinghy", "stairs steps staircase"),
    *("road street path track trail", "picture photo photograph portrait", "box crate chest"),
    *("rope line cord cable", "knife blade", "letter note message envelope", "key keys"),
    *("doctor medic nurse", "boss captain chief", "child kid boy girl", "music song tune"),
    *("food meal snack", "water sea ocean", "hill mountain peak", "tree trees forest wood"),
    *("fire flame stove hearth", "bed bunk cot", "window pane glass", "wall walls"),
    *("radio wireless transmitter", "battery cell", "petrol gas gasoline fuel diesel"),
    *("generator engine motor", "computer terminal console", "ladder rungs", "roof rooftop"),
    *("corridor hallway passage hall", "cellar basement", "attic loft", "yard courtyard"),
)
"""Nouns of one line stand for one another."""

_STOP = (
    "a an the to of in on at with and or my your his her its it is i you me we us please try let "
    "lets want would like could can just now then that this there some into onto from for up out "
    "over down off by if so"
)
STOP = frozenset(_STOP.split())
"""Words that say nothing of what is meant."""

_GROUPS: dict[str, set[int]] = {}
for _number, _line in enumerate((*NAMING, *DOING)):
    for _word in _line.split():
        _GROUPS.setdefault(_word, set()).add(_number)
_KINDS: dict[str, set[str]] = {}
for _kind, _words in VERBS.items():
    for _word in _words.split():
        _KINDS.setdefault(_word, set()).add(_kind)


def clean(text: str) -> str:
    """The text in one line without control characters, cut to what is read."""
    shown = "".join(
        " " if unicodedata.category(char)[0] in "CZ" else char for char in text[: LONGEST * 2]
    )
    return " ".join(unicodedata.normalize("NFKC", shown).split())[:LONGEST].rstrip()


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, folded so that they can be compared."""
    return tuple(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold()))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its endings.

    >>> [stem(word) for word in ("lamps", "opened", "climbing", "glass", "Ellis's".casefold())]
    ['lamp', 'open', 'climb', 'glass', 'ellis']
    """
    word = re.sub(r"['’]s?$", "", word)
    for ending in ("ing", "ed", "es", "s"):
        if (
            word.endswith(ending)
            and len(word) - len(ending) > 2
            and not word.endswith(("ss", "is"))
        ):
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def likeness(one: str, other: str, *, names: bool = False) -> float:
    """How much two words mean the same: 1 for one word, less for a synonym or a slip, else 0.

    :param names: they are nouns; a verb that looks like one is none.

    >>> likeness("lamps", "lamp"), likeness("torch", "lamp"), likeness("genrator", "generator")
    (1.0, 0.8, 0.7)
    """
    a, b = stem(one), stem(other)
    if a == b:
        return 1.0
    if any(not names or group < len(NAMING) for group in groups(one) & groups(other)):
        return 0.8
    near = min(len(a), len(b)) > 3 and a[0] == b[0] and abs(len(a) - len(b)) < 3
    return 0.7 if near and SequenceMatcher(None, a, b).ratio() >= ALIKE else 0.0


def groups(word: str) -> set[int]:
    """The lines of synonyms that a word is in."""
    return _GROUPS.get(word) or _GROUPS.get(stem(word)) or set()


def kinds(word: str) -> set[str]:
    """The kinds of deed that a word asks for, if it is a verb."""
    return _KINDS.get(word) or _KINDS.get(stem(word)) or set()
