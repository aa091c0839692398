import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.resolver.answer import Answer, Question, Status
from rules.resolver.zone import ZoneResolver
from rules.resolver.zone_text import MAX_CHARACTERS, Force, ZoneError

ZONE = """
$ORIGIN example.
$TTL 600
@            SOA   ns hostmaster 1 7200 900 86400 60
shop         MX    10 mx1.shop
        60   MX    20 mx2.shop      ; the RRset has one TTL, the lower
mx1.shop     A     192.0.2.10
MX2.shop     CNAME mx1.shop
deep.er.than A     192.0.2.11
gone         CNAME nowhere
away         CNAME host.elsewhere.test.
ping         CNAME pong
pong         CNAME ping
*.wild       MX    5 mx1.shop
kept.wild    A     192.0.2.12
*.alias      CNAME mx1.shop
bücher       MX    10 post.bücher
_dmarc       TXT   "v=DMARC1"
$ORIGIN other.test.
host 1h IN   AAAA  2001:db8::5
"""


def ask(name: str, rdtype: str = "A", zone: str = ZONE) -> Answer:
    (answer,) = ZoneResolver.parse([("zone", zone)]).lookup([Question(name, rdtype)])
    return answer


def data(answer: Answer) -> list[str]:
    return [record.data for record in answer.records]


def test_records_are_found_under_relative_and_absolute_names_of_any_domain():
    assert data(ask("shop.example", "MX")) == ["10 mx1.shop.example.", "20 mx2.shop.example."]
    assert data(ask("host.other.test", "AAAA")) == ["2001:db8::5"]


def test_the_question_is_brought_into_the_form_of_answers():
    answer = ask("SHOP.Example.", "mx")
    assert (answer.name, answer.rdtype) == ("shop.example", "MX")
    assert answer.server == "zone text"


def test_ttls_come_from_the_record_the_directive_or_a_default_and_are_one_for_an_rrset():
    assert {record.ttl for record in ask("shop.example", "MX").records} == {60}
    assert ask("mx1.shop.example").records[0].ttl == 600
    assert ask("host.other.test", "AAAA").records[0].ttl == 3600
    assert ask("a.test", zone="a.test. A 192.0.2.1").records[0].ttl == 300


def test_international_names_are_a_labels_on_both_sides():
    answer = ask("bücher.example", "MX")
    assert answer.name == "xn--bcher-kva.example"
    assert data(answer) == ["10 post.xn--bcher-kva.example."]


def test_a_name_without_this_type_is_nodata_and_brings_its_soa():
    answer = ask("mx1.shop.example", "MX")
    assert answer.status is Status.NODATA
    assert [(record.name, record.data.split()[-1]) for record in answer.authority] == [("example", "60")]


def test_a_name_that_only_has_names_below_it_is_nodata_and_not_nxdomain():
    assert ask("er.than.example").status is Status.NODATA


@pytest.mark.parametrize("name", ["nowhere.example", "shop.elsewhere.test", "x.mx1.shop.example"])
def test_other_names_do_not_exist(name: str):
    assert ask(name).status is Status.NXDOMAIN


def test_an_alias_is_followed_and_shown():
    answer = ask("mx2.shop.example")
    assert data(answer) == ["192.0.2.10"]
    assert [(record.name, record.data) for record in answer.chain] == [("mx2.shop.example", "mx1.shop.example.")]
    assert answer.status is Status.NOERROR


def test_an_alias_to_nowhere_does_not_exist_and_still_shows_the_alias():
    for name in ("gone.example", "away.example"):
        answer = ask(name)
        assert answer.status is Status.NXDOMAIN
        assert len(answer.chain) == 1


def test_the_alias_itself_can_be_asked_for():
    assert data(ask("ping.example", "CNAME")) == ["pong.example."]


def test_aliases_in_a_circle_are_a_server_failure():
    answer = ask("ping.example")
    assert answer.status is Status.SERVFAIL
    assert "no end" in answer.detail
    assert len(answer.chain) == 2


def test_a_wildcard_answers_for_names_that_do_not_exist():
    answer = ask("any.thing.wild.example", "MX")
    assert [(record.name, record.data) for record in answer.records] == [
        ("any.thing.wild.example", "5 mx1.shop.example.")
    ]
    assert ask("any.wild.example", "A").status is Status.NODATA
    assert ask("kept.wild.example", "MX").status is Status.NODATA
    assert ask("wild.example", "MX").status is Status.NODATA
    assert data(ask("x.alias.example", "A")) == ["192.0.2.10"]


@pytest.mark.parametrize("question", [Question("", "A"), Question("a..b", "A"), Question("x" * 64, "A")])
def test_an_impossible_question_is_invalid_with_a_sentence(question: Question):
    (answer,) = ZoneResolver.parse([]).lookup([question])
    assert answer.status is Status.INVALID
    assert "cannot be asked" in answer.detail


@pytest.mark.parametrize("rdtype", ["ANY", "AXFR", "NONSENSE", ""])
def test_an_unknown_record_type_is_invalid_with_a_sentence(rdtype: str):
    answer = ask("shop.example", rdtype)
    assert answer.status is Status.INVALID
    assert "record type" in answer.detail


def test_a_comment_forces_a_result_on_one_name_whatever_its_records():
    zone = "bad.test. A 192.0.2.1\nsub.bad.test. A 192.0.2.2\n;@force bad.test {}\n"
    for force in (Force.SERVFAIL, Force.TIMEOUT, Force.NXDOMAIN, Force.REFUSED):
        answer = ask("bad.test", zone=zone.format(force))
        assert answer.status == force.lower()
        assert "forces" in answer.detail
        assert data(ask("sub.bad.test", zone=zone.format(force))) == ["192.0.2.2"]


def test_a_forced_null_mx_replaces_the_mx_and_leaves_the_rest():
    zone = "none.test. MX 10 mx.test.\nnone.test. A 192.0.2.1\n ;@force NONE.test. nullmx"
    assert data(ask("none.test", "MX", zone)) == ["0 ."]
    assert data(ask("none.test", "A", zone)) == ["192.0.2.1"]


def test_an_alias_to_a_forced_name_meets_the_forced_result():
    assert ask("a.test", zone="a.test. CNAME b.test.\n;@force b.test SERVFAIL").status is Status.SERVFAIL


def test_results_can_be_forced_from_outside():
    resolver = ZoneResolver.parse([("zone", ZONE)], forced={"shop.example": Force.TIMEOUT})
    assert resolver.lookup([Question("shop.example", "MX")])[0].status is Status.TIMEOUT


def test_an_ordinary_comment_with_an_at_sign_is_just_a_comment():
    assert data(ask("a.test", zone=";@ IN A 192.0.2.9\na.test. A 192.0.2.1 ; @force a.test SERVFAIL")) == ["192.0.2.1"]


def test_several_texts_make_one_world_and_an_origin_ends_with_its_text():
    texts = [("one", "$ORIGIN a.test.\nx A 192.0.2.1"), ("two", "y.a.test A 192.0.2.2\nx.a.test A 192.0.2.3")]
    resolver = ZoneResolver.parse(texts)
    assert [data(answer) for answer in resolver.lookup([Question("x.a.test", "A"), Question("y.a.test", "A")])] == [
        ["192.0.2.1", "192.0.2.3"],
        ["192.0.2.2"],
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("ok.test A 192.0.2.1\nbad.test A 192.0.2\nok.test A 192.0.2.3\n", 2, "not a resource record: “bad.test A"),
        ("a.test A 192.0.2.1\n\na.test CNAME b.test\nb.test A 192.0.2.2\n", 3, "a.test has a CNAME"),
        ("a.test CNAME b.test\na.test CNAME c.test", 2, "a.test has a CNAME"),
        ("a.test A 192.0.2.1\nb.test MX\nc.test A 192.0.2.1", 2, "identifier"),
        ("$INCLUDE /etc/passwd", 1, "'$INCLUDE' is not allowed"),
        ("a A 192.0.2.1\n$GENERATE 1-1000000 h$ A 192.0.2.1\n", 2, "'$GENERATE' is not allowed"),
        ("$TTL soon\n", 1, "TTL"),
        ("a.test MX (10\n mx.test\n", 2, "unbalanced parentheses"),
        ('a.test TXT "open\n', 1, "quoted string"),
        ("a.test CH TXT x\n", 1, "class"),
        ("a..test A 192.0.2.1\n", 1, "label is empty"),
        (f"{'a' * 64}.test A 192.0.2.1\n", 1, "label"),
        ("a.test MX 70000 b.test\n", 1, "70000"),
        ("just some prose, not a zone\n", 1, "rdatatype"),
        ("\n;@force a.test\n", 2, "write “;@force NAME RESULT”"),
        (";@force a.test LATER\n", 1, "SERVFAIL, TIMEOUT, NXDOMAIN, REFUSED, NULLMX"),
        (";@force a..test SERVFAIL\n", 1, "'a..test' cannot be asked"),
        ("    MX 10 mx.a.test.\n", 1, "there is no name before this record"),
        ("$ORIGIN a.test.\n  A 192.0.2.1\n", 2, "there is no name before this record"),
        (
            "@ IN MX 10 mail.a.test.\n",
            1,
            "“@” is the origin, and there is no $ORIGIN above it: write “$ORIGIN example.com.”",
        ),
        ("a.test. IN MX 10 mail\n", 1, "“mail” has no final dot"),
        ("a.test. A 192.0.2.1\n\nmail A 192.0.2.1", 3, "or “mail.example.com.” in full (RFC 1035 §5.1)"),
        ("a.test. CNAME b\n", 1, "“b” has no final dot"),
        ("a.test. SOA ns hostmaster 1 2 3 4 5\n", 1, "“ns” has no final dot"),
        ("$ORIGIN test\na A 192.0.2.1\n", 1, "write “$ORIGIN test.”"),
        ("mail A 192.0.2.1\n$ORIGIN a.test.\n", 1, "“mail” has no final dot"),
        (
            "$ORIGIN a.test.\n@ MX 10 mail.a.test\n",
            2,
            "it means mail.a.test.a.test., with the origin twice: write “mail.a",
        ),
        ("$ORIGIN a.test.\nmail A 192.0.2.1\na.test MX 10 mail\n", 3, "“a.test” has no final dot"),
        ("x" * (MAX_CHARACTERS + 1), 1, f"longer than {MAX_CHARACTERS:,} characters"),
    ],
)
def test_bad_text_is_refused_with_its_line(text: str, line: int, reason: str):
    with pytest.raises(ZoneError) as refused:
        ZoneResolver.parse([("demo.zone", text)])
    assert refused.value.line == line
    assert refused.value.label == "demo.zone"
    assert reason in refused.value.reason
    assert str(refused.value).startswith(f"demo.zone, line {line}: ")
    assert len(str(refused.value)) < 400


def test_the_limit_on_characters_is_for_all_texts_together():
    half = "; " + "x" * (MAX_CHARACTERS // 2)
    with pytest.raises(ZoneError, match=r"^second, line 1: the text is longer"):
        ZoneResolver.parse([("first", half), ("second", half)])


def test_a_line_ends_windows_fashion_too():
    assert data(ask("a.test", zone="a.test. A 192.0.2.1\r\n;@force b.test SERVFAIL\r\n")) == ["192.0.2.1"]
    assert ask("b.test", zone="a.test. A 192.0.2.1\r\n;@force b.test SERVFAIL\r\n").status is Status.SERVFAIL


@given(st.text(alphabet=st.sampled_from('ab.@$;()"\\ \t\n\x00é*_-0123 AMXCNETLSOIG'), max_size=120))
def test_any_text_is_read_or_refused_with_a_line_of_it(text: str):
    assert 1 <= line_refused(text) <= text.count("\n") + 1


def line_refused(text: str) -> int:
    try:
        ZoneResolver.parse([("fuzz", text)])
    except ZoneError as refused:
        return refused.line
    return 1


@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(["A", "MX", "AAAA", "TXT"])), max_size=5))
def test_a_lookup_never_raises(questions: list[tuple[str, str]]):
    asked = [Question(name, rdtype) for name, rdtype in questions]
    assert len(ZoneResolver.parse([("zone", ZONE)]).lookup(asked)) == len(asked)


def test_the_domain_asked_for_is_offered_as_the_missing_origin():
    with pytest.raises(ZoneError, match=r"write “\$ORIGIN big.test.” as the first line") as refused:
        ZoneResolver.parse([("zone", "@ MX 10 mail")], asked="big.test")
    assert refused.value.needs_origin


def test_a_name_of_several_labels_is_whole_without_its_final_dot_where_there_is_no_origin():
    assert data(ask("a.test", "MX", "a.test MX 10 mx.a.test")) == ["10 mx.a.test."]
    assert data(ask("com", "MX", "$ORIGIN .\ncom MX 10 mx")) == ["10 mx."]


def test_the_ages_in_a_zone_file_of_windows_are_skipped():
    zone = (
        ";  Database file a.test.dns for a.test zone.\n$ORIGIN a.test.\n"
        '@   [AGE:3612345] 600 A 192.0.2.1\nmx\t[AGE:3612345]\tA\t192.0.2.2\n@ TXT "[AGE:1]" ; [AGE:2]\n'
    )
    assert ask("a.test", zone=zone).records[0].ttl == 600
    assert data(ask("mx.a.test", zone=zone)) == ["192.0.2.2"]
    assert data(ask("a.test", "TXT", zone)) == ['"[AGE:1]"']
