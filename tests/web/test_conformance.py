"""The page keeps the promises of every platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from web_service import WebService

from gateway.testing.conformance import Conformance


class TestWeb(Conformance):
    @pytest.fixture
    def data_root(self, root: Path) -> Path:
        return root

    @pytest.fixture
    async def service(self, data_root: Path) -> AsyncIterator[WebService]:
        service = WebService(data_root)
        yield service
        await service.close()
