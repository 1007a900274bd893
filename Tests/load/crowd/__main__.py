"""Many pages with an open board, and what they see of changes. Loads go to this machine only and end by themselves.

`Tests/load/streams` starts it with the right environment.
"""

import sys

from crowd import nchan, options, run


def main() -> None:
    wanted = options.parse()
    faults = nchan.compare(wanted) if wanted.nchan else run.run(wanted)
    for fault in faults:
        print(f"FAULT: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
