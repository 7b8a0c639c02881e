"""Everything that can go wrong, and who has to act.

::

    TapewayError
    ├── OperatorError            whoever runs the gateway reads this and mends it
    │   ├── SettingsError        a setting is missing or wrong
    │   ├── PluginError          a plugin cannot be loaded or does not keep its contract
    │   ├── DataRootError        the data root is not there, not ours, or held by another gateway
    │   └── StorageFull          there is no room left on the disk
    ├── PlayerError              a player reads this; nothing ran, nothing was paid
    │   ├── NotAllowed           this person may not do that here
    │   ├── NotNow               the story stands elsewhere: nothing running, a passed turn
    │   └── NotUnderstood        a word, a number or a name the story does not know
    ├── InvalidSessionId         an id that no session can have
    ├── MediaError               a picture, tape or film cannot be read or made
    │   ├── UnsafeMedia          hostile or broken input, refused
    │   └── LimitTooSmall        what was asked for cannot be made that small
    ├── DeliveryError            a platform did not take a delivery
    │   ├── TryLater             busy; try again after `retry_after`
    │   ├── Uncertain            it may have arrived: never repeat it blindly
    │   └── Refused              it will never arrive as it is
    │       └── TooLarge         because of its file; a smaller one may get through
    └── BudgetError              a cap is reached, or a payment's outcome is not known
        ├── CapReached
        └── OutcomeUnknown

Each message is a sentence that says what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.core.types import Spend


class TapewayError(Exception):
    """The root of all errors that Tapeway raises on purpose.

    `cost` is what was paid all the same, in micro-dollars, where a plugin knows: a call that failed
    is else counted as free, an order that failed as its price.
    """

    cost: int | None = None


class OperatorError(TapewayError):
    """Whoever runs the gateway has to act."""


class SettingsError(OperatorError):
    """A setting is missing or wrong."""


class PluginError(OperatorError):
    """A plugin cannot be loaded or does not keep its contract."""


class DataRootError(OperatorError):
    """The data root is not there, not ours, or held by another gateway."""


class StorageFull(OperatorError):
    """There is no room left where the sessions are kept."""


class PlayerError(TapewayError):
    """A player reads this; nothing ran and nothing was paid."""


class NotAllowed(PlayerError):
    """This person may not do that here."""


class NotNow(PlayerError):
    """The story stands elsewhere: nothing is running, or the turn has passed."""


class NotUnderstood(PlayerError):
    """A word, a number or a name that the story does not know."""


class InvalidSessionId(TapewayError, ValueError):
    """An id that no session can have."""


class MediaError(TapewayError):
    """A picture, tape or film cannot be read or made."""


class UnsafeMedia(MediaError):
    """Input that is hostile, broken, or larger than we decode."""


class LimitTooSmall(MediaError):
    """What was asked for cannot be made that small."""


class DeliveryError(TapewayError):
    """A platform did not take a delivery."""


class TryLater(DeliveryError):
    """The platform is busy or away; the delivery has surely not arrived.

    :param retry_after: seconds to wait before the next attempt.
    """

    def __init__(self, message: str, *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Uncertain(DeliveryError):
    """The connection died mid-way: the delivery may have arrived."""


class Refused(DeliveryError):
    """The platform will never take this delivery as it is."""


class TooLarge(Refused):
    """The platform does not take the file: it gets a smaller one, a link, or words."""


class BudgetError(TapewayError):
    """Money may not or must not be spent."""


class CapReached(BudgetError):
    """Spending this would pass a cap.

    :param scope: `turn`, `session`, `person`, `platform` or `day`.
    :param cap: the most, in micro-dollars.
    :param used: what is used of it.
    """

    def __init__(self, message: str, *, scope: str, cap: int = 0, used: int = 0) -> None:
        super().__init__(message)
        self.scope = scope
        self.cap = cap
        self.used = used


class OutcomeUnknown(BudgetError):
    """A paid call was under way when the process died, and nobody can say how it ended.

    :param spend: its line of the ledger, if a person is to say what to do.
    """

    def __init__(self, message: str = "", *, spend: Spend | None = None) -> None:
        super().__init__(message)
        self.spend = spend


WAIT = (StorageFull, DataRootError)
"""What no other plugin and no second attempt makes better: work stops there and waits."""
