from collections import Counter

from carwright.compile.layout import Layout
from carwright.compile.phases import Timeline
from carwright.compile.types import Levelling
from compile.plants import compiled, picked


def test_cars_and_components_with_their_priorities() -> None:
    program = compiled(
        variants={"sedan": {"priority": 3}, "wagon": {}},
        components={"door": {"priority": -1}},
        options={"roof": {"share": 0.5, "variants": ["sedan"]}},
    )
    assert program.names.types == ("sedan", "sedan + roof", "wagon", "door")
    assert picked(program, "type", "car", "priority") == [(1, 3), (1, 3), (1, 0), (0, -1)]


def test_levelled_types_keep_their_shares_in_every_stretch() -> None:
    from compile.plants import plant

    options = {"roof": {"share": 0.25}, "towbar": {"share": 0.5}}
    scenario = plant(options=options)
    levelling = Levelling(Layout(scenario, Timeline(scenario, 1, None)))
    drawn = [levelling.next("sedan") for _ in range(80)]
    shares = {0: 0.375, 1: 0.375, 2: 0.125, 3: 0.125}
    for length in (8, 40, 80):
        counts = Counter(drawn[:length])
        assert {row: counts[row] for row in shares} == {r: s * length for r, s in shares.items()}
