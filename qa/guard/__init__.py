"""The parts of the guard: what a sentence says, read lightly, and whether another sentence says it, too. Pure text."""
