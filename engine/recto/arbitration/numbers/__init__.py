"""What is wrong with a number, by the page that it stands on: an ordered table of checks, and the
learned doubt behind them.

Printed lines enter, the same lines with flags and offered readings leave. No text is changed here:
a check says that a person should look, and what else the number may be.
"""
