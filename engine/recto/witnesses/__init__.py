"""What is known of one place of a page: who read what there, how far each can be believed, and
nothing decided.

Lines and transcripts enter, cases leave, which confidence, rules and routing all read. Two readings
of which one was shown the other's text are one voice.
"""
