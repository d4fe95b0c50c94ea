"""What is printed on a page, as pixels: components of ink, strokes of tables, and ink that no word
accounts for.

The page's pixels and boxes enter, shares, places and strokes leave. Nothing here reads: it only
says where something is left to be read.
"""
