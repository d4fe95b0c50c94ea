"""Triage: what is expected to be wrong with a page or a document, in grades that are no mean.

Finished pages enter, Grades leave: expected wrong words, the worst region, ink that nobody read,
doubt about the order, and whether the script can be read at all. Writers, the ledger, the run's
report and exit codes ask here; nothing is decided of a word.
"""
