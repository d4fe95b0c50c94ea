"""Text as text: what two readings have in common, where one stands in the other, what a page can
print.

Strings enter, strings, pairs and shares leave; no package of Recto is imported here, and every
other one may ask.
"""
