"""Blank, nearly blank and unreadable pages: drawn by a seed, read by every reader, and what each of
them invents on a page where there is nothing, or hardly anything, to read.

A seed enters, a table of characters invented a page leaves: bare readers, local, and the hybrid
under a stand-in for a model that invents fluently.
"""
