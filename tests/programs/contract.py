"""Adds numbers in a function, prints the sum and exits with it; "fail" raises."""

import sys


def add(a, b):
    sum = a + b  # @add
    return sum


def main():
    total = 0
    for i in range(1, 5):
        total = add(total, i)  # @loop
    print("total", total, flush=True)
    print("to stderr", file=sys.stderr)
    if sys.argv[1:] == ["fail"]:
        raise ValueError("asked to fail")  # @fail
    return total  # @end


sys.exit(main())
