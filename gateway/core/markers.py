"""The marks by which pluggy knows a hook; apart, so that marking costs no event loop."""

from __future__ import annotations

import pluggy

hookspec = pluggy.HookspecMarker("gateway")
hookimpl = pluggy.HookimplMarker("gateway")
