"""What the run has seen, in tables."""

from collections import Counter

from crowd.meter import MEASURED, Sample

MET = ("opened", "heard", "heartbeats", "resets", "snapshots", "ended", "broken", "refused", "churned", "degraded")
MEGA = 1024 * 1024


def table(title: str, header: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    print(f"\n{title}")
    for row in [header, *rows]:
        cells = [cell.ljust(width) if n == 0 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths))]
        print(f"  {'  '.join(cells).rstrip()}")


def memory(before: Sample, after: Sample, streams: int) -> None:
    """Per part and stream: what it holds more than before."""
    rows = []
    for part in MEASURED:
        old, new = before.parts.get(part), after.parts[part]
        resident = new.resident - (old.resident if old else 0)
        proportional = new.proportional - (old.proportional if old else 0)
        rows.append(_memory_row(part, new.resident, resident, proportional, streams))
    rows.append(_memory_row("all TCP buffers", after.tcp, after.tcp - before.tcp, None, streams))
    rows.append(_memory_row("all kernel slab", after.slab, after.slab - before.slab, None, streams))
    used = before.available - after.available
    rows.append(["machine", "", f"{used / MEGA:,.1f}", "", f"{used / streams / 1024:.2f}", ""])
    table("memory", ["", "MB", "MB more", "kB RSS a stream", "kB a stream", "kB PSS a stream"], rows)


def _memory_row(name: str, now: int, more: int, proportional: int | None, streams: int) -> list[str]:
    each = f"{more / streams / 1024:.2f}"
    pss = "" if proportional is None else f"{proportional / streams / 1024:.2f}"
    return [name, f"{now / MEGA:,.1f}", f"{more / MEGA:,.1f}", each if pss else "", "" if pss else each, pss]


def processor(phases: list[tuple[str, Sample, Sample]]) -> None:
    """Seconds of one core that each part took in each phase."""
    rows = []
    for name in sorted({part for _, _, end in phases for part in end.parts}):
        spent = [end.cpu(name) - start.cpu(name) for _, start, end in phases]
        rows.append([name, *(f"{seconds:.2f}" for seconds in spent)])
    lengths = [f"{end.at - start.at:.1f}" for _, start, end in phases]
    table("processor, seconds", ["", *(name for name, _, _ in phases)], [*rows, ["the phase took", *lengths]])


def standing_still(before: Sample, after: Sample, stalled: int) -> None:
    """What is kept for readers that do not read."""
    kernel, live = after.tcp - before.tcp, after.parts["live"].resident - before.parts["live"].resident
    print(
        f"for each of {stalled:,} stalled readers the kernel holds {kernel / stalled / 1024:.1f} kB in TCP buffers,"
        f" slotboard-live {live / stalled / 1024:.1f} kB",
        flush=True,
    )


def minute(number: int, sample: Sample) -> None:
    """A line for a long run."""
    held = [f"{part} {sample.parts[part].resident / MEGA:.1f} MB" for part in MEASURED]
    descriptors = [f"{part} {use.descriptors}" for part, use in sorted(sample.parts.items())]
    print(f"minute {number}: {', '.join(held)}; descriptors: {', '.join(descriptors)}", flush=True)


def met(status: Counter[str]) -> None:
    """What happened to the streams."""
    print("\nstreams: " + ", ".join(f"{word} {status[word]:,}" for word in MET))
    if status["refused"]:
        print(f"the worst refusal was {status['last_refusal']} (0: no answer)")
