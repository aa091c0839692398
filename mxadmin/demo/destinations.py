"""The destinations of the demo's mail: how often each gets some, and the temper of its servers. The zone says where
they are."""

from dataclasses import dataclass

from mxadmin.demo import replies
from mxadmin.demo.replies import Temper

STORMY = "bigmail.example"
"""The provider whose storms the demo is about."""


@dataclass(frozen=True, slots=True)
class Destination:
    """`weight`: its share of the messages, relative to the others'."""

    domain: str
    weight: int


DESTINATIONS = (
    Destination("bigmail.example", 210),
    Destination("harbour-trading.example", 25),
    Destination("quill-books.example", 20),
    Destination("ridgeway.example", 45),
    Destination("larchfield.example", 38),
    Destination("brightwater.example", 32),
    Destination("castle-insurance.example", 30),
    Destination("dunmore-legal.example", 26),
    Destination("elm-street.example", 20),
    Destination("greenway-travel.example", 18),
    Destination("juniper-foods.example", 16),
    Destination("kestrel.example", 12),
    Destination("northgate.example", 10),
    Destination("mill-lane.example", 50),
    Destination("ashdown.example", 36),
    Destination("ferry-hotel.example", 22),
    Destination("fjordnet.example", 48),
    Destination("choir.test", 6),
    Destination("stadtwerke.test", 18),
    Destination("bank.example", 40),
    Destination("printworks.example", 34),
    Destination("orchard.example", 28),
    Destination("timber.example", 24),
    Destination("college.example", 30),
    Destination("clinic.example", 18),
    Destination("xn--bcher-kva.example", 10),
    Destination("museum.test", 12),
    Destination("corner-bakery.example", 9),
    Destination("potter.test", 4),
    Destination("partner.example", 44),
    Destination("halfgone.example", 5),
    Destination("studio-lark.example", 5),
    Destination("oldworld.example", 3),
    Destination("closedshop.example", 2),
)

TEMPERS: dict[str, Temper] = {
    "mx1.bigmail.example": replies.throttling,
    "mx2.bigmail.example": replies.throttling,
    "mail1.fjordnet.example": replies.greylisting,
    "mail2.fjordnet.example": replies.greylisting,
    "mx.stadtwerke.test": replies.greylisting,
    "mx1.bank.example": replies.strict,
    "mx2.bank.example": replies.strict,
    "mx.partner.example": replies.flaky,
    "secure.clinic.example": replies.expired,
    "mx.oldworld.example": replies.timed_out,
    "mail.closedshop.example": replies.refused,
}
"""Tempers by server; the others are ordinary."""
