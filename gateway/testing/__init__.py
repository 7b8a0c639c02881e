"""What plugin authors need to test: fakes that keep the contracts, and nothing patched."""

from __future__ import annotations

from gateway.testing.clocks import FakeClock as FakeClock
from gateway.testing.clocks import Naps as Naps
from gateway.testing.clocks import PacerClock as PacerClock
from gateway.testing.fakes import FakeDarkroom as FakeDarkroom
from gateway.testing.fakes import FakePlatform as FakePlatform
from gateway.testing.fakes import FakeStory as FakeStory
from gateway.testing.fakes import PlainRecorder as PlainRecorder
from gateway.testing.fakes import offering as offering
from gateway.testing.fakes import playing as playing
from gateway.testing.fakes import plugin_of as plugin_of
from gateway.testing.table import Seat as Seat
from gateway.testing.table import Table as Table
from gateway.testing.table import told as told

__all__ = [
    "FakeClock",
    "FakeDarkroom",
    "FakePlatform",
    "FakeStory",
    "Naps",
    "PacerClock",
    "PlainRecorder",
    "Seat",
    "Table",
    "offering",
    "playing",
    "plugin_of",
    "told",
]
