"""Tapeway: one story engine, every chat.

These names are what a plugin may use; everything else is the gateway's own and may change.
"""

from __future__ import annotations

from gateway.core.errors import BudgetError as BudgetError
from gateway.core.errors import CapReached as CapReached
from gateway.core.errors import DeliveryError as DeliveryError
from gateway.core.errors import InvalidSessionId as InvalidSessionId
from gateway.core.errors import LimitTooSmall as LimitTooSmall
from gateway.core.errors import MediaError as MediaError
from gateway.core.errors import NotAllowed as NotAllowed
from gateway.core.errors import NotNow as NotNow
from gateway.core.errors import NotUnderstood as NotUnderstood
from gateway.core.errors import OperatorError as OperatorError
from gateway.core.errors import OutcomeUnknown as OutcomeUnknown
from gateway.core.errors import PlayerError as PlayerError
from gateway.core.errors import PluginError as PluginError
from gateway.core.errors import Refused as Refused
from gateway.core.errors import SettingsError as SettingsError
from gateway.core.errors import StorageFull as StorageFull
from gateway.core.errors import TapewayError as TapewayError
from gateway.core.errors import TooLarge as TooLarge
from gateway.core.errors import TryLater as TryLater
from gateway.core.errors import Uncertain as Uncertain
from gateway.core.errors import UnsafeMedia as UnsafeMedia
from gateway.core.ids import SessionId as SessionId
from gateway.core.lobby import Lobby as Lobby
from gateway.core.lobby import Published as Published
from gateway.core.looks import Look as Look
from gateway.core.looks import Stamp as Stamp
from gateway.core.markers import hookimpl as hookimpl
from gateway.core.office import Answered as Answered
from gateway.core.office import Call as Call
from gateway.core.office import Card as Card
from gateway.core.office import Office as Office
from gateway.core.office import Token as Token
from gateway.core.office import Webhook as Webhook
from gateway.core.pace import Pacer as Pacer
from gateway.core.pace import Rate as Rate
from gateway.core.platform import PICTURE_BYTES as PICTURE_BYTES
from gateway.core.platform import SENT_AGAIN as SENT_AGAIN
from gateway.core.platform import Attachment as Attachment
from gateway.core.platform import Button as Button
from gateway.core.platform import Delivery as Delivery
from gateway.core.platform import FetchesPictures as FetchesPictures
from gateway.core.platform import Inbox as Inbox
from gateway.core.platform import Limits as Limits
from gateway.core.platform import Part as Part
from gateway.core.platform import Platform as Platform
from gateway.core.platform import Receipt as Receipt
from gateway.core.platform import TextUnit as TextUnit
from gateway.core.shared import Credit as Credit
from gateway.core.shared import Share as Share
from gateway.core.shared import Shared as Shared
from gateway.core.shared import file_key as file_key
from gateway.core.types import JSON as JSON
from gateway.core.types import Action as Action
from gateway.core.types import Check as Check
from gateway.core.types import Choice as Choice
from gateway.core.types import Ending as Ending
from gateway.core.types import Event as Event
from gateway.core.types import Film as Film
from gateway.core.types import Filming as Filming
from gateway.core.types import Finding as Finding
from gateway.core.types import Frame as Frame
from gateway.core.types import Job as Job
from gateway.core.types import Kind as Kind
from gateway.core.types import Pace as Pace
from gateway.core.types import PastTurn as PastTurn
from gateway.core.types import Person as Person
from gateway.core.types import Picture as Picture
from gateway.core.types import Players as Players
from gateway.core.types import Price as Price
from gateway.core.types import Progress as Progress
from gateway.core.types import Reel as Reel
from gateway.core.types import Scene as Scene
from gateway.core.types import Segment as Segment
from gateway.core.types import SessionSettings as SessionSettings
from gateway.core.types import Sharing as Sharing
from gateway.core.types import Shot as Shot
from gateway.core.types import Spend as Spend
from gateway.core.types import Tape as Tape
from gateway.core.types import Told as Told
from gateway.core.types import Turn as Turn
from gateway.core.types import Verb as Verb
from gateway.core.types import Verdict as Verdict
from gateway.core.types import World as World
from gateway.core.words import VERBS as VERBS
from gateway.core.words import spelt as spelt
from gateway.core.words import understand as understand
from gateway.receiving import save_picture as save_picture
from gateway.section import Secret as Secret
from gateway.section import Section as Section
from gateway.section import sections as sections
from gateway.serving import listen_on as listen_on
from gateway.serving import serve as serve

__all__ = [
    "JSON",
    "PICTURE_BYTES",
    "SENT_AGAIN",
    "VERBS",
    "Action",
    "Answered",
    "Attachment",
    "BudgetError",
    "Button",
    "Call",
    "CapReached",
    "Card",
    "Check",
    "Choice",
    "Credit",
    "Delivery",
    "DeliveryError",
    "Ending",
    "Event",
    "FetchesPictures",
    "Film",
    "Filming",
    "Finding",
    "Frame",
    "Inbox",
    "InvalidSessionId",
    "Job",
    "Kind",
    "LimitTooSmall",
    "Limits",
    "Lobby",
    "Look",
    "MediaError",
    "NotAllowed",
    "NotNow",
    "NotUnderstood",
    "Office",
    "OperatorError",
    "OutcomeUnknown",
    "Pace",
    "Pacer",
    "Part",
    "PastTurn",
    "Person",
    "Picture",
    "Platform",
    "PlayerError",
    "Players",
    "PluginError",
    "Price",
    "Progress",
    "Published",
    "Rate",
    "Receipt",
    "Reel",
    "Refused",
    "Scene",
    "Secret",
    "Section",
    "Segment",
    "SessionId",
    "SessionSettings",
    "SettingsError",
    "Share",
    "Shared",
    "Sharing",
    "Shot",
    "Spend",
    "Stamp",
    "StorageFull",
    "Tape",
    "TapewayError",
    "TextUnit",
    "Token",
    "Told",
    "TooLarge",
    "TryLater",
    "Turn",
    "Uncertain",
    "UnsafeMedia",
    "Verb",
    "Verdict",
    "Webhook",
    "World",
    "file_key",
    "hookimpl",
    "listen_on",
    "save_picture",
    "sections",
    "serve",
    "spelt",
    "understand",
]
