"""A quick lossy picture of what has very many colours: a JPEG, which every viewer can read."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image


def jpeg(cells: npt.NDArray[np.uint32], quality: int, *, smaller: int = 1) -> bytes:
    """``cells`` (height, width; red, green, blue in one number) as a baseline JPEG, each side so many times smaller."""
    height, width = cells.shape
    picture = Image.frombuffer("RGB", (width, height), np.ascontiguousarray(cells), "raw", "BGRX", 0, 1)
    if smaller > 1:
        picture = picture.reduce(smaller)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
