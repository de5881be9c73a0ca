#!/bin/bash
# Says whether it is in a terminal, reads a line and repeats it.
if [ -t 0 ] && [ -t 1 ]; then echo "in a terminal"; else echo "no terminal"; fi
read -r line
echo "got $line"
