"""What the gateway itself says to players, in one place."""

from __future__ import annotations

NO_RUN = "No story is running here. Say `start` to begin one."
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
WAITING_FOR_SHOTS = "FILMING THE LAST SHOTS…"
SETTING_UNKNOWN = "There is no setting {name!r}. There are: {names}."
SETTING_WRONG = "{name} cannot be {value!r}: {why}"
SETTING_DONE = "From now on: {name} {value}."
FILMING = {
    "off": "No turn is filmed.",
    "still": "Each turn has its picture at once, and the way to it as a clip a little later.",
    "film": "Each turn is filmed first, which can take minutes; its clip ends in its picture.",
    "hybrid": "Only what matters is filmed: new places, risks, endings.",
}
NOT_HERE_YET = "`{verb}` comes with a later release of Tapeway; `help` lists what there is."
HELP = """\
Talk to play: say what you do in your own words, or choose one of the ways on.

start [WORLD] [SEED]   begin a story; worlds: {worlds}
choose KEY             take one of the ways on
tape · film            the run so far as a GIF, as a film
eject                  end the run and take its tape
rewind N               go back to turn N and play on from there
status · settings      where you stand; how this story is played
forget                 delete this story with all its media
help                   this"""
