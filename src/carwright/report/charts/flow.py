"""Where parts go: a Sankey diagram with scrap and rework, by shop and in detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from carwright.analysis.interval import exact
from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import Item, base
from carwright.report.charts.ways import AGAIN, SCRAP, Chain, chains, layers, without_loops
from carwright.report.content import Edge, Flow
from carwright.report.palette import INK, STATES
from carwright.report.text import amount, brief, number

MOST_NODES = 40
"""More objects than this are drawn by shop first."""

LAYER = 150
"""Least width of a layer with its names, px."""

PAGE = 1050

KINDS = {
    "move": "#8fb3d6",
    "join": "#a9b8a2",
    "rework": STATES["blocked"],
    "scrap": STATES["failed"],
}
NODE = "#2f6195"


@dataclass(frozen=True)
class Band:
    """One band of the diagram: edges between two nodes, added up."""

    begin: str
    end: str
    kind: str
    parts: float
    text: str


def chart(flow: Flow) -> Chart:
    """Bands are parts per hour of the plant's calendar; a rework loop ends at ``X (rework)``.

    With more than `MOST_NODES` nodes: first the shops, then a view for each shop.
    """
    edges = [edge for edge in without_loops(flow.edges) if amount(edge.parts) > 0]
    objects = {name for edge in edges for name in (edge.begin, edge.end)}
    groups = chains(edges, lambda name: flow.shops.get(name, ""))
    members = {group.name: group.members for group in groups.values()}
    alt = f"Flow of parts between {len(objects)} objects, with rework and scrap."
    by_shop = _by_shop(edges, flow)
    if len(members) <= MOST_NODES or len(by_shop) < 2:
        return Chart("flow", alt, (_view("Detail", _bands(edges, _names(groups)), members),))
    along = _layers(by_shop)
    shops = {flow.shops.get(name, "") for name in objects} - {""}
    in_order = sorted(shops, key=lambda shop: (along.get(shop, 0), shop))
    views = [_view(shop, _inside(shop, edges, flow, groups), members) for shop in in_order]
    return Chart("flow", alt, (_view("All shops", by_shop, {}), *views))


def _names(groups: dict[str, Chain]) -> Callable[[str], str]:
    return lambda name: groups[name].name


def _inside(shop: str, edges: Sequence[Edge], flow: Flow, groups: dict[str, Chain]) -> list[Band]:
    """What goes on in one shop; what lies outside is drawn as the other shop."""

    def home(name: str) -> str:
        return flow.shops.get(name.removesuffix(AGAIN), "")

    def outside(name: str, way: str) -> str:
        if home(name) == shop or name == SCRAP:
            return groups[name].name
        return f"{way} {home(name) or name}"

    own = [edge for edge in edges if shop in (home(edge.begin), home(edge.end))]
    renamed = [
        replace(edge, begin=outside(edge.begin, "from"), end=outside(edge.end, "to"))
        for edge in own
    ]
    return _bands(renamed, str)


def _by_shop(edges: Sequence[Edge], flow: Flow) -> list[Band]:
    """Edges between shops; inside a shop only what is reworked or scrapped."""

    def shop(name: str) -> str:
        bare = name.removesuffix(AGAIN)
        group = flow.shops.get(bare) or bare
        return group + AGAIN if name != bare else group

    between = [edge for edge in edges if shop(edge.begin) != shop(edge.end)]
    renamed = [Edge(shop(e.begin), shop(e.end), e.parts, e.kind) for e in between]
    # Two shops may feed each other though no single part goes in a circle.
    return _bands(without_loops(renamed), str)


def _bands(edges: Iterable[Edge], group: Callable[[str], str]) -> list[Band]:
    together: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        begin, end = group(edge.begin), group(edge.end)
        if begin != end:
            together[begin, end, edge.kind].append(edge)
    return [
        Band(begin, end, kind, sum(amount(e.parts) for e in listed), _text(listed))
        for (begin, end, kind), listed in together.items()
    ]


def _text(edges: Sequence[Edge]) -> str:
    if len(edges) == 1:
        return f"{brief(edges[0].parts)}, n = {edges[0].parts.n}"
    total = sum(amount(edge.parts) for edge in edges)
    return f"{number(total, 2)} {edges[0].parts.unit} on {len(edges)} ways"


def _view(label: str, bands: Sequence[Band], members: dict[str, tuple[str, ...]]) -> View:
    layer = _layers(bands)
    crowd: dict[int, int] = defaultdict(int)
    for depth in layer.values():
        crowd[depth] += 1
    tall = max(crowd.values(), default=1)
    option: Option = base(series=[_series(bands, layer, members)])
    wide = LAYER * (1 + max(layer.values(), default=0))
    return View(label, option, max(360, 80 + 66 * tall), width=wide if wide > PAGE else 0)


def _layers(bands: Sequence[Band]) -> dict[str, int]:
    return layers([Edge(b.begin, b.end, exact(b.parts, "", ""), b.kind) for b in bands])


def _series(
    bands: Sequence[Band], layer: dict[str, int], members: dict[str, tuple[str, ...]]
) -> Item:
    nodes = [_node(name, depth, bands, members) for name, depth in layer.items()]
    links = [
        {
            "source": band.begin,
            "target": band.end,
            "value": rounded(band.parts),
            "lineStyle": {"color": KINDS[band.kind]},
            "tip": [f"{band.begin} → {band.end}", band.kind, band.text],
        }
        for band in bands
    ]
    return {
        "type": "sankey",
        "left": 8,
        "right": "12%",
        "top": 14,
        "bottom": 14,
        "nodeAlign": "left",
        "nodeGap": 34,
        "nodeWidth": 12,
        "layoutIterations": 64,
        "draggable": False,
        "emphasis": {"focus": "adjacency"},
        "lineStyle": {"opacity": 0.5, "curveness": 0.5},
        "label": {"color": INK, "fontSize": 11, "lineHeight": 13, "overflow": "break"},
        "data": nodes,
        "links": links,
    }


def _node(
    name: str, depth: int, bands: Sequence[Band], members: dict[str, tuple[str, ...]]
) -> Item:
    entering = sum(band.parts for band in bands if band.end == name)
    leaving = sum(band.parts for band in bands if band.begin == name)
    listed = members.get(name, ())
    tip = [name, f"in {number(entering, 2)}, out {number(leaving, 2)} per hour"]
    if len(listed) > 1:
        tip.append(
            f"{len(listed)} objects in a row: {', '.join(listed[:12])}" + ("…" * (len(listed) > 12))
        )
    colour = KINDS["scrap"] if name == SCRAP else KINDS["rework"] if name.endswith(AGAIN) else NODE
    return {
        "name": name,
        "depth": depth,
        "itemStyle": {"color": colour},
        "label": {"formatter": name.replace(" … ", "\n… ").replace(AGAIN, f"\n{AGAIN.strip()}")},
        "tip": tip,
    }
