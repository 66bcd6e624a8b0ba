"""Lets `python -m govsim` do what the command `govsim` does."""

from govsim.cli import main

if __name__ == "__main__":
    main()
