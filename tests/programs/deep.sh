#!/bin/bash
# Calls itself as deep as its first argument says.
down() {
    if [ "$1" = 0 ]; then
        return 0 # @bottom
    fi
    down $(($1 - 1))
}
down "$1"
echo "$1"
