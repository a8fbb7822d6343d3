"""The exit codes, as the help tells them."""

EXIT_FAILED, EXIT_NOT_FOUND, EXIT_INTERRUPTED = 1, 3, 130  # and 2, wrong usage, which typer gives
