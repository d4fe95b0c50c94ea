"""A request to an endpoint and back: the only code of Recto that opens a connection.

A Request enters, a Completion or CallFailed leaves. What holds a call back or repeats it (cache,
breaker, budget, rate limits, retries), what it costs, which headers and keys go to which host, and
what is written down of it lives here.
"""
