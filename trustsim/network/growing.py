"""How large networks grow, tie by tie, over arrays: plain functions, which ``compiled`` compiles.

Each follows the rule of the networkx function it names, so that networks are the same in distribution; the draws are
those of ``trustsim.draws``, so they are not the same networks. A draw belongs to the tie, or the person, that it
decides about, by number, and to the attempt. Arrays are made by the caller.
"""

from __future__ import annotations

from typing import Any, Final

from trustsim import draws
from trustsim.laws import arithmetic

REWIRING: Final = draws.decision("network rewiring")
PARTNER: Final = draws.decision("network partner")
LINK: Final = draws.decision("network link")
GAP: Final = draws.decision("network gap")


def rewire(seed: int, people: int, half: int, chance: float, partner: Any, chosen: Any) -> None:
    """Watts and Strogatz as in ``networkx.watts_strogatz_graph``: each tie of a ring is rewired with a chance.

    First the ties to the next on the ring, person by person, then those to the one after, and so on. Who rewires lets
    go of the neighbour and chooses somebody whom she does not know; a person who knows everybody does not rewire.

    Parameters
    ----------
    seed
        A 64-bit word.
    people, half
        N, and with how many on either side everybody starts; below N / 2.
    chance
        Of each tie, 0–1.
    partner
        N × ``half`` places, person by person: with whom each tie was made. A ring at first.
    chosen
        For each person, how many ties of others lead to her: ``half`` at first.
    """
    for step in range(half):
        for person in range(people):
            tie = person * half + step
            who = draws.mix(draws.unsigned(tie))
            if draws.draw(seed, REWIRING, who, 0) >= chance or half + chosen[person] >= people - 1:
                continue
            attempt = 0
            while True:
                other = int(draws.draw(seed, PARTNER, who, attempt) * people)
                attempt += 1
                known = other == person
                for one in range(half):
                    if partner[person * half + one] == other or partner[other * half + one] == person:
                        known = True
                if not known:
                    break
            chosen[partner[tie]] -= 1
            chosen[other] += 1
            partner[tie] = other


def attach(seed: int, people: int, links: int, partner: Any, latest: Any) -> None:
    """Barabási and Albert as in ``networkx.barabasi_albert_graph``: who has many ties is found by those who come later.

    At first ``links`` people know person 0. Each later one ties to ``links`` different ones among those before, chosen
    in proportion to their ties.

    Parameters
    ----------
    seed
        A 64-bit word.
    people, links
        N, and how many ties each later person makes; below N.
    partner
        (N − ``links``) × ``links`` places: with whom each tie was made. It is filled.
    latest
        N zeros: who chose each person last.
    """
    for tie in range(links):
        partner[tie] = 0
    for person in range(links + 1, people):
        first = (person - links) * links
        who = draws.mix(draws.unsigned(person))
        made = 0
        attempt = 0
        while made < links:
            # To choose among ends of ties is to choose people in proportion to their ties.
            end = int(draws.draw(seed, LINK, who, attempt) * (2 * first))
            attempt += 1
            tie = end >> 1
            other = partner[tie] if end & 1 else maker(tie, links)
            if latest[other] != person:
                latest[other] = person
                partner[first + made] = other
                made += 1


def maker(tie: int, links: int) -> int:
    """Who made a tie of ``attach``."""
    return tie + 1 if tie < links else tie // links + links


def log_of_rest(chance: float) -> float:
    """The logarithm of 1 − chance, exact for small chances too; minus infinity for 1."""
    if chance >= 1.0:
        return -float("inf")
    if chance > 1e-3:
        return arithmetic.logarithm(1.0 - chance)
    series = 1.0 / 6.0
    for power in (5.0, 4.0, 3.0, 2.0, 1.0):
        series = series * chance + 1.0 / power
    return -series * chance


def meet(
    seed: int,
    part: int,
    people: int,
    first: int,
    rest: float,
    group: Any,
    one: Any,
    other: Any,
    place: int,
    write: bool,
) -> int:
    """Erdős and Rényi by geometric gaps (Batagelj and Brandes 2005), as in ``networkx.fast_gnp_random_graph``.

    Every pair of ``people`` people, counted from place ``first``, has the same chance. Instead of asking every pair,
    the number of pairs up to the next tie is drawn.

    Parameters
    ----------
    seed
        A 64-bit word.
    part
        Gives the draws of several calls for one network different numbers.
    people, first
        Who is meant.
    rest
        ``log_of_rest`` of the chance, below 0.
    group
        A number for each person: pairs of the same one are passed over. Without an entry, none are.
    one, other
        Where ties are written.
    place
        Where in them writing begins.
    write
        Else ties are only counted, so that there can be room for them. Draws are the same each time.

    Returns
    -------
    int
        The place after the last tie.
    """
    most = 0.5 * people * people
    row = 1
    column = -1
    drawn = 0
    while row < people:
        uniform = draws.draw(seed, GAP, draws.mix(draws.unsigned(drawn)), part)
        drawn += 1
        gap = arithmetic.logarithm(1.0 - uniform) / rest
        if gap >= most:
            break
        column += 1 + int(gap)
        while column >= row and row < people:
            column -= row
            row += 1
        if row < people and (len(group) == 0 or group[first + row] != group[first + column]):
            if write:
                one[place] = first + row
                other[place] = first + column
            place += 1
    return place


def mingle(
    seed: int, people: int, groups: int, inside: float, across: float, group: Any, one: Any, other: Any, write: bool
) -> int:
    """A planted partition as in ``networkx.stochastic_block_model``: one chance in groups, another across them.

    Parameters
    ----------
    seed
        A 64-bit word.
    people, groups
        N, and how many groups; the first of them have one person more than the others, if it does not come out even.
    inside, across
        ``log_of_rest`` of either chance, 0 for none.
    group
        For each person the number of her group.
    one, other, write
        As for ``meet``.

    Returns
    -------
    int
        How many ties there are.
    """
    place = 0
    first = 0
    for number in range(groups):
        size = people // groups + (1 if number < people % groups else 0)
        if inside < 0.0:
            place = meet(seed, 1 + number, size, first, inside, group[:0], one, other, place, write)
        first += size
    if across < 0.0:
        place = meet(seed, 0, people, 0, across, group, one, other, place, write)
    return place
