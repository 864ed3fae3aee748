"""`python -m bench.small fill N | session`: what is done in the small installation."""

import sys

import django


def main(words: list[str]) -> int:
    """Fill it up to so many requests, or print the key of a session."""
    django.setup()
    from bench import house, worklist

    if words[0] == "fill":
        house.fill(int(words[1]))
    else:
        print(worklist.sign_in())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
