"""Pages without end, with exact truth: composed in HTML and CSS, rendered in Chromium.

A family of layouts, a language and a seed enter (families/), a Composed page leaves (compose.py);
render.py has Chromium set it and reads boxes of words and lines, blocks and table cells from the
DOM; degrade.py makes a scan or a photo of it. truth.py says which orders of a page are right,
order.py measures a system's order against them. Texts come from a folder that
`scripts/layout_texts.sh` fills from public packages; nothing of them is stored in the repository.
"""
