"""`python -m nlp.cli`."""

from nlp.cli import main

if __name__ == "__main__":
    main()
