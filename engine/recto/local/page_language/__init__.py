"""Which language a page is in, where nobody said: found from what the first reader makes of it as
if it were English, from a sample of its lines, and from the shapes of its script.

A Reading and a Looks (what may be looked at besides, each at its price) enter, a Choice leaves: the
models to read the page with, and the language whose model is missing. Nothing is printed here and
no page is read; what was found counts only where the page then reads better (pipeline/languages).
"""
