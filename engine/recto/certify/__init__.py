"""How good a collection is, with a guarantee: a sample drawn beforehand, read by people who are
shown no reading, and an interval that holds for any pattern of errors.

The output folder of a run enters; a Design, drawn places, and a certificate leave. What is asked of
whom stands in the ledger's table `sample`; the review's blind mode fills it.
"""
