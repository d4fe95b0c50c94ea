"""Small images of a few characters, made anew from a seed: labels, serial numbers, meters,
verification prints. Fonts and distortions are parted: half of each is never tuned on.

python -m benchmarks.small_images [--half held-out|training] [--count 150]
"""
