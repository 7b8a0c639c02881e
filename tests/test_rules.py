"""Who may import whom, and what the hooks are called: the house's rules, each seen to fail."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gateway
from gateway.core import hookspecs

HOUSE = Path(__file__).parents[1]
SDKS = ("discord", "telegram", "slack_bolt", "google.genai", "moviepy", "av")
SPECS_IMPORT = ("typing.TYPE_CHECKING", "__future__.annotations", "gateway.core.markers.hookspec")
STDLIB = __import__("sys").stdlib_module_names


def imports(source: str) -> Iterator[tuple[str, bool, bool]]:
    """Each imported module with whether it is imported at run time, and whether in a function."""
    yield from _walk(ast.parse(source), runtime=True, inside=False)


def _walk(node: ast.AST, *, runtime: bool, inside: bool) -> Iterator[tuple[str, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield alias.name, runtime, inside
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            for alias in child.names:
                yield f"{base}.{alias.name}", runtime, inside
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for statement in child.body:
                yield from _walk(ast.Module([statement], []), runtime=False, inside=inside)
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, runtime=runtime, inside=inside or function)


def under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def wrongs(path: str, source: str) -> list[str]:
    """What is wrong with the imports of a module at that place in the house."""
    return [f"{path}: {why}" for found in imports(source) if (why := wrong(path, *found))]


def wrong(path: str, name: str, runtime: bool, inside: bool) -> str:
    if name.startswith("."):
        return f"{name} is relative"
    if under(name, *SDKS) and not inside and runtime:
        return f"{name} is imported outside of a function"
    if under(name, "dbos") and not path.startswith("gateway/durable/"):
        return f"{name} is known here"
    if path.startswith("plugins/"):
        return _wrong_in_plugin(path, name)
    if path.startswith("gateway/"):
        return _wrong_in_gateway(path, name, runtime)
    return ""


def _wrong_in_plugin(path: str, name: str) -> str:
    if not under(name, "gateway"):
        return ""
    _, _, rest = name.partition(".")
    return "" if rest in gateway.__all__ else f"{name} is no public name"


ABOVE = ("gateway.app", "gateway.cli", "gateway.settings", "gateway.plugins", "gateway.testing")
FLOORS = {
    "gateway/store/": (*ABOVE, "gateway.durable", "gateway.media"),
    "gateway/media/": (*ABOVE, "gateway.durable", "gateway.store"),
    "gateway/durable/": ABOVE,
}
"""What the floors above the core may not import."""


def _wrong_in_gateway(path: str, name: str, runtime: bool) -> str:
    if re.match(r"gateway_\w+", name):
        return f"{name} is a plugin"
    if path.startswith("gateway/core/"):
        return _wrong_in_core(path, name, runtime)
    for floor, forbidden in FLOORS.items():
        if path.startswith(floor) and under(name, *forbidden):
            return f"{name} is not below {floor}"
    return ""


def _wrong_in_core(path: str, name: str, runtime: bool) -> str:
    if path.endswith("/hookspecs.py") and runtime and name not in SPECS_IMPORT:
        return f"{name} is imported by a spec at run time"
    if runtime and name.split(".")[0] not in {*STDLIB, "pluggy", "gateway"}:
        return f"{name} is neither the standard library nor pluggy"
    if under(name, "gateway") and not under(name, "gateway.core"):
        return f"{name} is above the core"
    return ""


def modules(*places: str) -> list[Path]:
    found = [path for place in places for path in (HOUSE / place).rglob("*.py")]
    assert found
    return [path for path in found if "migrations" not in path.parts]


def spelled(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def test_everybody_imports_only_whom_they_may():
    found = [
        why
        for path in modules("gateway", "plugins")
        for why in wrongs(spelled(path), path.read_text())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("gateway/core/engine.py", "import sqlalchemy"),
        ("gateway/core/engine.py", "def f():\n    import sqlalchemy"),
        ("gateway/core/engine.py", "from gateway.store.records import SqlRecords"),
        ("gateway/core/engine.py", "from gateway.app import Gateway"),
        ("gateway/core/engine.py", "from gateway import settings"),
        ("gateway/store/records.py", "from gateway.app import Gateway"),
        ("gateway/store/records.py", "from gateway.durable.journal import Journal"),
        ("gateway/media/frames.py", "from gateway.store.files import write_whole"),
        ("gateway/durable/journal.py", "import gateway.cli"),
        ("gateway/core/hookspecs.py", "from gateway.core.types import Turn"),
        ("gateway/core/hookspecs.py", "from pathlib import Path"),
        ("gateway/app.py", "from gateway_studio import writer"),
        ("gateway/app.py", "import dbos"),
        ("gateway/app.py", "def f():\n    from dbos import DBOS"),
        ("gateway/media/films.py", "import av"),
        ("gateway/media/films.py", "from moviepy import VideoClip"),
        ("gateway/media/films.py", "from .frames import admit"),
        ("plugins/discord/gateway_discord/inbound.py", "import discord"),
        ("plugins/discord/gateway_discord/inbound.py", "try:\n    import discord.ext\nexcept E: x"),
        ("plugins/telegram/gateway_telegram/inbound.py", "from telegram import Update"),
        ("plugins/slack/gateway_slack/inbound.py", "import slack_bolt.async_app"),
        ("plugins/gemini/gateway_gemini/writer.py", "from google import genai"),
        ("plugins/studio/gateway_studio/writer.py", "from gateway.core.types import Turn"),
        ("plugins/studio/gateway_studio/writer.py", "import gateway.core.types"),
        ("plugins/studio/gateway_studio/writer.py", "from gateway import testing"),
        ("plugins/studio/gateway_studio/writer.py", "from gateway.testing import FakeStory"),
    ],
)
def test_each_rule_fails_where_it_is_broken(path: str, source: str):
    assert wrongs(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("gateway/core/engine.py", "import asyncio\nfrom gateway.core import verbs\nimport pluggy"),
        ("gateway/core/hookspecs.py", "if TYPE_CHECKING:\n    from gateway.core.types import Turn"),
        ("gateway/core/looks.py", "if TYPE_CHECKING:\n    from PIL.Image import Image"),
        ("gateway/durable/journal.py", "def f():\n    from dbos import DBOS"),
        ("gateway/durable/journal.py", "from gateway.store.database import Database"),
        ("plugins/discord/gateway_discord/inbound.py", "def f():\n    import discord"),
        ("plugins/studio/gateway_studio/writer.py", "from gateway import Turn, hookimpl"),
    ],
)
def test_no_rule_forbids_what_may_be(path: str, source: str):
    assert not wrongs(path, source)


def test_every_module_of_the_gateway_postpones_its_annotations():
    for path in modules("gateway", "plugins"):
        only_words = len(ast.parse(path.read_text()).body) <= 1
        assert only_words or "from __future__ import annotations" in path.read_text(), spelled(path)


def test_no_folder_shadows_a_library():
    assert not list((HOUSE / "plugins").glob("*/__init__.py"))
    assert not list((HOUSE / "tests").rglob("__init__.py"))
    for place in ("tests", "plugins"):
        # `plugins/discord` is a folder of folders; a package of that name would hide the SDK.
        assert not (HOUSE / place / "__init__.py").exists()


PUBLIC = [
    "JSON", "PICTURE_BYTES", "SENT_AGAIN", "VERBS", "Action", "Answered", "Attachment",
    "BudgetError", "Button", "Call", "CapReached", "Card", "Check", "Choice", "Credit",
    "Delivery", "DeliveryError", "Ending", "Event", "FetchesPictures", "Film", "Filming",
    "Finding", "Frame", "Inbox", "InvalidSessionId", "Job", "Kind", "LimitTooSmall", "Limits",
    "Lobby", "Look", "MediaError", "NotAllowed", "NotNow", "NotUnderstood", "Office",
    "OperatorError", "OutcomeUnknown", "Pace", "Pacer", "Part", "PastTurn", "Person", "Picture",
    "Platform", "PlayerError", "Players", "PluginError", "Price", "Progress", "Published",
    "Rate", "Receipt", "Reel", "Refused", "Scene", "Secret", "Section", "Segment", "SessionId",
    "SessionSettings", "SettingsError", "Share", "Shared", "Sharing", "Shot", "Spend", "Stamp",
    "StorageFull", "Tape", "TapewayError", "TextUnit", "Token", "Told", "TooLarge", "TryLater",
    "Turn", "Uncertain", "UnsafeMedia", "Verb", "Verdict", "Webhook", "World", "file_key",
    "hookimpl", "listen_on", "save_picture", "sections", "serve", "spelt", "understand",
]  # fmt: skip


def test_the_public_names_are_these_and_no_others():
    assert gateway.__all__ == PUBLIC
    assert sorted(PUBLIC, key=_as_ruff_sorts) == PUBLIC
    exported = {name for name in vars(gateway) if not name.startswith("_")}
    kept = {name for name in exported if not inspect.ismodule(getattr(gateway, name))}
    assert kept - {"annotations"} == set(PUBLIC)


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


# ------------------------------------------------------------------------------------------ hooks

HOOKS = {
    name: function
    for name, function in vars(hookspecs).items()
    if inspect.isfunction(function) and hasattr(function, "gateway_spec")
}
ASKS = {
    "admit_event", "write_scene", "render_frame", "shoot_segment", "cut_tape", "stitch_film",
    "moderate", "quote", "link_media", "link_share", "draft_world", "find_call", "check_world",
}  # fmt: skip


def mood(name: str) -> str:
    first, _, last = name.partition("_")
    if first == "provide":
        return "offer"
    if re.search(r"(ed|sent|spent|cut|shot|forgotten)$", last):
        return "tell"
    return "ask"


def test_the_name_of_every_hook_says_its_mood():
    assert {name for name in HOOKS if mood(name) == "ask"} == ASKS
    for name, function in HOOKS.items():
        answer = inspect.signature(function).return_annotation
        assert (answer == "None") == (mood(name) == "tell"), name
        assert function.__doc__, f"{name} says nothing of itself"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("provide_looks", "offer"), ("cut_tape", "ask"), ("tape_cut", "tell"), ("quote", "ask")],
)
def test_the_grammar_tells_the_moods_apart(name: str, expected: str):
    assert mood(name) == expected


def test_every_hook_is_asked_or_told_by_the_core_and_known_to_a_test():
    core = "".join(path.read_text() for path in modules("gateway/core"))
    core += (HOUSE / "gateway/app.py").read_text() + (HOUSE / "gateway/doctor.py").read_text()
    tests = "".join(path.read_text() for path in modules("tests") if path.name != "test_rules.py")
    for name in HOOKS:
        assert f'"{name}"' in core, f"nobody calls {name}"
        assert name in tests, f"no test knows {name}"
