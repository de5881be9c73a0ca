"""Peers that stand in for real ones: real processes, with faults on demand."""
