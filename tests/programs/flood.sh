#!/bin/bash
# Writes as many bytes as its first argument says, in lines of a hundred.
for ((n = 0; n < $1 / 100; n++)); do
    printf '%099d\n' $n
done
