"""A parameter counts as unread only where the text cannot read it."""

import pytest

from rules.replay.unread_parameters import unread_parameters
from rules.vpop3.hooks import HookName
from tests.replay.rule_texts import VENDOR

ALL = {"domain", "mxserver", "numRetries", "messageSize", "defaultResult", "servers"}


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (VENDOR, {"mxserver", "defaultResult"}),
        (b"function CheckServer() end", set()),
        (b"function CheckServer(d, s, r) return r end", {"numRetries"}),
        (b"function CheckServer(d, s, r) -- r is not used\nend", {"numRetries"}),
        (b"local function size() end function CheckServer(d, s, r, size) size() end", {"messageSize"}),
        (b"function CheckServer(...) return ... end", ALL),
        (b"function CheckServer(d, ...) return select(3, ...) end", ALL),
        (b"CheckServer = function(d, s, r) return r end", ALL),
        (b"function CheckServer(d) end CheckServer = other", ALL),
        (b"function CheckServer(d) end _G['Check' .. 'Server'] = other", ALL),
        (b"function CheckServer(d) end load('CheckServer' .. '= other')", ALL),
        (b"function CheckServer(d, s, r, r) end", {"numRetries", "messageSize"}),
        (b"", ALL),
    ],
)
def test_what_a_text_may_read_is_found_by_its_names(source, read):
    assert ALL - unread_parameters(source, [HookName.CHECK_SERVER]) == read


def test_a_parameter_that_one_hook_reads_is_read():
    source = b"function GetOverrides(d, n, size) return size end function CheckServer(domain, server) return server end"
    unread = unread_parameters(source, [HookName.GET_OVERRIDES, HookName.CHECK_SERVER])
    assert unread == ALL - {"messageSize", "mxserver"}
