"""What is decided for a page as a whole: whose words it has, in which order, and whether anybody
could read it.
"""
