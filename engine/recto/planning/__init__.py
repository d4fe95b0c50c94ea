"""What a collection will take and cost, from a sample of its pages: a plan before the money is
spent.

Sampled pages enter, figures with intervals leave. Nothing is sent, and nothing is written.
"""
