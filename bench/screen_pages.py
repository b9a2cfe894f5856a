"""What is drawn on the measured screens: the same pictures for everybody, made from fixed seeds."""

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (1920, 1080)
VIDEO = (640, 360)
VIDEO_FRAMES = 50
PAGE = (1920, 6000)
CELL = (10, 20)
"""One character of the terminal, in pixels."""
INKS = ("#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#dcdfe4")
PAPER_INKS = ("#24292f", "#24292f", "#0550ae", "#cf222e", "#116329", "#8250df", "#953800")
DARK = "#1e2029"

_SYLLABLES = ("ba", "den", "fi", "gor", "hal", "in", "ket", "lo", "mar", "nu", "or", "pel", "qui", "ras", "sto", "tun")


def _words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(count)]


def photo(size: tuple[int, int], seed: int) -> Image.Image:
    """Something like a photograph: soft shapes, edges and fine structure in all three colours."""
    chance = np.random.default_rng(seed)
    width, height = size
    total = np.zeros((height, width, 3), np.float32)
    for cells, strength in ((4, 120), (12, 60), (40, 30), (160, 8)):
        small = chance.random((max(2, cells * height // width), cells, 3)).astype(np.float32)
        layers = [Image.fromarray(small[..., colour]).resize(size, Image.Resampling.BICUBIC) for colour in range(3)]
        total += np.stack([np.asarray(layer) for layer in layers], axis=-1) * strength
    total += chance.normal(0, 1.0, (height, width, 1)).astype(np.float32)
    picture = Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))
    draw, places = ImageDraw.Draw(picture), random.Random(seed)
    for _ in range(12):
        x, y, side = places.randrange(width), places.randrange(height), places.randrange(height // 12, height // 4)
        draw.ellipse((x, y, x + side, y + side), fill=tuple(places.choices(range(256), k=3)))
    return picture


def desktop() -> Image.Image:
    """What lies behind everything: a quiet slope of colour."""
    across = np.linspace(0, 1, SIZE[0], dtype=np.float32)[None, :]
    down = np.linspace(0, 1, SIZE[1], dtype=np.float32)[:, None]
    channels = [40 + 30 * across + 0 * down, 60 + 40 * down + 0 * across, 90 + 30 * across * down]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def text_page(size: tuple[int, int], seed: int, *, pictures: bool) -> Image.Image:
    """A page of running text in several colours, with headings and, every now and then, a picture."""
    chance = random.Random(seed)
    page = Image.new("RGB", size, "#ffffff")
    draw = ImageDraw.Draw(page)
    plain, head = ImageFont.load_default(16), ImageFont.load_default(30)
    y, left, right = 24, size[0] // 5, size[0] * 4 // 5
    while y < size[1] - 40:
        what = chance.random()
        if pictures and what < 0.12:
            height = chance.randrange(160, 320)
            page.paste(photo((chance.randrange(400, 700), height), chance.randrange(1 << 30)), (left, y))
            y += height + 24
        elif what < 0.3:
            draw.text((left, y), " ".join(_words(chance, 5)), fill=chance.choice(PAPER_INKS), font=head)
            y += 48
        else:
            y = _paragraph(draw, chance, (left, y, right), plain)
    return page


def _paragraph(
    draw: ImageDraw.ImageDraw,
    chance: random.Random,
    place: tuple[int, int, int],
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> int:
    """Some lines from the left to the right, every few words in another ink; returns where the next thing begins."""
    left, y, right = place
    x = float(left)
    for number, word in enumerate(_words(chance, chance.randrange(30, 110))):
        if number % 4 == 0:
            ink = chance.choice(PAPER_INKS)
        wide = draw.textlength(word + " ", font=font)
        if x + wide > right:
            x, y = float(left), y + 24
        draw.text((x, y), word, fill=ink, font=font)
        x += wide
    return y + 48


def glyphs() -> tuple[str, Image.Image]:
    """The letters a terminal shows, and a sheet of them: one column a letter, one row a colour."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789./-_ "
    sheet = Image.new("RGB", (CELL[0] * len(letters), CELL[1] * len(INKS)), DARK)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for row, ink in enumerate(INKS):
        for column, letter in enumerate(letters):
            draw.text((column * CELL[0] + 1, row * CELL[1] + 1), letter, fill=ink, font=font)
    return letters, sheet


def film() -> list[Image.Image]:
    """A moving picture that begins anew after two seconds: a wide photograph passes by, and something crosses it."""
    wide = photo((VIDEO[0] + 4 * VIDEO_FRAMES, VIDEO[1] + VIDEO_FRAMES), 7)
    frames = []
    for number in range(VIDEO_FRAMES):
        frame = wide.crop((4 * number, number, 4 * number + VIDEO[0], number + VIDEO[1]))
        x = (number * 17) % VIDEO[0]
        ImageDraw.Draw(frame).ellipse((x, 120, x + 90, 210), fill=(240, 200 - 3 * number, 40 + 4 * number))
        frames.append(frame)
    return frames
