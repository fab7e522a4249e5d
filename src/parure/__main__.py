"""`python -m parure` is the `parure` command."""

from parure.config.commands import main

if __name__ == "__main__":  # a process that reads ahead for an import loads this module too
    main()
