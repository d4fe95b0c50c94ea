"""Which of several readings to print, word by word and with a named reason.

Local lines and a transcript enter, ResultLines leave (hybrid.py). word/ holds the tables of rules
for one place, one_sided/ what only one side has, page/ what is decided for a page as a whole.
"""
