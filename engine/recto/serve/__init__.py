"""The service: documents in over HTTP, results out, jobs that a restart does not lose.

Requests enter, from anybody whom the operator let in; JSON, events and results leave. What a client
may choose is what a folder of data may choose, and no more; everything is read by the batch's own
workers and kept in its ledgers, a folder a job. Needs `pip install "recto-ocr[web]"`.
"""
