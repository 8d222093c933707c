"""The top of the page: the answer in one sentence, and six figures."""

from __future__ import annotations

from carwright.report.content import Content, Tile
from carwright.report.markup import Html, join, tag
from carwright.report.text import UNKNOWN, basis, interval, mean, percent, unit, value


def top(content: Content) -> Html:
    """Headline, short facts, warnings and tiles."""
    facts = tag("p", [tag("span", fact) for fact in content.facts], class_="facts")
    warnings = tag("ul", [_warning(text) for text in content.warnings], class_="warnings")
    tiles = tag("ul", [_tile(tile, content.level) for tile in content.tiles], class_="tiles")
    head = tag(
        "header",
        tag("p", content.title, class_="plant"),
        _headline(content.headline),
        facts,
        warnings if content.warnings else "",
        id="answer",
    )
    return join([head, tiles])


def _headline(sentence: str) -> Html:
    """One sentence: what comes before its first semicolon is the answer and stands out."""
    answer, semicolon, rest = sentence.partition("; ")
    more = tag("span", f"{semicolon}{rest}", class_="rest") if rest else ""
    return tag("h1", answer, more)


def _warning(text: str) -> Html:
    return tag("li", text.replace(" -> ", " → "))


def _tile(tile: Tile, level: float) -> Html:
    figure = tile.figure
    if figure is None or figure.mean is None:
        why = figure.note if figure is not None else "not in this run"
        number: list[Html] = [tag("span", UNKNOWN, class_="number")]
        around = tag("span", why, class_="around")
    else:
        number = [_number(mean(figure), unit(figure))]
        around = tag(
            "span", interval(figure), class_="around", title=f"{percent(level)} confidence interval"
        )
    of = tag("span", tile.note, class_="of", title=tile.note) if tile.note else ""
    return tag(
        "li", tag("span", tile.label, class_="label"), number, around, _aim(tile), of, class_="tile"
    )


def _number(text: str, unit_text: str) -> Html:
    return tag("span", text, " ", tag("span", unit_text, class_="unit"), class_="number")


def _aim(tile: Tile) -> Html:
    if tile.figure is None or tile.figure.mean is None:
        return Html("")
    aim = "" if tile.target is None else f"target {value(tile.target, tile.figure.unit)}"
    lines = [tag("span", text, class_="aim") for text in (basis(tile.figure), aim) if text]
    return join(lines)
