"""Answers of NSD and Knot, which many use: what these authoritative servers refer elsewhere or refuse is not absent."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.resolver.answer import Question, Status
from rules.resolver.endpoint import Endpoint
from rules.resolver.live import LiveResolver
from tests.dns_server import DnsServer

PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin"

ZONE = (
    """
$ORIGIN shop.example.
$TTL 600
@        SOA   ns hostmaster 1 7200 900 86400 60
@        NS    ns
@        MX    10 mx
ns       A     192.0.2.53
mx       A     192.0.2.10
alias    CNAME www
www      MX    5 mx
gone     CNAME nowhere
away     CNAME mx.elsewhere.example.
across   CNAME mx.other.example.
sub      NS    ns.sub
ns.sub   A     192.0.2.54
into     CNAME mx.sub
null     MX    0 .
deep.er  A     192.0.2.11
*.wild   MX    7 mx
tree     DNAME other.example.
link20   MX    5 mx
ring1    CNAME ring2
ring2    CNAME ring1
"""
    + "".join(f"many MX {number} a-rather-long-name-for-a-mail-server-{number}\n" for number in range(1000))
    + "".join(f"crowd MX {number} a-rather-long-name-for-a-mail-server-{number}\n" for number in range(1500))
    + "".join(f"link{number} CNAME link{number + 1}\n" for number in range(20))
)
OTHER = """
$ORIGIN other.example.
@   600 SOA ns hostmaster 1 7200 900 86400 30
@   600 NS  ns.shop.example.
mx  600 MX  20 mx
"""
ZONES = (("shop.example", "shop.zone"), ("other.example", "other.zone"))
TOO_BIG = {
    "nsd": (Status.UNUSABLE, "cut its answer short over TCP as well"),
    "knotd": (Status.SERVFAIL, "failed (SERVFAIL)"),
}
"""What becomes of an answer of more than 64 KB."""
STARTED = re.compile("nsd started|server started")
CASES = [  # name, status, records, whether there is a SOA of its own, words of the detail
    ("shop.example", Status.NOERROR, ["10 mx.shop.example."], False, ""),
    ("mx.shop.example", Status.NODATA, [], True, ""),
    ("er.shop.example", Status.NODATA, [], True, ""),
    ("nowhere.shop.example", Status.NXDOMAIN, [], True, ""),
    ("null.shop.example", Status.NOERROR, ["0 ."], False, ""),
    ("alias.shop.example", Status.NOERROR, ["5 mx.shop.example."], False, ""),
    ("x.y.wild.shop.example", Status.NOERROR, ["7 mx.shop.example."], False, ""),
    ("gone.shop.example", Status.NXDOMAIN, [], True, ""),
    ("across.shop.example", Status.NOERROR, ["20 mx.other.example."], False, ""),
    ("mx.tree.shop.example", Status.NOERROR, ["20 mx.other.example."], False, ""),
    ("away.shop.example", Status.REFUSED, [], False, "refuses to answer (REFUSED)"),
    ("elsewhere.example", Status.REFUSED, [], False, "refuses to answer (REFUSED)"),
    ("sub.shop.example", Status.UNUSABLE, [], False, "only refers to the name servers of sub.shop.example"),
    ("a.sub.shop.example", Status.UNUSABLE, [], False, "only refers to the name servers of sub.shop.example"),
    ("into.shop.example", Status.UNUSABLE, [], False, "only refers to the name servers of sub.shop.example"),
    ("ring1.shop.example", Status.UNUSABLE, [], False, "CNAME chain without an end"),
    ("link0.shop.example", Status.UNUSABLE, [], False, "more than 16 aliases"),
]


@pytest.fixture(scope="module", params=["nsd", "knotd"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    program = shutil.which(request.param, path=PLACES)
    if program is None:
        pytest.skip(f"{request.param} is not installed (Debian: nsd, knot)")
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "shop.zone").write_text(ZONE)
    (folder / "other.zone").write_text(OTHER)
    begin = nsd if request.param == "nsd" else knot
    for _ in range(3):  # another process may take the port in between
        endpoint = Endpoint("127.0.0.1", free_port())
        with begin(program, folder, endpoint) as process:
            try:
                if any(STARTED.search(line) for line in process.stderr):
                    yield endpoint
                    return
            finally:
                process.terminate()
    pytest.fail(f"{program} did not start.")


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        return udp.getsockname()[1]


def nsd(program: str, folder: Path, endpoint: Endpoint) -> subprocess.Popen[str]:
    files = "".join(f'  {name}: "{folder / name}"\n' for name in ("pidfile", "xfrdfile", "zonelistfile", "xfrdir"))
    zones = "".join(f'zone:\n  name: {zone}\n  zonefile: "{folder / file}"\n' for zone, file in ZONES)
    (folder / "nsd.conf").write_text(
        f'server:\n  ip-address: 127.0.0.1@{endpoint.port}\n  server-count: 1\n  username: ""\n  chroot: ""\n'
        f'  zonesdir: "{folder}"\n  database: ""\n{files}remote-control:\n  control-enable: no\n{zones}'
    )
    (folder / "xfrdir").mkdir(exist_ok=True)
    return subprocess.Popen([program, "-d", "-c", str(folder / "nsd.conf")], stderr=subprocess.PIPE, text=True)


def knot(program: str, folder: Path, endpoint: Endpoint) -> subprocess.Popen[str]:
    zones = "".join(f'  - domain: {zone}\n    storage: "{folder}"\n    file: "{file}"\n' for zone, file in ZONES)
    (folder / "knot.conf").write_text(
        f'server:\n  rundir: "{folder}"\n  listen: 127.0.0.1@{endpoint.port}\n  udp-workers: 1\n  tcp-workers: 1\n'
        f'  background-workers: 1\ndatabase:\n  storage: "{folder}"\n'
        f"log:\n  - target: stderr\n    any: info\nzone:\n{zones}"
    )
    return subprocess.Popen([program, "-c", str(folder / "knot.conf")], stderr=subprocess.PIPE, text=True)


def test_each_answer_is_taken_for_what_it_is(server: Endpoint):
    answers = LiveResolver([server]).lookup([Question(name, "MX") for name, *_ in CASES])
    found = [
        (answer.name, answer.status, [record.data for record in answer.records], bool(answer.authority))
        for answer in answers
    ]
    assert found == [(name, status, records, soa) for name, status, records, soa, _ in CASES]
    assert [words for answer, (*_, words) in zip(answers, CASES, strict=True) if words not in answer.detail] == []


def test_many_records_come_over_tcp_and_are_counted(server: Endpoint):
    [answer] = LiveResolver([server]).lookup([Question("many.shop.example", "MX")])
    assert len(answer.records) + answer.omitted == 1000
    assert answer.records[0].data == "0 a-rather-long-name-for-a-mail-server-0.shop.example."


def test_an_answer_of_more_than_64_kb_is_no_answer(server: Endpoint, request: pytest.FixtureRequest):
    [answer] = LiveResolver([server]).lookup([Question("crowd.shop.example", "MX")])
    status, words = TOO_BIG[request.node.callspec.params["server"]]
    assert (answer.status, list(answer.records), words in answer.detail) == (status, [], True)


def test_the_next_server_answers_after_a_referral(server: Endpoint):
    with DnsServer("a.sub.shop.example. MX 10 mx.sub.shop.example.\nmx.elsewhere.example. MX 10 x.example.") as second:
        questions = [Question("a.sub.shop.example", "MX"), Question("away.shop.example", "MX")]
        answers = LiveResolver([server, second.endpoint]).lookup(questions)
    assert [answer.status for answer in answers] == [Status.NOERROR] * 2
    assert {answer.server for answer in answers} == {str(second.endpoint)}
