import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.resolver.answer import Answer, Record, Status
from rules.resolver.mx import Exchange, order, read_mx


def mx(*data: str, name: str = "shop.example") -> Answer:
    records = tuple(Record(name=name, rdtype="MX", ttl=60, data=text) for text in data)
    return Answer(name=name, rdtype="MX", status=Status.NOERROR, records=records)


def test_exchanges_come_by_preference_in_lower_case_without_the_dot():
    found = read_mx(mx("20 MX2.Shop.Example.", "10 mx1.shop.example."))
    assert found.exchanges == (Exchange("mx1.shop.example", 10), Exchange("mx2.shop.example", 20))
    assert (found.null, found.implicit, found.notes) == (False, False, ())


def test_a_null_mx_means_that_no_mail_is_taken():
    found = read_mx(mx("0 ."))
    assert found.null
    assert found.exchanges == ()
    assert found.notes == ()


@pytest.mark.parametrize("data", [["10 ."], ["0 .", "10 ."]])
def test_a_null_mx_written_wrongly_counts_and_is_noted(data: list[str]):
    found = read_mx(mx(*data))
    assert found.null
    assert "RFC 7505" in found.notes[0]


def test_a_null_mx_beside_others_is_ignored_with_a_note():
    found = read_mx(mx("0 .", "10 mx1.shop.example."))
    assert found.exchanges == (Exchange("mx1.shop.example", 10),)
    assert not found.null
    assert "null MX is among" in found.notes[0]


def test_an_address_as_exchange_is_kept_and_noted():
    found = read_mx(mx("10 192.0.2.7."))
    assert found.exchanges == (Exchange("192.0.2.7", 10),)
    assert found.exchanges[0].is_address
    assert found.notes == ("The MX names the address 192.0.2.7: RFC 1035 wants a host name there.",)


def test_an_exchange_named_twice_is_tried_once_at_its_lowest_preference():
    found = read_mx(mx("30 mx1.shop.example.", "10 MX1.shop.example."))
    assert found.exchanges == (Exchange("mx1.shop.example", 10),)
    assert found.notes == ("The MX names mx1.shop.example 2 times: its lowest preference counts.",)


def test_without_an_mx_record_the_domain_itself_is_the_exchange():
    found = read_mx(Answer(name="shop.example", rdtype="MX", status=Status.NODATA))
    assert found.implicit
    assert found.exchanges == (Exchange("shop.example", 0),)


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.NOERROR, Status.NODATA}])
def test_a_domain_that_does_not_exist_or_cannot_be_asked_has_no_exchange(status: Status):
    found = read_mx(Answer(name="shop.example", rdtype="MX", status=status))
    assert found.exchanges == ()
    assert (found.null, found.implicit) == (False, False)


EXCHANGES = st.lists(
    st.builds(Exchange, st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True), st.integers(0, 3)),
    unique_by=lambda exchange: exchange.name,
    max_size=20,
)


@given(EXCHANGES, st.integers())
def test_order_is_by_preference_and_loses_and_adds_nothing(exchanges: list[Exchange], seed: int):
    ordered = order(exchanges, seed)
    assert sorted(ordered, key=lambda exchange: exchange.name) == sorted(exchanges, key=lambda exchange: exchange.name)
    assert [exchange.preference for exchange in ordered] == sorted(exchange.preference for exchange in exchanges)


@given(EXCHANGES, st.integers(), st.randoms())
def test_a_seed_gives_one_order_however_the_records_came(exchanges: list[Exchange], seed: int, chance):
    shuffled = list(exchanges)
    chance.shuffle(shuffled)
    assert order(shuffled, seed) == order(exchanges, seed)


def test_every_one_of_equals_comes_first_for_its_share_of_the_seeds():
    equals = [Exchange(f"mx{number}.example", 10) for number in range(4)]
    first = [order(equals, seed)[0] for seed in range(1000)]
    assert all(190 < first.count(exchange) < 310 for exchange in equals)
