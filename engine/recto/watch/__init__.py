"""A folder that is watched: what comes into it is read once, what cannot be read is moved aside.

A folder and Settings enter; Events of the batch's own runs leave. It is looked at again and again
(inbox.py, being_written.py), what has come whole goes to a run (watching.py), and what becomes of a
file that failed is a table (fates.py) and a careful move (aside.py).
"""
