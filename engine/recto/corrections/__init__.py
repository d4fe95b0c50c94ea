"""What people say of a page, as data: corrections that are tied to a source, a page, a box and a
reading.

A PageResult and Corrections enter; the page with them, and those that no longer fit it, leave.
Nothing here knows a ledger, a browser or a writer: batch keeps corrections and gives them to every
writer, review and web make them.
"""
