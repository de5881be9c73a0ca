#!/bin/bash
# Steps for ever, with something to show at each.
main() {
    local numbers=(1 2 3 4) name=daebug total=0 where
    while true; do
        total=$((total + numbers[total & 3])) # @loop
        where=$total
        where+=${name:total % 6:1}
    done
}
main
