"""Do lists of a domain's words help? Court opinions, package leaflets, registers of births and
ledgers, written by program from word lists, drawn and degraded; read once, judged with a list and
without. docs/decisions/left-out.md has what came of it.

python -m benchmarks.domains lists --out LISTS     (wants reporters-db, courts-db, names and
    drug-named-entity-recognition installed, and the file of Debian's hunspell-de-med)
python -m benchmarks.domains read --lists LISTS --store STORE [--count 60]
python -m benchmarks.domains judge --lists LISTS --store STORE
"""
