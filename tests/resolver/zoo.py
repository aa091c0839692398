"""Answers as odd servers give them: each name is one kind of oddity, and what is right to make of it."""

from dataclasses import dataclass

from rules.resolver.answer import Status
from tests.dns_server import Elsewhere, Talk, Unframed
from tests.resolver.replies import (
    CUT,
    GOOD,
    GOOD_DATA,
    LATE,
    SOA,
    ZONE,
    about,
    always,
    chain,
    first_only,
    over,
    raw,
    record,
    reply,
    with_id,
    without_edns,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beast:
    """`words` are part of the answer's detail; `data` is the data of its records; `soa` whether it has its own."""

    name: str
    talk: Talk
    status: Status
    words: str = ""
    data: tuple[str, ...] | None = None
    soa: bool | None = None
    rdtype: str = "MX"

    @property
    def host(self) -> str:
        return f"{self.name}.{ZONE}".removesuffix(".")


def _good(name: str, talk: Talk, words: str = "") -> Beast:
    return Beast(name=name, talk=talk, status=Status.NOERROR, data=GOOD_DATA, words=words)


def _unusable(name: str, talk: Talk, words: str) -> Beast:
    return Beast(name=name, talk=talk, status=Status.UNUSABLE, words=words, data=())


def _nodata(name: str, talk: Talk, *, soa: bool) -> Beast:
    return Beast(name=name, talk=talk, status=Status.NODATA, data=(), soa=soa)


NOT_NODATA = [  # RFC 2308 §2.2: NS without SOA is a referral
    _unusable("referral", always(reply(authority=[f"{ZONE} 60 IN NS ns.other.test."], flags="RD")), "only refers to"),
    _unusable("down", always(reply(authority=["@ 60 IN NS ns.other.test."], flags="RD")), "of down.zoo.example (a ref"),
    _unusable("ra", always(reply(authority=[f"{ZONE} 60 IN NS ns.other.test."])), "does not resolve ra.zoo.example"),
    _unusable("up", always(reply(authority=[". 60 IN NS a.root."], flags="RD")), "refers to the root servers"),
    _unusable("up-aa", always(reply(authority=[". 60 IN NS a.root."], flags="AA")), "refers to the root servers"),
    _unusable("lame", always(reply(flags="RD")), "a lame delegation"),
    _unusable("alias-only", always(reply(answer=["@ 60 IN CNAME referral.zoo.example."])), "only refers to"),
    _unusable("elsewhere", always(reply(answer=["other.test. 60 IN MX 10 mx.example."])), "are no MX records of elsew"),
    _unusable("portal", always(reply(answer=["@ 60 IN A 192.0.2.1"])), "are no MX records of portal.zoo.example"),
    _unusable("chaos", always(raw(record(15, b"\0\12\0", rdclass=3), answers=1)), "are no MX records of chaos"),
    _nodata("empty", always(reply()), soa=False),
    _nodata("aa-ns", always(reply(authority=[f"{ZONE} 60 IN NS ns.other.test."], flags="AA")), soa=False),
    _nodata("soa", always(reply(authority=[SOA])), soa=True),
    _nodata("soa-ns", always(reply(authority=[SOA, f"{ZONE} 60 IN NS ns.zoo.example."], flags="RD")), soa=True),
    _nodata("root-soa", always(reply(authority=[SOA.replace(ZONE, ".")])), soa=True),
    _nodata("foreign-soa", always(reply(authority=[SOA.replace(ZONE, "other.test.")])), soa=False),
    _nodata("below-soa", always(reply(authority=[f"x.@ {SOA.partition(' ')[2]}"])), soa=False),
    _nodata("sibling-soa", always(reply(authority=[SOA.replace(ZONE, "a.zoo.example.")])), soa=False),
]
RCODES = [
    Beast(name="refused", talk=always(reply(answer=["@ 60 IN MX 1 mx."], rcode="REFUSED")), status=Status.REFUSED),
    Beast(name="notimp", talk=always(reply(rcode="NOTIMP")), status=Status.SERVFAIL, words="failed (NOTIMP)."),
    Beast(name="formerr", talk=always(reply(rcode="FORMERR")), status=Status.SERVFAIL, words="failed (FORMERR)."),
    Beast(name="yx", talk=always(reply(rcode="YXDOMAIN")), status=Status.SERVFAIL, words="failed (YXDOMAIN)."),
    Beast(name="servfail", talk=always(reply(answer=["@ 60 IN MX 1 mx."], rcode="SERVFAIL")), status=Status.SERVFAIL),
    Beast(name="gone", talk=always(reply(authority=[SOA], rcode="NXDOMAIN")), status=Status.NXDOMAIN, soa=True),
    Beast(name="gone-bare", talk=always(reply(rcode="NXDOMAIN")), status=Status.NXDOMAIN, soa=False),
    Beast(
        name="gone-behind",
        talk=always(reply(answer=["@ 60 IN CNAME x.test."], authority=[SOA], rcode="NXDOMAIN")),
        status=Status.NXDOMAIN,
        soa=False,
    ),
    _unusable("both", always(reply(answer=["@ 60 IN MX 1 mx."], rcode="NXDOMAIN")), "contradicts itself: NXDOMAIN"),
    _good("no-edns", without_edns(reply(rcode="FORMERR"))),
    _good("no-edns-notimp", without_edns(reply(rcode="NOTIMP"))),
    _good("badvers", without_edns(reply(rcode="BADVERS"))),
    _good("drops-edns", without_edns(None)),
]
EXPLAINED = [  # RFC 8914
    Beast(
        name="bogus",
        talk=always(reply(rcode="SERVFAIL", errors=[(6, "signature\nof 2019"), (9, "")])),
        status=Status.SERVFAIL,
        words="failed (SERVFAIL) and says why: DNSSEC Bogus (EDE 6): “signature of 2019”, DNSKEY Missing (EDE 9).",
    ),
    Beast(
        name="blocked",
        talk=always(reply(rcode="REFUSED", errors=[(18, "")])),
        status=Status.REFUSED,
        words="refuses to answer (REFUSED) and says why: Prohibited (EDE 18).",
    ),
    _good(
        "stale",
        always(reply(answer=["@ 60 IN MX 10 mx.example."], errors=[(3, "")])),
        "The server adds: Stale Answer (EDE 3).",
    ),
    _unusable("lame-ede", always(reply(flags="RD", errors=[(20, "")])), "and says why: Not Authoritative (EDE 20)."),
    _good(
        "unknown-ede",
        always(reply(answer=["@ 60 IN MX 10 mx.example."], errors=[(999, "\x1b[31m" + "x" * 1000)])),
        "Unknown Error (EDE 999): “�[31mxxx",
    ),
]
LATENESS = [
    _good("late-udp", first_only(LATE)),
    _good("late-tcp", over(CUT, GOOD, after=LATE)),
    Beast(name="silent", talk=always(), status=Status.TIMEOUT, words="did not answer, asked"),
]
NO_ANSWER = [
    _unusable("garbage", always(lambda _: b"\xff" * 30), "sent what is no DNS answer"),
    _unusable("short", always(lambda _: b"abc"), "shorter than the header"),
    _unusable("id", always(with_id), "its id is that of another question"),
    _unusable("echo", always(lambda query: query.to_wire()), "a question, not a response"),
    _unusable("question", always(about("other.test")), "it answers another question"),
    _unusable("type", always(about("@", "A")), "it answers another question"),
    _unusable("class", always(about("@", rdclass="CH")), "it answers another question"),
    _unusable("notify", always(raw(b"", answers=0, flags=0xA180)), "something else than a query"),
    _unusable("source", always(lambda query: Elsewhere(GOOD(query))), "which was not asked"),
    _unusable("count", always(raw(record(15, b"\0\12\0"), answers=2)), "cut off in the middle"),
    _unusable("length", always(lambda query: GOOD(query)[:-3]), "cut off in the middle"),
    _unusable("circle", always(raw(record(15, b"\0\12\xc0\x0c", owner=b"\xff\xff"), answers=1)), "points in a circle"),
    _unusable("label", always(raw(record(15, b"\0\12\x80"), answers=1)), "a label of an unknown kind"),
    _unusable("mx-data", always(raw(record(15, b"\0\12\0\0\0"), answers=1)), "MX record of the wrong length"),
    _unusable("mx-short", always(raw(record(15, b"\0"), answers=1)), "sent what is no DNS answer"),
    Beast(
        name="a-data",
        rdtype="A",
        talk=always(raw(record(1, b"\1\2\3"), answers=1)),
        status=Status.UNUSABLE,
        words="A data for a-data.zoo.example that cannot be read",
    ),
    _good("garbage-first", always(lambda _: b"\xff" * 30, with_id, about("other.test"), GOOD)),
    _good("elsewhere-first", always(lambda query: Elsewhere(with_id(query)), GOOD)),
    _good("junk-behind", always(lambda query: GOOD(query) + b"junk")),
    _good("flags", always(reply(answer=["@ 60 IN MX 10 mx.example."], flags="AD CD AA"))),
]
STREAMS = [
    _unusable("cut-twice", over(CUT, CUT), "cut its answer short over TCP as well (RFC 2181 §9)."),
    _unusable("tcp-garbage", over(CUT, lambda _: b"\xff" * 30), "over TCP sent what is no DNS answer"),
    _unusable("tcp-id", over(CUT, with_id), "over TCP sent what is no DNS answer"),
    _unusable("tcp-closed", over(CUT, None, close=True), "closed the TCP connection without an answer."),
    _unusable(
        "tcp-early",
        over(CUT, lambda query: Unframed(b"\1\0" + GOOD(query)), close=True),
        "closed the TCP connection before its answer was whole.",
    ),
    _unusable("tcp-prefix", over(CUT, lambda query: Unframed(b"\0\20" + GOOD(query))), "over TCP sent what is no DNS"),
    _unusable("tcp-http", over(CUT, lambda _: Unframed(b"HTTP/1.1 400 No"), close=True), "closed the TCP connection"),
    Beast(
        name="tcp-silent",
        talk=over(CUT, None),
        status=Status.TIMEOUT,
        words="and the whole did not come over TCP in time",
    ),
    _good("tcp", over(CUT, GOOD)),
]
RECORDS = [
    _unusable(
        "aliases",
        always(reply(answer=["@ 60 IN CNAME a.test.", "@ 60 IN CNAME b.test."])),
        "gave 2 CNAME records for aliases.zoo.example (a.test, b.test)",
    ),
    _unusable("loop", always(chain(3, back=True)), "a CNAME chain without an end: it returns to loop.zoo.example"),
    _unusable("self", always(reply(answer=["@ 60 IN CNAME @"])), "a CNAME chain without an end"),
    _unusable("chain17", always(chain(17)), "a chain of more than 16 aliases"),
    _good("chain16", always(chain(16))),
    _good(
        "alias-twice",
        always(
            raw(
                record(5, b"\3end\xc0\x18") * 2 + record(15, b"\0\12\2mx\7example\0", owner=b"\3end\xc0\x18"), answers=3
            )
        ),
    ),
    _good(
        "beside",
        always(reply(answer=["@ 60 IN MX 10 mx.example.", "@ 60 IN CNAME a.test."])),
        "beside.zoo.example has a CNAME beside other records",
    ),
    _good("strangers", always(reply(answer=["x.test. 60 IN MX 1 evil.test.", "@ 60 IN MX 10 mx.example."]))),
    _good(
        "twice", always(raw(record(15, b"\0\12\2mx\7example\0") * 2 + record(15, b"\0\12\2MX\7EXAMPLE\0"), answers=3))
    ),
    Beast(
        name="null-beside",
        talk=always(reply(answer=["@ 60 IN MX 10 mx.example.", "@ 60 IN MX 0 ."])),
        status=Status.NOERROR,
        data=("0 .", *GOOD_DATA),
    ),
    Beast(
        name="addresses-twice",
        rdtype="A",
        talk=always(raw(record(1, b"\xc0\0\2\1") * 2 + record(1, b"\xc0\0\2\2"), answers=3)),
        status=Status.NOERROR,
        data=("192.0.2.1", "192.0.2.2"),
    ),
]
BEASTS = [*NOT_NODATA, *RCODES, *EXPLAINED, *LATENESS, *NO_ANSWER, *STREAMS, *RECORDS]
