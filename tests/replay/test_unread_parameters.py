"""A parameter counts as unread only where the text cannot read it."""

from pathlib import Path

import pytest

from mxadmin import demo
from rules.replay.unread_parameters import unread_parameters
from rules.vpop3.hooks import HOOKS, HookName
from tests.replay.rule_texts import VENDOR

CHECK, FINAL = HookName.CHECK_SERVER, HookName.FINAL_OVERRIDES
ALL = {"domain", "mxserver", "numRetries", "messageSize", "defaultResult"}


def read_by(source, hook=CHECK):
    return set(HOOKS[hook].parameter_names) - unread_parameters(source, hook)


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (VENDOR, {"mxserver", "defaultResult"}),
        (b"function CheckServer() end", set()),
        (b"function CheckServer(d, s, r) return r end", {"numRetries"}),
        (b"function CheckServer(d, s, r) -- r is not used\nend", set()),
        (b"function CheckServer(d, s, r) local r = 1; return r end", set()),
        (b"function CheckServer(d, s, r) local r = r; return true end", {"numRetries"}),
        (b"function CheckServer(d, s, r) return function() return r end end", {"numRetries"}),
        (b"local function size() end function CheckServer(d, s, r, size) size() end", {"messageSize"}),
        (b"function other(domain) return domain end function CheckServer(domain, s) return s end", {"mxserver"}),
        (b"function CheckServer(...) return ... end", ALL),
        (b"function CheckServer(d, ...) return select(3, ...) end", ALL),
        (b"CheckServer = function(d, s, r) return r end", {"numRetries"}),
        (b"CheckServer = pick(function(d, s, r) return r end)", ALL),
        (b"function CheckServer(d) end CheckServer = other", ALL),
        (b"function CheckServer(d) end function f() function CheckServer(d) return d end end", ALL),
        (b"local function CheckServer(d) end", ALL),
        (b"function CheckServer(d) end _G['Check' .. 'Server'] = other", ALL),
        (b"function CheckServer(d) end load('CheckServer' .. '= other')", ALL),
        (b"function CheckServer(d, s, r, r) return r end", {"messageSize"}),
        (b"function CheckServer(d) end )", ALL),
        (b"", ALL),
    ],
)
def test_what_a_text_may_read_is_found_by_the_scope_of_names(source, read):
    assert read_by(source) == read


def test_what_one_hook_reads_is_not_read_by_another():
    source = b"function GetOverrides(d, n, size) return size end function CheckServer(domain, size) return size end"
    assert read_by(source, HookName.GET_OVERRIDES) == {"messageSize"}
    assert read_by(source) == {"mxserver"}
    assert read_by(source, FINAL) == set(HOOKS[FINAL].parameter_names)


def test_the_demo_rule_reads_no_size():
    source = (Path(demo.__file__).parent / "scripts" / "3.lua").read_bytes()
    assert read_by(source) == {"mxserver", "numRetries", "defaultResult"}
    assert read_by(source, HookName.GET_OVERRIDES) == {"domain"}
