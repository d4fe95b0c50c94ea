"""The options that several commands share, written once: names, kinds, checks, usual values and
help.

settings.py has the flags that choose settings, own.py the options that choose none, given.py what
becomes of the flags that a user gave. A command takes what it needs as decorators; an option that
no other command has stands at its command.
"""
