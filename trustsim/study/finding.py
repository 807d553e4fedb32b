"""The answer in a sentence, and the sentences behind it, made from the numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustsim.study.breaches import BreachCost, breach_costs
from trustsim.study.cases import is_list
from trustsim.study.contrasts import POINT, Contrast, contrasts, stronger
from trustsim.study.estimates import estimate
from trustsim.study.losses import losses
from trustsim.study.sentences import breach_sentences, effect_sentence, law_sentence, losses_sentence, median_and_never
from trustsim.study.words import amount, capitalised, level, listed, outcome_name, readable_names

if TYPE_CHECKING:
    from trustsim.results import Results

IN_HEADLINE = 2  # outcomes; the others follow in the sentences


@dataclass(frozen=True)
class Finding:
    """What came out, in words.

    Attributes
    ----------
    headline
        The answer in a sentence.
    sentences
        What it rests on, one thing each.
    """

    headline: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        """The headline and the sentences, a line each."""
        return "\n".join((self.headline, *self.sentences))


def finding(results: Results) -> Finding:
    """What came out of a study."""
    names = readable_names(results.swept)
    found = contrasts(results)
    costs = breach_costs(results)
    of_breaches = _about_breaches(costs)
    of_effects = [effect_sentence(contrast, names) for contrast in found]
    of_losses = [losses_sentence(one) for one in losses(results)]
    if costs and (is_list(results) or not found):
        headline, rest = _breach_headline(costs), of_breaches + of_losses + of_effects
    elif found:
        headline = _point_headline(found) if is_list(results) else _key_headline(results, found, names)
        rest = of_effects + _extremes(results, names) + of_breaches + of_losses
    else:
        headline, rest = _plain_headline(results), _plain_sentences(results)
    return Finding(headline, (*(sentence for sentence in rest if sentence != headline), *_how_sure(results)))


# ------------------------------------------------------------------ headlines


def _key_headline(results: Results, found: list[Contrast], names: dict[str, str]) -> str:
    """Which setting moved which outcome most."""
    parts: dict[str, list[str]] = {}
    for outcome in dict.fromkeys(contrast.outcome for contrast in found):
        of_outcome = [contrast for contrast in found if contrast.outcome == outcome]
        if len(parts) == IN_HEADLINE:
            break
        parts[outcome] = _strongest(outcome, of_outcome, names, several=len(results.swept) > 1)
    clear = [text for text, moved in parts.values() if moved]
    unclear = [outcome_name(outcome) for outcome, (_, moved) in parts.items() if not moved]
    said = [*clear]
    if unclear:
        keys = list(dict.fromkeys(names[contrast.key] for contrast in found))
        said.append(f"there was no clear effect of {listed(keys).replace(' and ', ' or ')} on {listed(unclear).replace(' and ', ' or ')}")
    return f"{capitalised('; '.join(said))}."


def _strongest(outcome: str, found: list[Contrast], names: dict[str, str], several: bool) -> list[str]:
    clear = [contrast for contrast in found if contrast.direction != 0]
    if not clear:
        return ["", ""]
    clear.sort(key=lambda contrast: -abs(contrast.effect.mean))
    first = clear[0]
    text = effect_sentence(first, names).rstrip(".")
    # The headline keeps the numbers and leaves the interval to the sentences.
    text = text.split(" (")[0] if " from " in text else text
    text = text[:1].lower() + text[1:]
    rivals = [contrast for contrast in clear[1:] if contrast.key != first.key]
    if not several:
        return [text, "yes"]
    equal = [contrast for contrast in rivals if stronger(first, contrast) is None]
    if first.effect.has_interval and equal:
        others = listed([names[first.key], *dict.fromkeys(names[contrast.key] for contrast in equal)])
        return [f"{others} moved {outcome_name(outcome)} about as much as each other ({text})", "yes"]
    return [f"{names[first.key]} moved {outcome_name(outcome)} most ({text})" if rivals or len(found) > 1 else text, "yes"]
