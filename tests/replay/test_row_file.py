"""Stored rows come back as they were, and only those of a server are read where it is asked for."""

from rules.replay import row_file
from rules.replay.result import Row


def row(server: str, **values) -> Row:
    usual = {"at": 1, "starttime": "2026-03-01 00:00:00+00:00", "result": "250 ok", "outcome": "delivered"}
    return Row(**{**usual, "verdict": "allowed", "minutes": None, "label": "right_pass", "server": server} | values)


ROWS = [
    row("mx1.example", result='421 "later"\n\udce9', verdict="turned_away", minutes=2.5, label="useful"),
    row("mx.example", against_verdict="turned_away", against_minutes=10.0, against_label="harmful"),
    row("mx1.example", verdict="unknown", label="", detail="No answer in time."),
    row("büro.example"),
]


def test_rows_come_back_as_they_were():
    assert list(row_file.unpack(row_file.pack(ROWS))) == ROWS


def test_only_the_rows_of_a_server_are_read():
    assert list(row_file.unpack(row_file.pack(ROWS), "mx1.example")) == [ROWS[0], ROWS[2]]
    assert list(row_file.unpack(row_file.pack(ROWS), "büro.example")) == [ROWS[3]]
    assert list(row_file.unpack(row_file.pack(ROWS), "nobody.example")) == []


def test_a_verdict_without_a_label_is_a_kind_of_its_own():
    assert row_file.kinds(ROWS) == {"useful": 1, "right_pass": 2, "unknown": 1, "differs": 1}


def test_refusals_of_either_text_count_at_their_server():
    assert row_file.servers(ROWS) == {"mx1.example": (2, 1), "mx.example": (1, 1), "büro.example": (1, 0)}
