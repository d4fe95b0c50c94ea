"""Runs whose sources, results or workers need not be on this machine.

Pages are handed out in groups, and a group is what is written, kept and done again: its results are
published first, its manifest last. The same groups are read by workers here or by a Ray cluster,
with the stages, the outcomes and the writers of the local engine.
"""
