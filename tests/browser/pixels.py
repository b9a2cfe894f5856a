"""Pixels of a screenshot, compared with some room for what codecs do to colour."""

from io import BytesIO

from PIL import Image

RED, BLUE, GREEN = (200, 30, 30), (20, 60, 220), (30, 180, 60)
ROOM = 28
"""How far each channel may be off after a lossy codec with halved chroma."""


class Picture:
    """A PNG; places are shares of its width and height, 0…1."""

    def __init__(self, png: bytes) -> None:
        self.image = Image.open(BytesIO(png)).convert("RGB")

    def at(self, x: float, y: float) -> tuple[int, int, int]:
        """The colour at a place."""
        width, height = self.image.size
        colour = self.image.getpixel((min(width - 1, int(x * width)), min(height - 1, int(y * height))))
        assert isinstance(colour, tuple)
        return (int(colour[0]), int(colour[1]), int(colour[2]))

    def is_near(self, x: float, y: float, colour: tuple[int, int, int]) -> bool:
        """Whether the colour at a place is `colour`, give or take what the codec does."""
        return all(abs(one - other) <= ROOM for one, other in zip(self.at(x, y), colour, strict=True))

    def shows_card(self) -> bool:
        """Whether this is the coloured page: red left, blue right, green in the lowest quarter, edges in place."""
        places = {
            RED: [(0.1, 0.1), (0.48, 0.1), (0.1, 0.72)],
            BLUE: [(0.52, 0.1), (0.9, 0.1), (0.9, 0.72)],
            GREEN: [(0.1, 0.78), (0.9, 0.95)],
        }
        return all(self.is_near(x, y, colour) for colour, spots in places.items() for x, y in spots)
