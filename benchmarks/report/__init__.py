"""The benchmark's report: one self-contained HTML page, and Markdown tables for documents."""
