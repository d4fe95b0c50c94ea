"""The training of the recogniser of lines that Recto ships for many scripts: lines are rendered
from word lists and fonts, degraded, and taught to a small network (CRNN, CTC), which is judged on
fonts and words that it never saw and on lines of real pages.

Seeds, word lists and fonts enter; an ONNX file of 16-bit weights and its letters leave. Nothing but
`network`, `learn` and `export` needs PyTorch (`pip install 'recto-ocr[train]'`).
"""
