"""Starts as many threads as its first argument says; all of them wait."""

import sys
import threading

count = int(sys.argv[1])
gate = threading.Event()
there = threading.Barrier(count + 1)


def wait_here():
    there.wait()
    gate.wait()


def everybody():
    print("threads", count, flush=True)  # @all


threads = [threading.Thread(target=wait_here) for _ in range(count)]
for thread in threads:
    thread.start()
there.wait()
everybody()
gate.set()
for thread in threads:
    thread.join()
