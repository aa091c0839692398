"""Windows-1252 with a character for every byte, as the WHATWG Encoding Standard defines it (§ 9, index-windows-1252).

Python's own `cp1252` refuses 0x81, 0x8D, 0x8F, 0x90 and 0x9D, which the code page leaves undefined. Here they are the
C1 control characters of the same number, so that any bytes become text and come back unchanged.
"""

import codecs

_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
_CHARACTERS = "".join(chr(byte) if byte in _UNDEFINED else bytes([byte]).decode("cp1252") for byte in range(256))
_BYTES = codecs.charmap_build(_CHARACTERS)


def decode(source: bytes) -> str:
    return codecs.charmap_decode(source, "strict", _CHARACTERS)[0]


def encode(text: str) -> bytes:
    """Encode. Raise UnicodeEncodeError for a character that the code page lacks."""
    return codecs.charmap_encode(text, "strict", _BYTES)[0]


def text_of(source: bytes) -> str:
    """Decode UTF-8 where it is valid, otherwise Windows-1252."""
    try:
        return source.decode()
    except UnicodeDecodeError:
        return decode(source)
