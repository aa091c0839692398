"""The pictures of README: `uv run pytest -n 0 tests/browser/pictures.py` writes them into static/help/.

The name of this file is no test's, so a run of all tests changes no picture.
"""

import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import SCRIPT
from tests.browser.test_every_page import show
from tests.browser.workbench import dry_run, expect_decision

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parents[2] / "static" / "help"
SIZE: ViewportSize = {"width": 1200, "height": 720}
PIXELS = """async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const pixels = canvas.getImageData(0, 0, image.width, image.height).data;
    return pixels.filter((_, at) => at % 4 < 3).toBase64?.() ??
        btoa(Array.from(pixels.filter((_, at) => at % 4 < 3), (byte) => String.fromCharCode(byte)).join(""));
}"""
Colour = tuple[int, ...]


@pytest.fixture
def page(open_browser) -> Page:
    return open_browser("publisher", reduced_motion="reduce", viewport=SIZE, color_scheme="light")


def test_the_script_page_with_a_dry_run(page):
    page.goto(SCRIPT)
    page.wait_for_selector(".ace-host .ace_line")
    dry_run(page, "bigmail.example")
    expect_decision(page, "hold")
    save(page, "script")


def test_the_page_of_send_attempts(page):
    page.goto("/attempts/")
    page.wait_for_selector("tbody tr")
    save(page, "attempts")


def save(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    show(page)
    picture = page.screenshot()
    page.goto("about:blank")  # where no policy forbids a picture to be read
    pixels = b64decode(page.evaluate(PIXELS, f"data:image/png;base64,{b64encode(picture).decode()}"))
    (FOLDER / f"{name}.png").write_bytes(with_palette(pixels, SIZE["width"], SIZE["height"], colours=64))


def with_palette(pixels: bytes, width: int, height: int, *, colours: int) -> bytes:
    """A PNG of the most frequent colours, a third as large as the browser's: it is downloaded with every checkout."""
    each = [tuple(pixels[at : at + 3]) for at in range(0, len(pixels), 3)]
    palette = [colour for colour, _ in Counter(each).most_common(colours)]

    @cache
    def nearest(colour: Colour) -> int:
        distances = [sum((a - b) ** 2 for a, b in zip(colour, known, strict=True)) for known in palette]
        return distances.index(min(distances))

    indexes = bytes(map(nearest, each))
    rows = b"".join(b"\0" + indexes[at : at + width] for at in range(0, len(indexes), width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", bytes(value for colour in palette for value in colour)),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
