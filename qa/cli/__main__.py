"""`python -m qa.cli`: the same as the console script `onrecord`."""

from qa.cli import main

main()
