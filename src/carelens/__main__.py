"""`python -m carelens` is the command line."""

from carelens.cli import main

if __name__ == "__main__":
    main()
