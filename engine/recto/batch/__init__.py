"""Many pages: worker processes, a ledger that survives anything, results that are whole or not
there.
"""
