"""`python -m parure` is the `parure` command."""

from parure.config.commands import main

main()
