"""Runs until its "keep" is false; then it ends with 7."""

import sys
import time

keep = True


def tick(rounds):
    time.sleep(0.002)
    return rounds + 1  # @tick


print("ready", flush=True)
rounds = 0
while keep:
    rounds = tick(rounds)  # @loop
sys.exit(7)
