"""`python -m recto` is `recto`."""

from recto.cli import main

if __name__ == "__main__":
    main()
