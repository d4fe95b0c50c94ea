"""What Recto reads and writes beside the pages: the user's folders, text written by hand, files
whole or not there.

Paths and bytes enter; nothing here knows what a page is.
"""
