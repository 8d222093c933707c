"""Types of parts: each variant with each combination of its options, then the components.

Options are drawn independently for each car, so a variant with k options that some of its cars
have and some have not makes 2**k types, each with the product of the shares. An option that all
its cars have (share 1) belongs to every type of theirs, one that none has (share 0) to none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product as combinations

from carwright.model.plant import Plant


@dataclass(frozen=True)
class PartType:
    """What a part can be: a `product` (variant or component) with its options.

    `share` is the share of this type among all parts of its product. `name` reads ``sedan`` or
    ``sedan + sunroof + towbar``, options in the order of the plant.
    """

    product: str
    options: tuple[str, ...] = ()
    share: float = 1.0

    @property
    def name(self) -> str:
        """The product and its options, for people; an order may ask for a type by it."""
        return " + ".join((self.product, *self.options))


def part_types(plant: Plant) -> tuple[PartType, ...]:
    """All types of a plant in its order; the last option changes fastest, without before with.

    There are `count_part_types` of them; ask that first if the plant has not been checked.
    """
    cars = (t for variant in plant.variants for t in _types_of(plant, variant))
    return (*cars, *(PartType(component) for component in plant.components))


def count_part_types(plant: Plant) -> int:
    """How many types a plant has, without making them."""
    free = (sum(0.0 < s < 1.0 for _, s in _options(plant, v)) for v in plant.variants)
    return sum(1 << count for count in free) + len(plant.components)


def _types_of(plant: Plant, variant: str) -> Iterable[PartType]:
    options = _options(plant, variant)
    choices = [[(False, 1.0 - s)] * (s < 1.0) + [(True, s)] * (s > 0.0) for _, s in options]
    for chosen in combinations(*choices):
        share = 1.0
        for _, part in chosen:
            share *= part
        has = tuple(name for (name, _), (yes, _) in zip(options, chosen, strict=True) if yes)
        yield PartType(variant, has, share)


def _options(plant: Plant, variant: str) -> list[tuple[str, float]]:
    """Options that cars of a variant can have, with their shares."""
    return [
        (name, option.share)
        for name, option in plant.options.items()
        if option.variants is None or variant in option.variants
    ]
