"""BENCHMARKS.md: a table between its marks is bin/bench's, the words around it stay."""

from pathlib import Path

from bench.circumstances import ROOT, Run, this_run
from bench.record import Record
from bench.result import Result

DOCUMENT = ROOT / "BENCHMARKS.md"
#: What needs the large demo takes longest, and has a table of its own: it may be run by itself.
LARGE = ("sizes", "statements")
PLACES = {
    name: (f"<!-- the last run: {name} -->", f"<!-- the end of the last run: {name} -->")
    for name in ("common", "large")
}


def require(path: Path = DOCUMENT) -> None:
    """Throws where the document could not take a run: better before it than behind it."""
    text = path.read_text()
    for name in PLACES:
        Record.parse(_parts(text, name)[1])


def write(found: dict[str, list[Result]], path: Path = DOCUMENT) -> None:
    """Puts a run, by its works, into the document."""
    path.write_text(updated(path.read_text(), this_run(), found))


def updated(text: str, run: Run, found: dict[str, list[Result]]) -> str:
    """The document with a run's results; what it did not measure stays."""
    for name in PLACES:
        measured = {work: results for work, results in found.items() if (work in LARGE) == (name == "large")}
        if measured:
            before, kept, after = _parts(text, name)
            text = f"{before}\n\n{Record.parse(kept).after(run, measured)}\n\n{after}"
    return text


def _parts(text: str, name: str) -> tuple[str, str, str]:
    """What stands up to the mark of this name, between it and its end, and from there on."""
    begin, end = PLACES[name]
    before, found, rest = text.partition(begin)
    between, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise SystemExit(f"{DOCUMENT.name} has no place for the table: {begin} … {end}")
    return before + begin, between, end + after
