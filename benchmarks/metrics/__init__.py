"""What only the benchmarks measure: tables, structure, free reading order, corrections, intervals.

Texts, tables or judged words enter, frozen scores leave; each module names its source. What
`recto compare` needs, too, is in recto.metrics. Nobody but the benchmarks may ask.
"""
