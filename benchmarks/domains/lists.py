"""The word lists of the domains, out of packages that may be redistributed; one file a list.

law: reporters-db and courts-db (BSD-2-Clause, Free Law Project). medicine-en:
drug-named-entity-recognition (MIT; names of DrugBank's open vocabulary, CC0, and others).
medicine-de: medicalterms, Debian's hunspell-de-med (GPL-3+: no list that a package under Apache-2.0
could carry). genealogy: names (public domain, the census of the United States of 1990). accounts:
words of bookkeeping, written down for this.
"""

from __future__ import annotations

import bz2
import pickle
import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

LETTERS = re.compile(r"[^\W\d_][^\W\d_'’-]+")
SHORTEST = 3  # letters: of shorter words every list has some

ACCOUNTS = """
account accounts accrual accrued acceptance adjustment advance aggregate allowance amortised
annuity appropriation arrears assessment assets assignee assignment attorney audit auditor bailiff
balance bankrupt banknote bequest bill bills bond bonds bookkeeping brokerage bullion capital
carriage cash cashier cashbook charge charges cheque coinage collateral commission compounded
consignee consignment consols contra conveyance copyhold creditor creditors currency customs
daybook debenture debentures debit debits debtor debtors deduction deficit demurrage deposit
depreciation disbursement disbursements discount dishonoured dividend dividends drawback drawee
drawer duties emolument encumbrance endorsed endorsement entry equity escrow estimate exchange
exchequer excise expenditure expenses farthing fees folio freehold freight garnishee goodwill
gratuity groats guinea guineas halfpenny haulage impost imprest indemnity indenture insolvent
instalment insurance interest inventory invoice invoices journal lading leasehold ledger legacy
lessee lessor levy liabilities liability lien liquidation loan maturity merchandise mortgage
mortgagee net overdraft overdue owing par parcels payable payee payment pence pension porterage
postage premium principal proceeds profit promissory purchases quarterage quittance rateable
rebate receipt receipts receivable receiver reimbursement remittance remittances remitted rent
rental reserve revenue royalty salary sales salvage securities settlement shilling shillings
sinking sovereign stipend stock sundries sundry surety surplus suspense tallage tare tariff tithe
tithes tonnage trial tret trustee turnover underwriter unsecured valuation victualling voucher
vouchers wages warehousing warrant wharfage withheld
"""


class OnlyPlain(pickle.Unpickler):
    """Of a pickle from a package: values, and no code."""

    def find_class(self, module: str, name: str) -> Any:
        """Nothing is plain that has a class."""
        raise pickle.UnpicklingError(f"{module}.{name}")


def words(texts: Iterable[str]) -> list[str]:
    """The words in texts, each once, sorted."""
    found: set[str] = set()
    for text in texts:
        found |= {word for word in LETTERS.findall(text) if len(word) >= SHORTEST}
    return sorted(found)


def law() -> list[str]:
    """Abbreviations of reporters, journals and statutes, and words in the names of courts."""
    from courts_db import courts  # type: ignore[import-not-found]
    from reporters_db import (  # type: ignore[import-not-found]
        CASE_NAME_ABBREVIATIONS,
        JOURNALS,
        LAWS,
        REPORTERS,
    )

    texts = [*REPORTERS, *JOURNALS, *LAWS, *CASE_NAME_ABBREVIATIONS]
    for series in REPORTERS.values():
        for each in series:
            texts += [*each["editions"], *each["variations"]]
    for court in courts:
        texts += [court["name"], court.get("citation_string", "")]
    return words(texts)


def medicine_en() -> list[str]:
    """Names of substances and of what they are sold as, of one word."""
    spec = find_spec("drug_named_entity_recognition")
    assert spec
    assert spec.origin
    file = Path(spec.origin).with_name("drug_ner_dictionary.pkl.bz2")
    value = OnlyPlain(BytesIO(bz2.decompress(file.read_bytes()))).load()
    names = value["drug_variant_to_canonical"]
    return words(name.capitalize() for name in names if name.isalpha())


def medicine_de(file: Path) -> list[str]:
    """The words of a hunspell list, without their flags."""
    rows = file.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    return words(row.partition("/")[0] for row in rows)


def genealogy() -> list[str]:
    """Family names and first names."""
    spec = find_spec("names")
    assert spec
    assert spec.origin
    found = []
    for name in ("dist.all.last", "dist.male.first", "dist.female.first"):
        rows = Path(spec.origin).with_name(name).read_text().splitlines()
        found += [row.split()[0].capitalize() for row in rows]
    return words(found)


def every(german: Path) -> Mapping[str, list[str]]:
    """All lists, by their name."""
    return {
        "law": law(),
        "medicine-en": medicine_en(),
        "medicine-de": medicine_de(german),
        "genealogy": genealogy(),
        "accounts": words(ACCOUNTS.split()),
    }
