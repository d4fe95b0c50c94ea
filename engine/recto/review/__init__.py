"""What people do with the doubtful words of a run, without a browser: find them, see them, say what
they are, take it back, and have every output written again.

The output folder of a run enters; queue rows, crops and pages leave, and corrections go into its
ledger. Who is asking, and over which wire, is the business of web.
"""
