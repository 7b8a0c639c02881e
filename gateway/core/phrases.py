"""What the gateway itself says to players, in one place."""

from __future__ import annotations

from gateway.core.platform import Part
from gateway.core.shared import Shared
from gateway.core.types import Kind

NO_RUN = "No story is running here. Say `start` to begin one."
BEGINS = "No story is told here yet. What was asked for last is still on its way."
GOES_ON = "What was asked for last is still on its way."
RUNNING = "A story is under way here. Play on, or `eject` it first; this is where it stands."
STALE = "That moment has passed. The story has moved on; the newest message has the ways on."
FOREIGN = "That button belongs to another conversation."
UNKNOWN_BUTTON = "That button is not known here any more. Say `status` to see where you are."
NOT_YOURS = "Only {owner} decides in this story. You can watch, or start one of your own elsewhere."
NOT_OWNER = "Only whoever started the story here may do that."
VOTING = "Everybody has a voice here: press one of the buttons, the most votes win."
VOTED = "{name} votes: {label}."
WINDOW = "The vote is open for {seconds} seconds."
NO_CHOICE = "There is no choice {argument!r} here. Offered are: {offered}."
NO_WORLD = "There is no world {argument!r}. There are: {worlds}."
WORLD_GONE = "The world {world!r} of this story is not installed any more. Install it, or `eject`."
NO_WORDS = "Say what you do, in a few words."
TOO_LONG = "That is too long to play: say it in at most {limit:,} characters."
NO_FRAMES = "There is nothing to put on a tape yet. Say `start` to begin a story."
NO_TURN = "There is no turn {argument!r} in this run. It has the turns {turns}."
NO_REWIND = "Say which turn to go back to, such as `rewind {example}`."
REWOUND = "Rewound to turn {turn}. From here everything can go another way."
FORGET = "This deletes the story here with all its pictures, tapes and films, for good."
FORGOTTEN = "Forgotten. Nothing of this story is left here."
TURN_FAILED = "The story could not go on: {why} Nothing is lost; try that again."
NO_PICTURE = "There is no new picture: {why}"
NO_SEGMENT = "This moment was not filmed: {why}"
NO_TAPE = "The tape could not be made: {why}"
TAKEN_AWAY = "somebody took it out of the session's folder. Ask for it again."
NO_LOOK = "there is no look {name!r} any more; say `settings look NAME` with one of {looks}."
NO_FILM = "The film could not be made: {why}"
PAY = "Pay once more ({price})"
LESS = "Go on with less"
ANSWERED = "That was answered already."
AS_IT_IS = "It stays as it is."
UNSURE = {
    "scene": "The gateway stopped while {model} was writing, and nobody knows whether that was "
    "paid. Your turn is not told yet: have it written once more, for up to {price}, or go on for "
    "nothing.",
    "frame": "The gateway stopped while {model} was drawing turn {turn}, and nobody knows whether "
    "that was paid. The story goes on without; you can have it drawn once more, for up to {price}.",
    "segment": "The gateway stopped while {model} was asked to film turn {turn}, and nobody knows "
    "whether that was paid. You can have it filmed once more, for up to {price}.",
}
EJECTING = "EJECTING…"
REWINDING = "REWINDING…"
FILMING_FIRST = "FILMING…"
WAITING_FOR_SHOTS = "FILMING THE LAST SHOTS…"
HERO_KEPT = """\
This is who you play now. A painter that can draw after a picture does so from the next one on; \
the built-in studio cannot. To take it away again: `hero off`."""
HERO_SHOWN = "This is who you play. To take the picture away: `hero off`."
HERO_OFF = "Taken away: how you look is up to whoever draws."
NO_HERO = "There is no picture of who you play. Send one together with the word `hero`."
HERO_WORDS = "Send a picture with the word `hero`, say `hero` to see it, or `hero off`."
HERO_UNUSABLE = "That picture cannot be used: {why}"
HERO_ALT = "Who you play"
PICTURE_LATE = "it did not come in time: send it once more."
PICTURE_BROKE = "something went wrong inside; whoever runs this bot finds it in the log."
NO_PICTURES = "pictures cannot be sent to this bot here."
SETTING_UNKNOWN = "There is no setting {name!r}. There are: {names}."
SETTING_WRONG = "{name} cannot be {value!r}: {why}"
SETTING_DONE = "From now on: {name} {value}."
FILMING = {
    "off": "No turn is filmed.",
    "still": "Each turn has its picture at once, and the way to it as a clip a little later.",
    "film": "Each turn is filmed first, which can take minutes; its clip ends in its picture.",
    "hybrid": "Only what matters is filmed: new places, risks, endings.",
}
NO_SHARE = "There is nothing to see by that code. It was mistyped, has expired, or was taken back."
NO_CODE = "That is no code. One has {letters} letters and digits, such as K7QX-2M9P-3RTV-W8YZ."
SLOW = "Too many codes were wrong. Try the next one in {wait}."
NO_DURATION = (
    "{duration!r} is no time to share for. Say such as `share for 2 weeks`, or `for ever`."
)
NO_SHARING = "There is no {what!r} to share. Say `share tape`, `share film` or `share run`."
NOT_SHARED = (
    "Only whoever started the story here shares it; they can let all: `settings sharing anyone`."
)
SHARE_IT = "Share"
LINK_CODE = """\
Your code is {code}, good for {minutes} minutes and for one account.

Where your other account is, say `link {code}`. Do not give it to anybody else."""
NO_LINK_CODE = "That is no code to link by. One has {letters} letters and digits."
NO_LINK = (
    "No account is joined by that code: it was mistyped, used, or is too old. Say `link` anew."
)
LINK_ELSEWHERE = "That code is your own: say it where your other account is."
LINKED_ALREADY = "These accounts are joined already."
ACCOUNT = "{name} on {platform}"
LINK_ASK = """\
Join this account to that of {who}? Each of them then sees, plays and shares the tapes of both, \
and what they spend counts together. Only do this if both are yours."""
LINK_JOIN = "Both are mine, join them"
LINK_WAITING = "Now press the button where you were shown the code."
LINK_CONFIRM = "{who} typed your code. Is that you? If not, leave this alone: nothing happens."
LINK_MINE = "That is me"
LINKED = "Joined with {who}: `tapes` lists what you played on either. To part them, say `unlink`."
LINK_OVER = "That is over: say `link` for a new code."
NOT_YOUR_LINK = "That is for whoever asked for it."
NOT_LINKED = "This account is joined to no other. Say `link` to join it to one."
UNLINKED = "This account stands alone again."
MY_TAPES = "Your tapes and films, the newest first:"
MY_TAPE = "{number}. {what}, {at}, {size:.1f} MB"
NO_TAPES = "There is no tape you are on yet. Play a while, then say `tape`."
NO_OLDER_TAPES = "That was the last of your tapes."
PLAY = "Play {number}"
SHARE_NUMBER = "Share {number}"
OLDER = "Older ones"
DOOR = """\
Whoever has this address can send tapes to this conversation:

{address}

They say `share tape to {address}`. To end that, say `unfollow`."""
FOLLOW_BUSY = "A story is running here. To follow another, `eject` it, or do so elsewhere."
FOLLOW_TAPE = "That is a tape or a film, which does not go on: say `watch {code}`."
FOLLOW_SELF = "That is the run of this very conversation."
FOLLOWING = "From now on you see {title} here, as it is played. To end that, say `unfollow`."
FOLLOWED_FILE = {
    Part.SEGMENT: "A moment of {title}, filmed",
    Part.TAPE: "A tape of {title}",
    Part.FILM: "A film of {title}",
}
NOT_FOLLOWING = "Nothing is followed here, and nothing is sent here."
UNFOLLOWED = "Nothing is followed here any more, and nothing is sent here."
NO_VOTE = "There is no vote there now: you can only watch."
VOTED_THERE = "Your voice there: {label}."
WATCH_WHAT = "Say whose tape to watch: `watch` and the code that somebody gave you."
WATCH_RUN = "By that code a run can be followed as it is played: say `follow {code}`."
WATCHED = {Kind.TAPE: "A tape of {title}", Kind.FILM: "A film of {title}"}
SENT_HERE = "This was sent here. To be sent nothing more, say `unfollow`."
TAPE_GONE = "That tape or film is not there any more."
SHARED_WHAT = {
    Shared.TAPE: "a tape of {title}",
    Shared.FILM: "a film of {title}",
    Shared.RUN: "this run of {title}, live",
}
UNTIL = " until {at}"
SHARED = """\
Anybody who has this code can watch {what}{until}:

{code}

Wherever Tapeway plays: `watch {code}`. To take it back: `unshare {name}`."""
SHARED_RUN = """\
Any conversation that has this code can follow {what}{until}:

{code}

Wherever Tapeway plays: `follow {code}`. To take it back: `unshare {name}`."""
PUSHED = "It is on its way there."
NO_ADDRESS = (
    "There is no conversation at that address. Say `follow` where it is to go: that gives one."
)
NO_SHARES = "Nothing is shared from here, and you share nothing elsewhere."
A_SHARE = "{code}: {what}{where}, watched {views}{until}"
ELSEWHERE = ", from another conversation"
MORE_SHARES = "And {more} more."
HOW_TO_UNSHARE = "To take one back: `unshare {name}`; all of them: `unshare all`."
UNSHARE_WHAT = "Say what to take back: `unshare` and a code, its first four letters, or `all`."
UNSHARED = "Taken back: nobody can watch it by that code any more."
UNSHARED_ALL = "Taken back: nobody can watch anything by these codes any more."
NO_SUCH_NAME = "You share nothing by the name {name!r}; `shares` lists what you do."
NOT_YOUR_SHARE = "Only who shared that, or whoever started the story, can take it back."
HELP = """\
Talk to play: say what you do in your own words, or choose one of the ways on.

start [WORLD] [SEED]   begin a story; worlds: {worlds}
choose KEY             take one of the ways on
tape · film            the run so far as a GIF, as a film
eject                  end the run and take its tape
rewind N               go back to turn N and play on from there
status · settings      where you stand; how this story is played
hero                   with a picture: how you look; `hero off` takes it away
share [WHAT]           a code by which others watch a tape, a film, or this run
watch CODE             what somebody shared, from wherever it was played
shares · unshare CODE  what you share; take it back
tapes                  your tapes and films from everywhere
follow [CODE]          see a run as it is played; without a code: be sent tapes
unfollow               neither any more
link · unlink          join your accounts on other platforms; part them
forget                 delete this story with all its media
help                   this"""
