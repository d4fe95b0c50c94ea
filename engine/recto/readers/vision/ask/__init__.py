"""What is asked of a vision LLM: decisions and evidence enter, requests with words and pictures
leave.

Nothing is sent here; what a request will cost in tokens is known here.
"""
