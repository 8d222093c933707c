"""The table ``type``: variants with their options, then components."""

from __future__ import annotations

from carwright.compile.layout import Layout
from carwright.model.part_type import PartType


def add_types(layout: Layout) -> None:
    """Fill the table ``type``."""
    plant = layout.plant
    priorities = {name: each.priority for name, each in plant.components.items()}
    priorities |= {name: each.priority for name, each in plant.variants.items()}
    for each in layout.types:
        car = int(each.product in plant.variants)
        layout.tables.add("type", car=car, priority=priorities[each.product])


class Levelling:
    """Chooses among the types of a variant so that their shares are kept in every stretch.

    The rule is that of a levelled source (Q5): the type with the largest
    (cars so far + 1) x share - cars of this type so far.
    """

    def __init__(self, layout: Layout) -> None:
        self._types: dict[str, list[tuple[int, PartType]]] = {}
        for row, each in enumerate(layout.types):
            self._types.setdefault(each.product, []).append((row, each))
        self._made: dict[int, int] = {}

    def next(self, product: str) -> int:
        """Row of the type for the next part of a variant or component."""
        types = self._types[product]
        so_far = sum(self._made.get(row, 0) for row, _ in types)
        lags = [(so_far + 1) * each.share - self._made.get(row, 0) for row, each in types]
        row = types[lags.index(max(lags))][0]
        self._made[row] = self._made.get(row, 0) + 1
        return row
