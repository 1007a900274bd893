"""BENCHMARKS.md as the measuring program writes it: a run replaces what it measured, and nothing else."""

from pathlib import Path

import pytest
from bench import document
from bench.circumstances import MOMENT, Run, this_run
from bench.record import Record, Row
from bench.result import Goal, Result

HEAD = "| work | ours | peer | ratio | goal | holds | measured by |\n| --- | --- | --- | --- | --- | --- | --- |\n"
FIRST = Run("bin/bench --write", "on 2026-11-20 08:00 UTC, commit aaaaaaa", "2 cores")
SECOND = Run("bin/bench ramp --write", "on 2026-11-21 09:30 UTC, commit bbbbbbb-dirty", "2 cores")
THIRD = Run("bin/bench boards --write", "on 2026-11-22 10:00 UTC, no commit", "2 cores")


def empty() -> str:
    """The document before any run, with words around each table."""
    places = "\n".join(f"of {name}:\n{begin}\n{end}" for name, (begin, end) in document.PLACES.items())
    return f"words\n{places}\nmore words\n"


def table(text: str, name: str) -> str:
    begin, end = document.PLACES[name]
    return text.partition(begin)[2].partition(end)[0].strip()


def test_a_run_stands_between_its_marks_and_the_words_around_stay():
    text = document.updated(empty(), FIRST, {"boards": [Result("a | b", "1", goal=Goal(1), judged=1)]})
    assert text == empty().replace(
        document.PLACES["common"][0],
        f"{document.PLACES['common'][0]}\n\n{FIRST}\n\n{HEAD}| a ∣ b | 1 |  |  | ≤ 1 | yes | `boards` |\n",
    )
    assert table(document.updated(text, FIRST, {"sizes": [Result("c", "2")]}), "common") == table(text, "common")


def test_rows_of_works_that_were_not_run_stay_and_say_when_they_were():
    first = {"boards": [Result("board", "1"), Result("board too", "2")], "ramp": [Result("ramp", "3")]}
    text = document.updated(empty(), FIRST, {**first, "mixed": [Result("mixture", "4")]})
    text = document.updated(text, SECOND, {"ramp": [Result("ramp", "5")]})
    assert table(text, "common") == (
        f"{SECOND}\n\n{HEAD}"
        "| board | 1 |  |  |  |  | `boards` on 2026-11-20 08:00 UTC, commit aaaaaaa |\n"
        "| board too | 2 |  |  |  |  | `boards` on 2026-11-20 08:00 UTC, commit aaaaaaa |\n"
        "| mixture | 4 |  |  |  |  | `mixed` on 2026-11-20 08:00 UTC, commit aaaaaaa |\n"
        "| ramp | 5 |  |  |  |  | `ramp` |"
    )
    text = document.updated(text, THIRD, {"boards": [Result("board", "6")]})
    assert table(text, "common") == (
        f"{THIRD}\n\n{HEAD}"
        "| board | 6 |  |  |  |  | `boards` |\n"
        "| mixture | 4 |  |  |  |  | `mixed` on 2026-11-20 08:00 UTC, commit aaaaaaa |\n"
        "| ramp | 5 |  |  |  |  | `ramp` on 2026-11-21 09:30 UTC, commit bbbbbbb-dirty |"
    )


def test_works_of_one_run_that_are_written_one_by_one_stand_as_if_at_once():
    found = {"boards": [Result("board", "1")], "ramp": [Result("ramp", "2")], "sizes": [Result("size", "3")]}
    text = empty()
    for count in (1, 2, 3):
        text = document.updated(text, FIRST, dict(list(found.items())[:count]))
    assert text == document.updated(empty(), FIRST, found)
    for work, results in found.items():
        text = document.updated(text, FIRST, {work: results})
    assert text == document.updated(empty(), FIRST, found)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda text: text.replace(document.PLACES["large"][1], ""),
            "has no place for the table: <!-- the last run: large",
        ),
        (
            lambda text: text.replace(" | `boards` |", " | `sundials` |"),
            "a row of BENCHMARKS.md does not say by which work",
        ),
        (lambda text: text.replace(" UTC, commit", ""), "BENCHMARKS.md does not say when its last run was"),
    ],
    ids=["no mark", "a row of an unknown work", "a run without its moment"],
)
def test_a_document_that_could_not_take_a_run_is_refused_before_it(spoil, told: str, tmp_path: Path):
    path = tmp_path / "BENCHMARKS.md"
    path.write_text(document.updated(empty(), FIRST, {"boards": [Result("board", "1")]}))
    document.require(path)
    path.write_text(spoil(path.read_text()))
    with pytest.raises(SystemExit, match=told):
        document.require(path)


def test_the_document_itself_can_take_a_run(tmp_path: Path):
    path = tmp_path / "BENCHMARKS.md"
    path.write_text(document.DOCUMENT.read_text())
    document.require(path)
    document.write({"ramp": [Result("a new ramp", "1")]}, path)
    before, after = (Record.parse(table(file.read_text(), "common")) for file in (document.DOCUMENT, path))
    assert [row.cells for row in after.rows if row.work != "ramp"] == [
        row.cells for row in before.rows if row.work != "ramp"
    ]
    assert [row for row in after.rows if row.work == "ramp"] == [Row.of("ramp", Result("a new ramp", "1"))]
    assert MOMENT.fullmatch(this_run().moment)
