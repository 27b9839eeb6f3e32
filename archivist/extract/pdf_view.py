"""Places on a PDF page as it is seen.

Owns: `View`, from PDF user space to the page as it is shown.
Must not: call a PDF library.
"""

from __future__ import annotations

from archivist.lazyclass import dataclass
from archivist.model import Box


@dataclass(frozen=True, slots=True)
class View:
    """From PDF user space to points from the top left corner of the page as it is seen."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width of the page as it is seen."""
        across, up = self.right - self.left, self.top - self.bottom
        return max(across if self.rotation % 180 == 0 else up, 1.0)

    @property
    def height(self) -> float:
        """Height of the page as it is seen."""
        across, up = self.right - self.left, self.top - self.bottom
        return max(up if self.rotation % 180 == 0 else across, 1.0)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as seen."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def user_point(self, x: float, y: float) -> tuple[float, float]:
        """A point as seen, in PDF user space."""
        if self.rotation == 90:
            return self.left + y, self.bottom + x
        if self.rotation == 180:
            return self.right - x, self.bottom + y
        if self.rotation == 270:
            return self.right - y, self.top - x
        return self.left + x, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle as seen."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return Box(x0=min(ax, bx), top=min(ay, by), x1=max(ax, bx), bottom=max(ay, by))
