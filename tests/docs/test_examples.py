"""The examples run as they stand on the page."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from docs_pages import PAGES, ROOT, blocks, name_of, read

Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGINS = read("docs/writing-a-plugin.md")
PLATFORM = read("docs/writing-a-platform.md")
TALKING = sorted(
    ".".join(path.relative_to(base).with_suffix("").parts)
    for base in (
        ROOT,
        *(
            ROOT / "plugins" / name
            for name in ("discord", "slack", "studio", "telegram", "terminal")
        ),
    )
    for path in base.glob("gateway*/**/*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with the plugins of the page, their tests, and the project file."""
    return _write(PLUGINS, tmp_path)


def _write(page: str, folder: Path) -> Path:
    for block in blocks(page, "python"):
        name = block.splitlines()[0].removeprefix("# ")
        assert name.endswith(".py"), "a block begins with the name of its file"
        (folder / name).write_text(block, encoding="utf-8")
    project = next(b for b in blocks(PLUGINS, "toml") if "[project]" in b)
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    return folder


def test_the_plugins_on_the_page_pass_the_tests_on_the_page(written: Path, run: Run) -> None:
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=written)
    assert done.returncode == 0, done.stdout
    assert f"{len(list(written.glob('test_*.py')))} passed" in done.stdout


def test_the_platform_on_its_page_keeps_every_promise(tmp_path: Path, run: Run) -> None:
    folder = _write(PLATFORM, tmp_path)
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder, patience=600)
    assert done.returncode == 0, done.stdout
    assert "20 passed" in done.stdout
    assert "skipped" not in done.stdout


def test_the_entry_point_on_the_page_brings_the_plugin_in(written: Path, run: Run) -> None:
    project = tomllib.loads((written / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = project["entry-points"]["gateway.plugins"]
    installed = written / "tapeway_lighthouse-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Name: {project['name']}\nVersion: 1.0\n")
    lines = [f"{name} = {module}" for name, module in points.items()]
    (installed / "entry_points.txt").write_text("\n".join(["[gateway.plugins]", *lines]))
    listed = run("-m", "gateway.cli", "plugins", cwd=written, path=written).stdout.split("\n")
    shown = next(b for b in blocks(PLUGINS, "console") if "tapeway plugins" in b).split("\n")
    row = next(line for line in shown if line.startswith("lighthouse"))
    assert row.split() in [line.split() for line in listed]


def test_the_settings_on_the_pages_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.settings import load

    monkeypatch.chdir(tmp_path)
    for page in (
        "docs/running.md",
        "docs/telegram.md",
        "docs/discord.md",
        "docs/slack.md",
        "docs/writing-a-plugin.md",
    ):
        for block in blocks(read(page), "toml"):
            if "[project]" not in block:
                (tmp_path / "tapeway.toml").write_text(block, encoding="utf-8")
                assert load()


def test_the_environment_on_the_page_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.settings import load

    monkeypatch.chdir(tmp_path)
    (block,) = blocks(read("docs/running.md"), "sh")
    for line in block.splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value.strip("'"))
    settings = load()
    assert settings.money.day == 5.0
    assert settings.disabled_plugins == ["studio"]
    assert settings.plugins["web"]["enabled"] is True


@pytest.mark.parametrize("page", [p for p in PAGES if ">>> " in p.read_text()], ids=name_of)
def test_what_a_page_types_into_python_answers_so(page: Path) -> None:
    done = doctest.testfile(str(page), module_relative=False)
    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize("name", TALKING)
def test_what_a_docstring_types_into_python_answers_so(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted
    assert not done.failed


def test_ids_and_names_have_examples() -> None:
    assert {"gateway.core.ids", "gateway.core.layout"} <= set(TALKING)
