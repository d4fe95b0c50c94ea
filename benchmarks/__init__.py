"""Systems times metrics over page corpora: `python -m benchmarks --help`."""

import recto  # noqa: F401 - before rapidocr and onnxruntime: it turns their telemetry off, here and in what we start
