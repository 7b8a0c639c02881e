"""pluggy says who and in which order; asyncio runs them."""

from __future__ import annotations

import pluggy

hookimpl = pluggy.HookimplMarker("gateway")
