"""HTML put together so that nothing unescaped gets in: plain text is escaped, `Html` is not."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = {"br", "col", "hr", "img", "meta"}


class Html(str):
    """Text that is HTML already. Only this module and constants of the room make it."""

    __slots__ = ()


Content = str | Iterable["Content"]
"""Plain text (escaped), `Html`, or several of them in a row."""


def tag(name: str, *children: Content, **attributes: str | int | bool | None) -> Html:
    """One element. ``class_`` becomes class, ``aria_label`` aria-label; None and False: left out.

    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    opened = "".join(
        [f"<{name}", *(_attribute(key, value) for key, value in attributes.items()), ">"]
    )
    return Html(opened if name in VOID else f"{opened}{join(children)}</{name}>")


def join(children: Content) -> Html:
    """Contents in a row, plain text escaped."""
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(escape(children))
    return Html("".join(join(child) for child in children))


def _attribute(key: str, value: str | int | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
