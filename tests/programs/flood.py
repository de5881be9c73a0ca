"""Writes as many bytes as its first argument says, in lines of a hundred."""

import sys

for n in range(int(sys.argv[1]) // 100):
    print("%099d" % n)
