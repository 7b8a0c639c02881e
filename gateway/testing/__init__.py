"""What plugin authors need to test: fakes that keep the contracts, and nothing patched."""

from __future__ import annotations

from gateway.testing.fakes import FakeDarkroom as FakeDarkroom
from gateway.testing.fakes import FakePlatform as FakePlatform
from gateway.testing.fakes import FakeStory as FakeStory
from gateway.testing.fakes import PlainRecorder as PlainRecorder
from gateway.testing.fakes import offering as offering

__all__ = ["FakeDarkroom", "FakePlatform", "FakeStory", "PlainRecorder", "offering"]
