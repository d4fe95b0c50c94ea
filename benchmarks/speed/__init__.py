"""Speed side by side: Recto against the bare tools that people use, on the same pages, in one
run.
"""
