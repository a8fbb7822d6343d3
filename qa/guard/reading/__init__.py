"""A sentence read lightly: its words, what part each plays, and what each hangs on. One sentence at a time."""
