"""Scripts that learn the shipped weights from the corpora; run `python -m benchmarks.learn --help`."""
