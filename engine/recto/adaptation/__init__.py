"""The recogniser of lines of old print, taught further by lines whose text is known.

Known pages enter; their lines are cut as the engine cuts them, the shipped network is taught some
of them and judged on the others, and what pays leaves as the same network with other weights. Only
teaching needs PyTorch (the extra `train`).
"""
