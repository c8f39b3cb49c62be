"""Frozen records as JSON and back, by their own type hints. Knows no record in particular.

Of thousands of one kind a column a field is shorter than an object each, and read in a fraction of the time.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import repeat
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(record: object) -> bytes:
    """Return a record as JSON in UTF-8; its tuples become arrays, its records objects."""
    text = json.dumps(record, default=_fields_of, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def decode(kind: type[T], data: bytes) -> T:
    """Return the record that ``encode`` wrote.

    Keys that the record does not have are ignored; fields that are missing take their defaults.

    Raises:
        ValueError: It is no JSON, or not of this kind.
    """
    try:
        made: object = _maker(cast(Any, kind))(json.loads(data.decode("utf-8", "surrogatepass")))
    except (TypeError, KeyError, AttributeError) as exc:
        raise ValueError(f"no {kind.__name__}: {exc}") from exc
    if not isinstance(made, kind):
        raise ValueError(f"no {kind.__name__}")
    return made


def columns(kind: type[T], records: Sequence[T]) -> dict[str, object]:
    """Return what ``encode`` writes of many records of one kind: how many, and the values of each field.

    A field that has its default in all of them is left out. ``decode`` reads it in place of an array of records.
    """
    found: dict[str, object] = {}
    for field in fields(cast(Any, kind)):
        values = list(map(attrgetter(field.name), records))
        if field.default is MISSING or values.count(field.default) < len(values):
            found[field.name] = values
    return {"count": len(records), "columns": found}


def _fields_of(record: object) -> dict[str, object] | list[object]:
    if isinstance(record, Sequence):
        return list(record)
    names = _names_of(cast(Any, type(record)))
    if names is None:
        raise TypeError(f"{type(record).__name__} is no record")
    return {name: getattr(record, name) for name in names}


@cache
def _names_of(kind: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    """Return the fields of a record's type; None for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """Return what makes a value of a type out of parsed JSON; decided once a type, since records come in thousands."""
    if is_dataclass(kind):
        return _record_maker(kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (arg for arg in args if arg is not NoneType)
        make = _maker(inner)
        return lambda value: None if value is None else make(value)
    if origin is tuple:
        if args[-1] is not Ellipsis:
            # Places: pairs and triples of numbers.
            return tuple
        if _is_plain(args[0]):
            return tuple
        item = _maker(args[0])
        of_columns = _columns_maker(args[0]) if is_dataclass(args[0]) else None

        def make_all(values: Any) -> Any:  # noqa: ANN401
            if of_columns and isinstance(values, dict):
                return of_columns(values)
            return tuple(map(item, values))

        return make_all
    if isinstance(kind, type) and issubclass(kind, Sequence) and kind is not str:
        return kind  # A sequence of a kind of its own is made of its items.
    if origin is dict or _is_plain(kind):
        return lambda value: value
    raise TypeError(f"no JSON for {kind}")


def _is_plain(kind: object) -> bool:
    """Whether JSON gives values of a type as they are."""
    return kind in (str, int, float, bool) or get_origin(kind) is Literal


def _record_maker(kind: Any) -> Callable[[dict[str, Any]], Any]:  # noqa: ANN401
    """Return what makes a record of a JSON object."""
    hints = get_type_hints(kind)
    known = frozenset(f.name for f in fields(kind))
    made = [(f.name, _maker(hints[f.name])) for f in fields(kind) if not _is_as_it_is(hints[f.name])]

    def make(value: dict[str, Any]) -> Any:  # noqa: ANN401
        found = dict(value) if value.keys() <= known else {name: value[name] for name in value.keys() & known}
        for name, of in made:
            if name in found:
                found[name] = of(found[name])
        return kind(**found)

    return make


def _columns_maker(kind: Any) -> Callable[[dict[str, Any]], Any]:  # noqa: ANN401
    """Return what makes records of what ``columns`` gave."""
    hints = get_type_hints(kind)
    plain = {f.name: _is_as_it_is(hints[f.name]) for f in fields(kind)}

    def make(value: dict[str, Any]) -> Any:  # noqa: ANN401
        given = list[Iterable[Any]]()
        for field in fields(kind):
            column = value["columns"].get(field.name)
            if column is None:
                if field.default is MISSING:
                    raise KeyError(field.name)
                given.append(repeat(field.default, value["count"]))
            elif len(column) != value["count"]:
                raise ValueError(f"{len(column)} of {value['count']} in {field.name}")
            else:
                given.append(column if plain[field.name] else map(_maker(hints[field.name]), column))
        return _all_of(kind, value["count"], given)

    return make


def _all_of(kind: Any, count: int, given: Iterable[Iterable[Any]]) -> tuple[Any, ...]:  # noqa: ANN401
    """Return so many records of one kind out of the values of each of its fields.

    Where nothing is worked out when one is made, and each field has its slot, a field of all of them is set at once:
    it takes half as long.
    """
    if hasattr(kind, "__post_init__") or "__slots__" not in vars(kind):
        return tuple(map(kind, *given))
    made = list(map(object.__new__, repeat(kind, count)))
    for field, values in zip(fields(kind), given, strict=True):
        deque(map(getattr(kind, field.name).__set__, made, values), maxlen=0)
    return tuple(made)


def _is_as_it_is(kind: object) -> bool:
    """Whether JSON gives values of a type, or nothing in their place, as they are."""
    given = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return all(_is_plain(one) or one is NoneType for one in given)
