"""`recto compare`: which reader is best on your own pages, at what error and price; and where
readers differ.
"""
