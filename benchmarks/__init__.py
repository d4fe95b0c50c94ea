"""Systems times metrics over page corpora: `python -m benchmarks --help`."""
