"""The flow as a graph without loops: what a Sankey diagram can draw.

An edge that leads back to where a part has been ends at a node of its own, ``X (again)``; chains
of objects without branches become one node; every node gets the layer in which it is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from carwright.report.content import Edge
from carwright.report.text import amount

SCRAP = "scrap"
AGAIN = " (rework)"


def without_loops(edges: Sequence[Edge]) -> list[Edge]:
    """The edges with those that close a loop led to ``X (rework)``.

    Which edge closes a loop is found by going through the graph depth first from where parts
    begin: it is the one that leads back to an object on the path so far.
    """
    back = _back_edges(edges)
    return [
        replace(edge, end=edge.end + AGAIN, kind="rework")
        if (edge.begin, edge.end) in back
        else edge
        for edge in edges
    ]


def _back_edges(edges: Sequence[Edge]) -> set[tuple[str, str]]:
    leads = _successors(edges)
    entered = {edge.end for edge in edges}
    begins = [name for name in leads if name not in entered]
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for begin in [*begins, *leads]:
        if begin not in done:
            back |= _search(begin, leads, done)
    return back


def _search(begin: str, leads: dict[str, list[str]], done: set[str]) -> set[tuple[str, str]]:
    """Depth-first search without recursion: lines have hundreds of stations in a row."""
    back: set[tuple[str, str]] = set()
    path = {begin: iter(leads[begin])}
    while path:
        here = next(reversed(path))
        for there in path[here]:
            if there in path:
                back.add((here, there))
            elif there not in done:
                path[there] = iter(leads.get(there, []))
                break
        else:
            del path[here]
            done.add(here)
    return back


def _successors(edges: Iterable[Edge]) -> dict[str, list[str]]:
    leads: dict[str, list[str]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: -amount(edge.parts)):
        leads[edge.begin].append(edge.end)
    return dict(leads)


@dataclass(frozen=True)
class Chain:
    """Objects in a row that all parts go through."""

    members: tuple[str, ...]

    @property
    def name(self) -> str:
        """The one object's name, or the first and the last."""
        first, last = self.members[0], self.members[-1]
        return first if len(self.members) == 1 else f"{first} … {last}"


def chains(edges: Sequence[Edge], together: Callable[[str], str]) -> dict[str, Chain]:
    """The chain of each object; only objects of which `together` says the same are chained."""
    after, before = _neighbours(edges)
    joined = {
        u: next(iter(after[u]))
        for u in after
        if len(after[u]) == 1
        and len(before[next(iter(after[u]))]) == 1
        and together(u) == together(next(iter(after[u])))
        and all(edge.kind == "move" for edge in edges if edge.begin == u)
    }
    starts = [name for name in (*after, *before) if name not in set(joined.values())]
    found: dict[str, Chain] = {}
    for start in dict.fromkeys(starts):
        members = tuple(_follow(start, joined))
        found |= dict.fromkeys(members, Chain(members))
    return found


def _follow(start: str, joined: dict[str, str]) -> Iterator[str]:
    here: str | None = start
    while here is not None:
        yield here
        here = joined.get(here)


def _neighbours(edges: Iterable[Edge]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        after[edge.begin].add(edge.end)
        before[edge.end].add(edge.begin)
    return dict(after), dict(before)


def layers(edges: Sequence[Edge]) -> dict[str, int]:
    """The layer of each node: as far along as its longest way from a begin, then feeders moved
    up to just before what they join, so that a battery line ends where batteries are built in.
    """
    after, before = _neighbours(edges)
    ordered = _topological(after, before)
    layer: dict[str, int] = {}
    for name in ordered:
        layer[name] = max((layer[u] + 1 for u in before.get(name, ())), default=0)
    for name in reversed(ordered):
        ahead = [layer[v] - 1 for v in after.get(name, ())]
        layer[name] = max(layer[name], min(ahead, default=0))
    return layer


def _topological(after: dict[str, set[str]], before: dict[str, set[str]]) -> list[str]:
    left = {name: len(before.get(name, ())) for name in dict.fromkeys((*after, *before))}
    ready = [name for name, count in left.items() if count == 0]
    for name in ready:
        for there in sorted(after.get(name, ())):
            left[there] -= 1
            if left[there] == 0:
                ready.append(there)
    return ready
