"""Learns the shipped weights from the corpora; `python -m benchmarks.learn --help`."""
