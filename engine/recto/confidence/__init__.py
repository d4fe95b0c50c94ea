"""P(right): the learned numbers of Recto and the rows of features that they are multiplied with.

Cases enter, probabilities leave. The weights are data (weights/*.json), made by benchmarks/learn;
each row of features is checked against the names that its weights were learned on.
"""
