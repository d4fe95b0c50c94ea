"""What only one side has: passages lost, repeated or made up, remarks about the page, lines and
marks of the LLM alone.

Matches of both sides enter, entries leave; what is not printed is offered or noted, never dropped
without a word.
"""
