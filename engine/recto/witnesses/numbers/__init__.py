"""What a page itself says of each number on it: its kind, its neighbours, its column, its sums.

Printed lines enter, a NumberSeen for each number leaves. Nothing here knows the truth, nothing here
decides: the checks are in arbitration/numbers, the learned figures in confidence/numbers.
"""
