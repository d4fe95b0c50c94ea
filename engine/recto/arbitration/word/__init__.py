"""One place of a page: an ordered table of rules, of which the first that speaks decides, by name.

A case enters, a choice leaves.
"""
