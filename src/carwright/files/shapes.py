"""What the model's classes look like from outside: their keys and what each holds."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from carwright.model.quantities import Part


@cache
def fields(kind: type[Part]) -> dict[str, FieldInfo]:
    """Fields of a class by the key that a file uses."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}


@cache
def parts_below(kind: type[Part]) -> dict[str, tuple[type[Part], bool]]:
    """Keys below which parts of their own stand: their class, and whether in a list."""
    found = {}
    for key, field in fields(kind).items():
        inner = part_in(field.annotation)
        if inner is not None and not is_mapping(field.annotation):
            found[key] = (inner, is_list(field.annotation))
    return found


def fields_at(kind: type[Part] | None, path: tuple[str | int, ...]) -> dict[str, str]:
    """Keys with their descriptions that may stand at a path within an object of a class."""
    for key in path:
        field = fields(kind).get(key) if kind is not None and isinstance(key, str) else None
        if field is not None:
            kind = part_in(field.annotation)
    if kind is None:
        return {}
    return {key: field.description or "" for key, field in fields(kind).items()}


def part_in(annotation: Any) -> type[Part] | None:
    """The model class that an annotation holds, be it alone, in a list or by name."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    found = (part_in(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)


def is_list(annotation: Any) -> bool:
    """Whether a list may stand there."""
    return get_origin(annotation) is tuple or _any_argument(is_list, annotation)


def is_mapping(annotation: Any) -> bool:
    """Whether a mapping by name may stand there."""
    return get_origin(annotation) is dict or _any_argument(is_mapping, annotation)


def is_single(annotation: Any) -> bool:
    """Whether one text or number may stand there."""
    if isinstance(annotation, type):
        return annotation is not NoneType and not issubclass(annotation, Part)
    if get_origin(annotation) in (tuple, dict):
        return False
    arguments = [each for each in _alternatives(annotation) if each is not NoneType]
    return not arguments or any(is_single(each) for each in arguments)


def _any_argument(test: Any, annotation: Any) -> bool:
    # A list in a mapping is no list at this place, nor the other way round.
    if get_origin(annotation) in (tuple, dict):
        return False
    return any(test(each) for each in _alternatives(annotation))


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """What a union or an annotated type is made of; nothing for all else."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return arguments[:1]
    return () if get_origin(annotation) is Literal else arguments
