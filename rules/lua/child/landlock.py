"""Landlock rules that allow no file, no TCP and no signals to other processes (landlock(7)).

By hand: it is three system calls, for which Python has no wrapper.
"""

import ctypes
import functools
import os
import struct

from rules.lua.child import kernel

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION_FLAG = 1
_FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
_TCP_SINCE, _SCOPES_SINCE = 4, 6


def install() -> int:
    """Restrict this thread and those it starts. Return the ABI version. Raise OSError where the kernel refuses."""
    version, attributes = ruleset_attributes()
    rules = kernel.syscall(_CREATE_RULESET, ctypes.cast(attributes, ctypes.c_void_p), len(attributes), 0)
    try:
        kernel.syscall(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)
    return version


@functools.cache
def ruleset_attributes() -> tuple[int, ctypes.Array[ctypes.c_char]]:
    """Return the ABI version and `struct landlock_ruleset_attr`. Raise OSError where there is no Landlock."""
    version = kernel.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    attributes = _attributes(version)
    return version, ctypes.create_string_buffer(attributes, len(attributes))


def _attributes(version: int) -> bytes:
    """Return `struct landlock_ruleset_attr` in the length that this ABI version knows."""
    fields = [_FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]]
    if version >= _TCP_SINCE:
        fields.append(0b11)
    if version >= _SCOPES_SINCE:
        fields.append(0b11)
    return struct.pack(f"={len(fields)}Q", *fields)
