"""The training text is fit to train on, and the checker sees what is not."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.records import Theme
from monitor.tag.train.text import (
    INVENTED,
    KEYS,
    SLOTS,
    CouncilName,
    Names,
    TrainingUnit,
    UnitKind,
    count_units,
    fill_slots,
    find_faults,
    load_units,
    parse_unit,
    render_counts,
)

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "models" / "training"

SIGN = TrainingUnit(
    id="dis-s-9001",
    unit=UnitKind.SENTENCE,
    manner="minutes",
    title="",
    text="Before. [[The leader of {council} would not sit in a room with {cex}.]] After.",
    labels=(Theme.DISCORD,),
    severity=2,
    negative="",
    pair="",
)
ARTICLE = replace(
    SIGN, id="dis-a-9001", unit=UnitKind.ARTICLE, title="Apart at {council}", text="One.\n\nTwo."
)


def line_of(a_unit: TrainingUnit, **other: object) -> str:
    return json.dumps({key: getattr(a_unit, key) for key in KEYS} | other)


@pytest.fixture(scope="module")
def units() -> tuple[TrainingUnit, ...]:
    return load_units(FOLDER)


def test_the_training_text_has_no_fault(units: tuple[TrainingUnit, ...]) -> None:
    with (ROOT / "monitor/data/councils.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert find_faults(units, names) == ()


def test_the_readme_shows_the_counts_of_the_files(units: tuple[TrainingUnit, ...]) -> None:
    assert render_counts(units) in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_half_of_the_units_show_no_sign(units: tuple[TrainingUnit, ...]) -> None:
    quiet = [unit for unit in units if not any(label.alerts for label in unit.labels)]
    assert len(quiet) * 2 >= len(units)


def test_a_quarter_of_the_units_have_a_twin(units: tuple[TrainingUnit, ...]) -> None:
    assert count_units(units).paired * 4 >= len(units)


def test_every_text_can_be_filled(units: tuple[TrainingUnit, ...]) -> None:
    filled = [fill_slots(unit, seed="1", year=2026) for unit in units]
    assert [unit.id for unit in filled if "{" in unit.title + unit.text] == []


def test_a_line_is_read_as_it_was_written() -> None:
    assert parse_unit(line_of(SIGN)) == SIGN


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        line_of(SIGN, extra=1),
        json.dumps(dict(sorted(json.loads(line_of(SIGN)).items()))),
        line_of(SIGN, labels=["misfortune"]),
        line_of(SIGN, labels="discord"),
        line_of(SIGN, unit="paragraph"),
        line_of(SIGN, severity="2"),
        line_of(SIGN, text=None),
    ],
    ids=["not JSON", "no object", "a key too many", "other order", "unknown label",
         "labels no list", "unknown unit", "severity as text", "no text"],
)  # fmt: skip
def test_what_is_not_a_unit_is_refused(line: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_unit(line)


def test_every_bad_line_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{{}}\n{line_of(SIGN)}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_units(tmp_path)
    assert [fault.split(": ")[0] for fault in caught.value.faults] == ["a.jsonl:1", "b.jsonl:1"]


@pytest.mark.parametrize(
    ("unit", "fault"),
    [
        (replace(SIGN, manner="gossip"), "unknown manner"),
        (replace(SIGN, labels=(), severity=0, negative="harmless"), "unknown kind of negative"),
        (replace(SIGN, negative="tribute"), "a negative has no sign"),
        (replace(SIGN, severity=0, negative="tribute"), "a negative has no sign"),
        (replace(SIGN, severity=4), "severity 4"),
        (replace(SIGN, labels=(Theme.RECOVERY,)), "severity 2 is for a sign"),
        (replace(SIGN, labels=(Theme.DISCORD, Theme.DISCORD)), "a label stands twice"),
        (replace(SIGN, title="Rift"), "a sentence has none"),
        (replace(ARTICLE, title=""), "an article has a headline"),
        (replace(SIGN, text="No mark."), "one [[mark]]"),
        (replace(SIGN, text="[[One.]] [[Two.]]"), "one [[mark]]"),
        (replace(ARTICLE, text="[[One.]]"), "an article none"),
        (replace(SIGN, text="[[{mayor} left.]]"), "unknown slot 'mayor'"),
        (replace(SIGN, text="[[{leader left.]]"), "a brace without its fellow"),
        (replace(SIGN, text="[[The clerk of sampleford town hall left.]]"), "a real council"),
        (replace(SIGN, pair="dis-s-9009"), "its twin dis-s-9009 does not exist"),
        (replace(SIGN, pair=SIGN.id), "is not its twin"),
    ],
)  # fmt: skip
def test_a_faulty_unit_is_seen(unit: TrainingUnit, fault: str) -> None:
    (found,) = find_faults([unit], ["Sampleford Town Hall"])
    assert fault in found


@pytest.mark.parametrize("unit", [SIGN, ARTICLE])
def test_a_sound_unit_has_no_fault(unit: TrainingUnit) -> None:
    assert find_faults([unit], ["Sampleford Town Hall"]) == ()


def test_twins_must_name_each_other() -> None:
    one, two = replace(ARTICLE, id="a", pair="b"), replace(ARTICLE, id="b", pair="a")
    assert find_faults([one, two]) == ()
    assert find_faults([one, replace(two, pair="")]) == ("a: b is not its twin",)


def test_an_id_stands_once() -> None:
    assert find_faults([SIGN, SIGN]) == ("dis-s-9001: 2 units have this id",)


def test_what_verdicts_made_may_share_its_words_with_anything() -> None:
    units = [replace(ARTICLE, id=name, text="One two three four five six seven eight nine.")
             for name in ("ver-a-0001", "ver-a-0002", "ver-a-0003", "dis-a-9001")]  # fmt: skip
    assert find_faults(units) == ()
    assert find_faults([*units, replace(units[0], manner="gossip", id="ver-a-0004")])[0].startswith(
        "ver-a-0004: unknown manner"
    )


def test_a_run_of_eight_words_may_stand_in_two_units_and_not_in_three() -> None:
    three = [replace(SIGN, id=f"dis-s-{n}") for n in range(3)]
    assert find_faults(three[:2]) == ()
    (fault,) = find_faults(three)
    assert fault.startswith("dis-s-0, dis-s-1, dis-s-2: share 'before the leader of {council}")


def test_the_same_seed_gives_the_same_names_and_another_seed_others() -> None:
    texts = {seed: fill_slots(SIGN, seed=seed, year=2026).text for seed in map(str, range(8))}
    assert fill_slots(SIGN, seed="3", year=2026).text == texts["3"]
    assert len(set(texts.values())) > 1


def test_every_slot_can_be_filled_and_a_slot_keeps_its_value() -> None:
    text = " | ".join(f"{{{slot}}}" for slot in SLOTS) + " | {leader}"
    filled = fill_slots(replace(ARTICLE, text=text), seed="1", year=2026).text.split(" | ")
    assert filled[SLOTS.index("year")] == "2026"
    assert 1987 <= int(filled[SLOTS.index("past")]) <= 2018
    assert filled[-1] == filled[SLOTS.index("leader")] in INVENTED.others["leader"]


def test_the_other_council_is_another() -> None:
    names = replace(INVENTED, councils=tuple(CouncilName(full=n, short=n) for n in "ABC"))
    unit = replace(ARTICLE, text="{council} {council2}")
    pairs = {fill_slots(unit, seed=str(n), year=2026, names=names).text for n in range(40)}
    assert pairs == {"A B", "A C", "B A", "B C", "C A", "C B"}


def test_a_council_is_called_now_by_its_full_name_and_now_by_its_short_one() -> None:
    names = Names(councils=(CouncilName(full="F", short="s"),) * 2, others={})
    unit = replace(ARTICLE, text="{council}" * 40)
    assert set(fill_slots(unit, seed="1", year=2026, names=names).text) == {"F", "s"}


def test_a_unit_counts_under_each_of_its_labels() -> None:
    counts = count_units([replace(SIGN, labels=(Theme.DISCORD, Theme.CHURN)), ARTICLE])
    assert counts.labels == {"discord": 2, "churn": 1}
    assert counts.severities == {"2": 2}


def test_the_table_counts_sentences_and_articles_apart() -> None:
    plain = replace(ARTICLE, labels=(), severity=0, negative="tribute")
    table = render_counts([SIGN, plain])
    assert "| all | 1 | 1 | 2 |" in table
    assert "| label discord | 1 | 0 | 1 |" in table
    assert "| no label | 0 | 1 | 1 |" in table
    assert "| negative tribute | 0 | 1 | 1 |" in table
