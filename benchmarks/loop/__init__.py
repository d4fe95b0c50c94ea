"""Every weight and threshold fitted anew for each corpus, without its pages: `python -m benchmarks
loop`.
"""
