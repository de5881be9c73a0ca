"""Calls itself as deep as its first argument says."""

import sys

sys.setrecursionlimit(10**9)


def down(left):
    if left == 0:
        return 1  # @bottom
    return down(left - 1) + 1


print(down(int(sys.argv[1])))
