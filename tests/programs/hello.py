"""A small program to be debugged."""

import sys


def add(a, b):
    total = a + b  # @add
    return total


def main():
    numbers = [1, 2, 3]
    where = {"x": 3, "y": 4}
    total = 0
    for number in numbers:
        total = add(total, number)  # @loop
    print("hello", total, where["x"])  # @print
    print("to stderr", file=sys.stderr)
    return total


if __name__ == "__main__":
    sys.exit(main() - 3)
