"""Play where you stand: the terminal, a platform like the others.

`import gateway_terminal` costs nothing but this page; Rich, Pillow and numpy are loaded when a
platform is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gateway import JSON, Platform


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Platform | None:
    """The terminal, where `settings["plugins"]["terminal"]` has `enabled = true`."""
    from gateway_terminal.options import Options

    options = Options.found_in(settings)
    if options is None:
        return None
    if options.mode == "demo":
        from gateway_terminal.demo import DemoPlatform

        return DemoPlatform.of(options)
    from gateway_terminal.platform import TerminalPlatform

    return TerminalPlatform.of(options)
