"""The order in which a person would read the lines of a page, from their places alone.

Boxes and strokes enter, indices leave. Slant, curl and fan are taken out first (deslant.py,
keystone.py), then the page is cut into columns and rows by a table of rules (cuts.py).
"""
