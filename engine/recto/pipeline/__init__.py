"""One page through all stages (page.py), with what reads and judges it (stages.py) and who asks an
LLM (vision.py).

Everything is put together here and nothing is decided.
"""
