"""Systems times metrics over page corpora: `python -m benchmarks --help`."""

# Before rapidocr and onnxruntime: it turns their telemetry off, here and in what we start
import recto  # noqa: F401
