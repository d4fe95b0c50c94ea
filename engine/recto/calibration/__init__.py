"""Confidence fitted to the user's own pages: `recto calibrate` makes it, `recto read --calibration`
uses it.
"""
