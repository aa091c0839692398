"""Text of strangers where letters could be commands: in a terminal, or in XML 1.0, which has no way to say some."""


def printable(text: str) -> str:
    """With a replacement character for each that is not shown, but for new lines and tabs."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in text)
