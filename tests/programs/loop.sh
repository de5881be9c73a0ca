#!/bin/bash
# Runs until its "keep" is empty; then it ends with 7.
keep=yes
rounds=0
tick() {
    read -r -t 0.01 <> <(:)
    rounds=$((rounds + 1)) # @tick
}
echo ready
while [ "$keep" ]; do
    tick # @loop
done
exit 7
