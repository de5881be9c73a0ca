#!/bin/bash
# Adds numbers in a function, prints the sum and exits with it.
add() {
    local a=$1 b=$2 sum
    sum=$((a + b)) # @add
    result=$sum
}

total=0
for i in 1 2 3 4; do
    add "$total" "$i" # @loop
    total=$result
done
echo "total $total"
echo "to stderr" >&2
exit "$total" # @end
