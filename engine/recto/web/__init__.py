"""The review in a browser: a small application on 127.0.0.1 over what `recto.review` does.

Requests of a browser that was let in enter; JSON, pictures of pages and one HTML page leave.
Nothing is loaded from elsewhere and nothing is sent anywhere. Needs `pip install "recto-ocr[web]"`.
"""
