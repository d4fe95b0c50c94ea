"""What an LLM answered, before anybody believes it: text enters, checked lines leave, each loss
with its reason.

A reply is hostile until it is judged: characters no page prints leave at the entrance, guards name
what may not be believed.
"""
