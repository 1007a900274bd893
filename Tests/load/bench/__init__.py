"""The measurements of bin/bench: Slotboard beside what people would use instead, in one run and by turns."""
