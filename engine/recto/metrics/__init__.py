"""What a reading is worth against a truth: one concept a file, pure functions, each naming its
source.

Texts or frozen values enter, numbers leave. `recto compare` and the benchmarks both score with
these and nothing else.
"""
