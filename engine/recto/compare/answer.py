"""The first lines of a comparison: which system, at what error and price, and what skipping the LLM
saves.

Scores and page texts enter, sentences leave. What five pages cannot tell is said here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from recto.compare.estimate import Estimate
from recto.compare.intervals import interval_text
from recto.compare.scores import Score
from recto.compare.systems import EXAMPLES, PAIRS, PageText, asks, is_given

FEW = 20  # pages under which a difference of a point is chance
# alnum CER: systems this close to the best are as good, so the cheapest of them is named
CLOSE = 0.005
ASSUMED = (
    "These are estimates from the agreement of three: they hold as far as the readers make their"
    " errors independently of each other."
)


def with_truth(scores: Sequence[Score], systems: Mapping[str, Sequence[PageText]]) -> list[str]:
    """Scores come best first. A system whose LLM gave nothing is none to use: it is the local
    reading under another name.
    """
    usable = [score for score in scores if score.fell_back < score.pages] or scores
    leader = usable[0]
    good_enough = leader.alnum_cer + CLOSE
    as_good = [score for score in usable if score.alnum_cer <= good_enough]
    best = min(as_good, key=lambda score: (score.usd, score.alnum_cer))
    lines = [f"On your {_pages(best.pages)}: use {best.system}. {_figures(best)}."]

    if leader is not best:
        lines.append(
            f"{leader.system} is no better than {CLOSE:.1%} ahead and costs more:"
            f" {_figures(leader)}."
        )
    lines += _beside([score for score in scores if score not in (best, leader)])
    lines += _without_answer(scores)
    lines += _saving(scores, systems)
    lines += _added(usable, PAIRS, "The second model {}")
    lines += _added(usable, EXAMPLES, "Showing examples {}")
    lines += _frontier(usable)
    if best.pages < FEW:
        lines.append(
            f"{_pages(best.pages)} tell large differences only: of fewer than {FEW}, a difference"
            " of one percentage point may be chance."
        )
    return lines


def _beside(others: Sequence[Score]) -> list[str]:
    """What everybody has, and what the user brought."""
    lines = []
    for score in others:
        if score.system == "tesseract":
            lines.append(f"Tesseract alone: {_figures(score)}.")
        elif is_given(score.system):
            lines.append(f"{score.system}, as given: {_figures(score)}.")
    return lines


def _added(scores: Sequence[Score], systems: Mapping[str, str], what: str) -> list[str]:
    """What something adds to each system that has it, and for how much."""
    score_of = {score.system: score for score in scores}
    lines = []
    for name, alone in systems.items():
        for score in scores:
            mode, colon, model = score.system.partition(":")
            without = score_of.get(f"{alone}{colon}{model}")
            if mode != name or without is None:
                continue
            change = score.alnum_cer - without.alnum_cer
            worth = "pays" if change < 0 else "does not pay on these pages"
            price = f"US${score.usd - without.usd:+.2f} for 1,000 pages"
            if not (score.usd and without.usd):
                price = "at an unknown price"
            said = what.format(worth)
            lines.append(
                f"{said}: {score.system} has {change:+.2%} error beside {without.system}, {price}."
            )
    return lines


def _frontier(scores: Sequence[Score]) -> list[str]:
    """Of several systems with a price, those than which none is both cheaper and better."""
    known = [score for score in scores if _has_price(score)]
    paid = [score for score in known if score.usd]
    if len(paid) < 2:
        return []
    least = 1.0
    steps = []
    for score in sorted(known, key=lambda each: (each.usd, each.alnum_cer)):
        if score.alnum_cer < least:
            least = score.alnum_cer
            steps.append(f"{score.system} (US${score.usd:.2f}, {least:.1%})")
    listed = ", ".join(steps)
    return [f"None is both cheaper for 1,000 pages and better than: {listed}."]


def _has_price(score: Score) -> bool:
    """Also none, where nothing leaves the machine."""
    if is_given(score.system):
        return False
    return bool(score.usd) or not score.tokens


def _without_answer(scores: Sequence[Score]) -> list[str]:
    lines = []
    for score in scores:
        if score.fell_back:
            pages = f"{score.fell_back} of {_pages(score.pages)}"
            lines.append(
                f"{score.system}: the LLM gave nothing on {pages}; the local reading stands there,"
                " so this says little about the model."
            )
    return lines


def failures(systems: Mapping[str, Sequence[PageText]]) -> list[str]:
    """A sentence for each system that has no text of some pages, with the first reason."""
    lines = []
    for name, pages in systems.items():
        problems = [page.problem for page in pages if page.problem]
        if not problems:
            continue
        count, first = len(problems), problems[0]
        share = f"{count} of {_pages(len(pages))}"
        lines.append(f"{name} failed on {share}: {first}")
    return lines


def without_truth(
    agreement: Mapping[tuple[str, str], float],
    systems: Mapping[str, Sequence[PageText]],
    estimates: Sequence[Estimate] = (),
) -> list[str]:
    """Agreement shows where to look, not who is right; of three, it tells about how much is
    wrong.
    """
    unknown = "No truth was given, so nobody's error is known"
    lines = [f"{unknown}: what follows is how far the readings agree."]
    most_alike_first = sorted(agreement.items(), key=lambda item: -item[1])
    for (a, b), alike in most_alike_first:
        lines.append(f"{a} and {b} have {alike:.1%} of their words in common.")
    lines += [_estimated(each) for each in estimates]
    if estimates:
        lines.append(ASSUMED)
    lines += _saving([], systems)
    lines.append(
        "Type ten pages that you care about, put them in a folder, and run again with --truth"
        " FOLDER."
    )
    return lines


def _estimated(each: Estimate) -> str:
    between = f"95 % interval over pages: {interval_text(each.interval)}"
    less = "" if each.is_independent else ", or more, as it is made of readings that it agrees with"
    return f"Estimate: {each.error:.1%} of {each.system}'s words are wrong ({between}){less}."


def _figures(score: Score) -> str:
    wrong = f"{score.alnum_cer:.1%} of letters and digits wrong"
    if score.alnum_interval:
        wrong += f" (95 %: {interval_text(score.alnum_interval)})"
    found = f"{score.word_f1:.1%} of words found"
    if is_given(score.system):
        return f"{wrong}, {found}"
    return f"{wrong}, {found}, {score.seconds:.1f} s a page, {_price(score)}"


def _price(score: Score) -> str:
    if score.usd:
        return f"US${score.usd:.2f} for 1,000 pages"
    if score.tokens:
        return "no price known for its tokens"
    if asks(score.system):
        return "no tokens used"
    return "no price, nothing leaves this machine"


def _saving(scores: Sequence[Score], systems: Mapping[str, Sequence[PageText]]) -> list[str]:
    """What auto saves, measured where both were run; else what it need not send, from the local
    readers.
    """
    score_of = {score.system: score for score in scores}
    auto, hybrid = score_of.get("auto"), score_of.get("hybrid")
    if auto and hybrid and hybrid.tokens:
        saved = 1 - auto.tokens / hybrid.tokens
        if saved <= 0:
            return ["auto sent as much as hybrid: nothing could be skipped on these pages."]
        change = auto.alnum_cer - hybrid.alnum_cer
        saving = (
            f"Skipping the LLM where the local readers are sure saves {saved:.0%} of its tokens"
            f" ({change:+.2%} error)."
        )
        return [saving]
    shares = [page.agreed for page in systems.get("local", ()) if page.agreed is not None]
    if not shares:
        return []
    if any(map(asks, systems)):  # which was tried: its own lines say what came of it
        return []
    share = fmean(shares)
    alike = (
        f"Both local readers read {share:.0%} of the text alike, line for line: an LLM can"
        " mend little there."
    )
    untried = (
        "What an LLM would make of the rest was not tried: name one with --provider and --model."
        " `recto read ... --llm auto --dry-run` says what would be sent, and its price."
    )
    return [alike, untried]


def _pages(count: int) -> str:
    if count == 1:
        return "1 page"
    return f"{count} pages"
