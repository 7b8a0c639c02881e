"""The suite that any adapter can run against itself; docs/writing-a-platform.md shows how."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("gateway.testing.promises")

from gateway.testing.promises import Conformance as Conformance  # noqa: E402 - told of it first
from gateway.testing.service import Fault as Fault  # noqa: E402
from gateway.testing.service import Promise as Promise  # noqa: E402
from gateway.testing.service import Service as Service  # noqa: E402
from gateway.testing.service import Shown as Shown  # noqa: E402

__all__ = ["Conformance", "Fault", "Promise", "Service", "Shown"]
