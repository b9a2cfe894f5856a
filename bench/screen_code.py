"""The coded patch: a step's number as black and white cells, drawn by the stage and read in the viewer's page.

Four by four cells: twelve bits of number, four of check, so that a patch which is half there is not taken for a step.
"""

CELLS = 4
CELL_PX = 6
SIDE = CELLS * CELL_PX
NUMBERS = 1 << 12
_SALT = 0b1010


def white_cells(number: int) -> list[tuple[int, int]]:
    """Column and row of each white cell for this number; the others are black."""
    number %= NUMBERS
    check = (number ^ number >> 4 ^ number >> 8 ^ _SALT) & 15
    bits = number << 4 | check
    return [(bit % CELLS, bit // CELLS) for bit in range(CELLS * CELLS) if bits >> bit & 1]


READ_JS = """(data, side) => {
  const cell = side / 4;
  let bits = 0;
  for (let bit = 0; bit < 16; bit++) {
    const x = Math.floor((bit % 4 + 0.5) * cell), y = Math.floor((Math.floor(bit / 4) + 0.5) * cell);
    const at = (y * side + x) * 4;
    const light = data[at] + 2 * data[at + 1] + data[at + 2];
    if (light > 340 && light < 680) return -1;
    if (light >= 680) bits |= 1 << bit;
  }
  const number = bits >> 4;
  return (number ^ number >> 4 ^ number >> 8 ^ 10) % 16 === bits % 16 ? number : -1;
}"""
"""The same, read from pixels: RGBA bytes of a square → the number, or -1."""
