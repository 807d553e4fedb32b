"""Every mistake has one fault, in its place, in plain words, with a mend."""

from __future__ import annotations

import pickle

import pytest

from trustsim.config import ConfigError, Fault, at_point, load_config, setting_of

Q = "question: Why?\n"

# yaml text, line, column, key, words of the message, words of the mend
SWEPT = Q + "sweep: {design: grid, over: {traits.forgiveness: [0, 0.5, 1], law: [default, grim]}}\n"
LABELLED = Q + "sweep: {design: list, points: [{label: open, set: {people: 30}}, {label: shut, set: {weeks: 9}}]}\n"

BAD = {
    "question missing": ("people: 5\nnetwork: {kind: ring}\n", 1, 1, "question", "question is missing", "add question"),
    "question misspelt": ("qestion: Why?\n", 1, 1, "qestion", "no key 'qestion'", "did you mean question?"),
    "question empty": ("question: ''\n", 1, 11, "question", "empty", "write one"),
    "question not a text": ("question: 42\n", 1, 11, "question", "42 is not a text", "quotes"),
    "key misspelt": (Q + "weks: 52\n", 2, 1, "weks", "no key 'weks'", "did you mean weeks?"),
    "key a level too high": (Q + "forgiveness: 1\n", 2, 1, "forgiveness", "no key", "belongs below traits"),
    "trait misspelt": (
        Q + "traits:\n  respect: 1\n  forgivness: 0.5\n", 4, 3, "traits.forgivness", "no key 'forgivness'",
        "did you mean forgiveness?",
    ),
    "trait too large": (
        Q + "traits:\n  respect: 1.5\n", 3, 12, "traits.respect", "1.5 is outside 0 to 1", "from 0 to 1",
    ),
    "trait a text": (Q + "traits: {respect: high}\n", 2, 19, "traits.respect", "'high' is neither", "{beta: [17, 3]}"),
    "trait true": (
        Q + "traits: {respect: true}\n", 2, 19, "traits.respect", "true is neither", "number without quotes",
    ),
    "trait null": (
        Q + "traits: {respect: null}\n", 2, 19, "traits.respect", "null is neither", "number without quotes",
    ),
    "trait a number in quotes": (Q + "traits: {respect: '0.5'}\n", 2, 19, "traits.respect", "'0.5'", "without quotes"),
    "distribution misspelt": (
        Q + "traits: {respect: {unifrom: [0, 1]}}\n", 2, 20, "traits.respect.unifrom", "no distribution 'unifrom'",
        "did you mean uniform?",
    ),
    "two distributions": (
        Q + "traits: {respect: {beta: [1, 2], uniform: [0, 1]}}\n", 2, 19, "traits.respect", "beta and uniform",
        "exactly one",
    ),
    "uniform backwards": (
        Q + "traits: {respect: {uniform: [0.8, 0.2]}}\n", 2, 29, "traits.respect.uniform", "0.8 is above", "swap",
    ),
    "uniform beyond the limits": (
        Q + "traits: {respect: {uniform: [0.2, 1.2]}}\n", 2, 35, "traits.respect.uniform.1", "upper end 1.2 is outside",
        "from 0 to 1",
    ),
    "beta with one number": (
        Q + "traits: {respect: {beta: [1]}}\n", 2, 26, "traits.respect.beta", "number is missing", "write 2 numbers",
    ),
    "beta with three": (
        Q + "traits: {respect: {beta: [1, 2, 3]}}\n", 2, 26, "traits.respect.beta", "3 entries are too many", "give 2",
    ),
    "beta of zero": (
        Q + "traits: {respect: {beta: [0, 2]}}\n", 2, 27, "traits.respect.beta.0", "0 is too small", "more than 0",
    ),
    "normal without width": (
        Q + "traits: {respect: {normal: [0.5, 0]}}\n", 2, 34, "traits.respect.normal.1", "too small", "more than 0",
    ),
    "normal around nowhere": (
        Q + "traits: {respect: {normal: [5, 1]}}\n", 2, 29, "traits.respect.normal.0", "mean 5 is outside",
        "from 0 to 1",
    ),
    "groups do not sum to 1": (
        Q + "traits: {respect: {groups: {a: {share: 0.5, value: 1}, b: {share: 0.4, value: 0}}}}\n", 2, 28,
        "traits.respect.groups", "sum to 0.9", "sum to 1",
    ),
    "group key misspelt": (
        Q + "traits: {respect: {groups: {a: {share: 1, valu: 1}}}}\n", 2, 43, "traits.respect.groups.a.valu", "no key",
        "did you mean value?",
    ),
    "group inside a group": (
        Q + "traits: {respect: {groups: {a: {share: 1, value: {groups: {}}}}}}\n", 2, 51,
        "traits.respect.groups.a.value.groups", "no distribution 'groups'", "uniform, beta, normal",
    ),
    "group beyond the limits": (
        Q + "traits: {respect: {groups: {a: {share: 1, value: 2}}}}\n", 2, 50, "traits.respect.groups.a.value",
        "2 is outside", "from 0 to 1",
    ),
    "column without columns": (
        Q + "traits: {respect: {column: kindness}}\n", 2, 28, "traits.respect.column", "no columns", "file",
    ),
    "parameter too large": (
        Q + "parameters: {trust_gain: 1.5}\n", 2, 26, "parameters.trust_gain", "1.5 is too large", "1 or less",
    ),
    "parameter too small": (
        Q + "parameters: {lapse_size: -21}\n", 2, 26, "parameters.lapse_size", "-21 is too small", "-20 or more",
    ),
    "parameter misspelt": (
        Q + "parameters: {trust_gian: 0.1}\n", 2, 14, "parameters.trust_gian", "no key", "did you mean trust_gain?",
    ),
    "shares of encounters": (
        Q + "parameters: {promise_share: 1}\n", 2, 29, "parameters.promise_share", "sum to 1.45", "sum to 1",
    ),
    "people not whole": (Q + "people: 2.5\n", 2, 9, "people", "2.5 is not a whole number", "whole number"),
    "people nearly whole": (Q + "people: 50.0\n", 2, 9, "people", "50.0 is not written as a whole", "write 50"),
    "nobody": (Q + "people: 0\n", 2, 9, "people", "0 is too small", "1 or more"),
    "too few people for the default network": (
        Q + "people: 5\n", 2, 9, "people", "8 neighbours among 5", "raise people",
    ),
    "network misspelt": (Q + "network: {kind: smal_world}\n", 2, 17, "network.kind", "'smal_world'", "small_world?"),
    "network a text": (Q + "network: karate_club\n", 2, 10, "network", "not a mapping", "write {name: karate_club}"),
    "network without kind": (Q + "network: {neighbours: 4}\n", 2, 1, "network", "not said which", "{kind: …}"),
    "network of two ways": (
        Q + "network: {kind: ring, name: karate_club}\n", 2, 23, "network.name", "not both", "leave one",
    ),
    "network name as kind": (
        Q + "network: {kind: karate_club}\n", 2, 17, "network.kind", "no network 'karate_club'",
        "write {name: karate_club}",
    ),
    "network name misspelt": (
        Q + "network: {name: karate_clubb}\n", 2, 17, "network.name", "no network", "did you mean karate_club?",
    ),
    "network key of another kind": (
        Q + "network: {kind: ring, neighbours: 4}\n", 2, 23, "network.neighbours", "no key 'neighbours'", "kind",
    ),
    "odd neighbours": (
        Q + "network: {kind: small_world, neighbours: 7}\n", 2, 42, "network.neighbours", "7 is odd", "even number",
    ),
    "links": (Q + "people: 3\nnetwork: {kind: scale_free}\n", 3, 10, "network.links", "4 links among 3", "less than 3"),
    "degree": (
        Q + "people: 6\nnetwork: {kind: random, degree: 8}\n", 3, 33, "network.degree", "8 acquaintances", "5 or less",
    ),
    "groups": (
        Q + "people: 3\nnetwork: {kind: communities, groups: 4, degree: 1}\n", 3, 38, "network.groups", "4 groups of 3",
        "3 or less",
    ),
    "no room inside the groups": (
        Q + "people: 20\nnetwork: {kind: communities, groups: 10}\n", 3, 10, "network", "room for 10", "lower degree",
    ),
    "pair of many": (Q + "network: {kind: pair}\n", 2, 17, "network.kind", "2 people, not 200", "people: 2"),
    "ring of two": (Q + "people: 2\nnetwork: {kind: ring}\n", 3, 17, "network.kind", "needs 3 people", "people: 3"),
    "file outside": (Q + "network: {file: ../friends.csv}\n", 2, 17, "network.file", "outside", "beside the config"),
    "file outside by its root": (Q + "network: {file: /etc/passwd}\n", 2, 17, "network.file", "outside", "beside"),
    "file not there": (Q + "network: {file: friends.csv}\n", 2, 17, "network.file", "no file", "config's folder"),
    "relationships do not sum": (
        Q + "relationships: {friend: 0.5, family: 0.4}\n", 2, 16, "relationships", "sum to 0.9", "sum to 1",
    ),
    "relationships negative": (
        Q + "relationships: {friend: 0.5, family: -0.5, romantic: 1}\n", 2, 38, "relationships.family", "-0.5 is out",
        "0 to 1",
    ),
    "relationship misspelt": (
        Q + "relationships: {frend: 1}\n", 2, 17, "relationships.frend", "no relationship type", "did you mean friend?",
    ),
    "relationship type incomplete": (
        Q + "relationship_types: {coach: {trust: 0.4, ending: 0.1, pain: 0.1}}\n", 2, 22,
        "relationship_types.coach.encounters", "encounters is missing", "add encounters",
    ),
    "relationship type misspelt": (
        Q + "relationship_types: {friend: {endin: 0.1}}\n", 2, 31, "relationship_types.friend.endin", "no key",
        "ending?",
    ),
    "too many encounters": (
        Q + "relationship_types: {friend: {encounters: 2.5}}\n", 2, 43, "relationship_types.friend.encounters",
        "2.5 encounters a week", "ticks_per_week: 3 or more",
    ),
    "law misspelt": (Q + "law: pant_yuu\n", 2, 6, "law", "no law 'pant_yuu'", "did you mean pant_yu?"),
    "law without name": (Q + "law: {trust_erosion: 0.1}\n", 2, 1, "law", "not said which", "add name: default"),
    "law a list": (Q + "law: [default]\n", 2, 6, "law", "a list is not a law", "name"),
    "law number misspelt": (
        Q + "law: {name: pant_yu, trust_erosoin: 0.1}\n", 2, 22, "law.trust_erosoin", "no number 'trust_erosoin'",
        "did you mean trust_erosion?",
    ),
    "law number where it has none": (
        Q + "law: {name: default, trust_erosion: 0.1}\n", 2, 22, "law.trust_erosion", "the law default",
        "no numbers of",
    ),
    "law number too large": (
        Q + "law: {name: pant_yu, trust_erosion: 2}\n", 2, 37, "law.trust_erosion", "2 is outside 0 to 1",
        "from 0 to 1",
    ),
    "law number a text": (
        Q + "law: {name: pant_yu, trust_erosion: much}\n", 2, 37, "law.trust_erosion", "'much' is not a number",
        "quotes",
    ),
    "event misspelt": (
        Q + "events:\n  - {week: 3, what: betrayl}\n", 3, 21, "events.0.what", "no event 'betrayl'", "betrayal?",
    ),
    "event without what": (Q + "events:\n  - {week: 3}\n", 3, 5, "events.0", "what is missing", "add what: lapse"),
    "event with wat": (
        Q + "events:\n  - {week: 3, wat: lapse}\n", 3, 5, "events.0", "what is missing", "instead of wat",
    ),
    "event key misspelt": (
        Q + "events:\n  - {week: 3, what: betrayal, sevrity: 1}\n", 3, 31, "events.0.sevrity", "no key", "severity?",
    ),
    "event without week": (Q + "events:\n  - what: lapse\n", 3, 5, "events.0.week", "week is missing", "add week"),
    "event before the start": (
        Q + "events:\n  - {week: -1, what: lapse}\n", 3, 12, "events.0.week", "-1 is too small", "0 or more",
    ),
    "event after the end": (
        Q + "weeks: 52\nevents:\n  - {week: 52, what: lapse}\n", 4, 12, "events.0.week",
        "52 weeks, the last begins at 51",
        "raise weeks",
    ),
    "one of several weeks after the end": (
        Q + "weeks: 52\nevents:\n  - {week: [3, 60], what: lapse}\n", 4, 16, "events.0.week.1", "over by then",
        "earlier",
    ),
    "a span past the end": (
        Q + "weeks: 52\nevents:\n  - {week: {from: 3, to: 60}, what: lapse}\n", 4, 26, "events.0.week.to",
        "over by then",
        "earlier",
    ),
    "a span backwards": (
        Q + "events:\n  - {week: {from: 9, to: 3}, what: lapse}\n", 3, 26, "events.0.week.to", "3 comes before", "swap",
    ),
    "a week in words": (
        Q + "events:\n  - {week: third, what: lapse}\n", 3, 12, "events.0.week", "not a week", "a list",
    ),
    "hidden and apologised": (
        Q + "events:\n  - {week: 3, what: lapse, hidden: true, apology: true}\n", 3, 42, "events.0.apology",
        "not apologised for", "hidden: false",
    ),
    "hidden and warned": (
        Q + "events:\n  - {week: 3, what: lapse, hidden: true, warned: true}\n", 3, 42, "events.0.warned", "announced",
        "leave out warned",
    ),
    "a switch in words": (
        Q + "events:\n  - {week: 3, what: lapse, hidden: yes}\n", 3, 36, "events.0.hidden", "neither true nor false",
        "true or false",
    ),
    "nobody of that number": (
        Q + "events:\n  - {week: 3, what: lapse, who: 200}\n", 3, 33, "events.0.who", "nobody called 200", "0 to 199",
    ),
    "nobody of that name": (
        Q + "events:\n  - {week: 3, what: lapse, to: [3, Ann]}\n", 3, 36, "events.0.to.1", "nobody called 'Ann'",
        "0 to 199",
    ),
    "not a person": (
        Q + "events:\n  - {week: 3, what: lapse, who: 1.5}\n", 3, 33, "events.0.who", "1.5 is not a person", "a name",
    ),
    "oneself": (
        Q + "events:\n  - {week: 3, what: lapse, who: 1, to: 1}\n", 3, 40, "events.0.to", "themselves", "somebody else",
    ),
    "a person twice": (
        Q + "events:\n  - {week: 3, what: lapse, who: [1, 1]}\n", 3, 37, "events.0.who.1", "named twice", "once",
    ),
    "a trio": (
        Q + "events:\n  - {week: 3, what: counselling, pair: [0, 1, 2], weeks: 4}\n", 3, 40, "events.0.pair",
        "not a pair", "[0, 1]",
    ),
    "a kept act with severity": (
        Q + "events:\n  - {week: 3, what: act, signal: 0.5, severity: 1}\n", 3, 39, "events.0.severity",
        "breaks nothing", "signal below 0",
    ),
    "a change of nothing": (
        Q + "events:\n  - {week: 3, what: change, trait: forgivness, value: 1}\n", 3, 36, "events.0.trait",
        "no 'forgivness' here", "did you mean forgiveness?",
    ),
    "a change too far": (
        Q + "events:\n  - {week: 3, what: change, trait: respect, value: 3}\n", 3, 52, "events.0.value",
        "3 is outside 0 to 1", "from 0 to 1",
    ),
    "a change to null": (
        Q + "events:\n  - {week: 3, what: change, trait: respect, value: null}\n", 3, 52, "events.0.value",
        "respect cannot be null", "write a number",
    ),
    "events not a list": (Q + "events: {week: 3}\n", 2, 9, "events", "a mapping is not a list", "[ … ]"),
    "outcome misspelt": (
        Q + "outcomes: [pain, surival]\n", 2, 18, "outcomes.1", "no outcome 'surival'", "did you mean survival?",
    ),
    "outcome twice": (Q + "outcomes: [pain, pain]\n", 2, 18, "outcomes.1", "twice", "leave one"),
    "no outcome": (Q + "outcomes: []\n", 2, 11, "outcomes", "it is empty", "at least 1"),
    "engine misspelt": (Q + "engine: compield\n", 2, 9, "engine", "no 'compield' here", "did you mean compiled?"),
    "record misspelt": (Q + "record: {people: lst}\n", 2, 18, "record.people", "no 'lst' here", "did you mean last?"),
    "record not a mapping": (Q + "record: all\n", 2, 9, "record", "'all' is not a mapping", "key: value"),
    "seed negative": (Q + "seed: -1\n", 2, 7, "seed", "-1 is too small", "0 or more"),
    "seed beyond 63 bits": (
        Q + "seed: 9223372036854775808\n", 2, 7, "seed", "9223372036854775808 is too large",
        "9223372036854775807 or less",
    ),
    "ticks": (Q + "ticks_per_week: 0\n", 2, 17, "ticks_per_week", "0 is too small", "1 or more"),
    "design misspelt": (
        Q + "sweep: {design: sobel, over: {people: [10, 20]}}\n", 2, 17, "sweep.design", "no design 'sobel'",
        "did you mean sobol?",
    ),
    "design of another tool": (
        Q + "sweep: {design: halton, over: {people: [10, 20]}}\n", 2, 17, "sweep.design", "no design 'halton'",
        "grid, zip, list, latin_hypercube, sobol, morris",
    ),
    "swept key misspelt": (
        Q + "sweep: {design: grid, over: {traits.forgivness: [0, 1]}}\n", 2, 30, "sweep.over.traits.forgivness",
        "no such setting", "did you mean traits.forgiveness?",
    ),
    "swept without its room": (
        Q + "sweep: {design: grid, over: {forgiveness: [0, 1]}}\n", 2, 30, "sweep.over.forgiveness", "no such setting",
        "did you mean traits.forgiveness?",
    ),
    "swept seed": (
        Q + "sweep: {design: grid, over: {seed: [0, 1]}}\n", 2, 30, "sweep.over.seed", "cannot be swept", "replicates",
    ),
    "swept room": (
        Q + "sweep: {design: grid, over: {traits: [0, 1]}}\n", 2, 30, "sweep.over.traits", "not one setting",
        "traits.reliability",
    ),
    "swept over nothing": (Q + "sweep: {design: grid, over: {}}\n", 2, 29, "sweep.over", "empty", "at least 1"),
    "swept over no values": (
        Q + "sweep: {design: grid, over: {people: []}}\n", 2, 38, "sweep.over.people", "empty", "at least 1",
    ),
    "swept over one number": (
        Q + "sweep: {design: grid, over: {people: 30}}\n", 2, 38, "sweep.over.people", "30 is not a list", "[30, …]",
    ),
    "swept twice the same": (
        Q + "sweep: {design: grid, over: {people: [30, 40, 30]}}\n", 2, 47, "sweep.over.people.2", "30 is there twice",
        "leave one",
    ),
    "two points the same": (
        Q + "sweep: {design: list, points: [{set: {people: 30}}, {set: {people: 30}}]}\n", 2, 53, "sweep.points.1",
        "earlier point sets the same", "leave one",
    ),
    "two points of a name": (
        Q + "sweep: {design: list, points: [{label: a, set: {people: 30}}, {label: a, set: {people: 40}}]}\n", 2, 71,
        "sweep.points.1.label", "called 'a' too", "something else",
    ),
    "one step": (
        Q + "sweep: {design: grid, over: {traits.respect: {from: 0, to: 1, steps: 1}}}\n", 2, 70,
        "sweep.over.traits.respect.steps", "1 is too small", "2 or more",
    ),
    "a swept value too large": (
        Q + "sweep: {design: grid, over: {traits.respect: [0, 1, 2]}}\n", 2, 53, "sweep.over.traits.respect.2",
        "2 is outside 0 to 1", "from 0 to 1",
    ),
    "zipped values of two lengths": (
        Q + "sweep:\n  design: zip\n  over:\n    people: [20, 30]\n    weeks: {from: 1, to: 3, steps: 3}\n", 6, 12,
        "sweep.over.weeks", "3 values cannot go together with the 2 values of people",
        "give weeks 2 values, or people 3",
    ),
    "one zipped value": (
        Q + "sweep: {design: zip, over: {people: [20], weeks: [3, 4]}}\n", 2, 50, "sweep.over.weeks",
        "2 values cannot go together with the 1 value of people", "give weeks 1 values",
    ),
    "zipped twice the same": (
        Q + "sweep: {design: zip, over: {people: [20, 30, 20], weeks: [3, 4, 3]}}\n", 2, 46, "sweep.over.people.2",
        "an earlier point has the same values", "leave one",
    ),
    "a zipped key misspelt": (
        Q + "sweep: {design: zip, over: {traits.forgivness: [0, 1]}}\n", 2, 29, "sweep.over.traits.forgivness",
        "no such setting", "did you mean traits.forgiveness?",
    ),
    "a zipped value too large": (
        Q + "sweep: {design: zip, over: {people: [20, 30], traits.respect: [0, 2]}}\n", 2, 67,
        "sweep.over.traits.respect.1", "2 is outside 0 to 1", "from 0 to 1",
    ),
    "zipped values that do not fit together": (
        Q + "sweep: {design: zip, over: {people: [20, 30], network.neighbours: [4, 30]}}\n", 2, 71,
        "sweep.over.network.neighbours.1", "30 neighbours among 30 people", "less than 30",
    ),
    "a list for a range": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: [0.2, 0.9]}}\n", 2, 68,
        "sweep.over.traits.respect", "a list is not a range", "write {from: 0.2, to: 0.9}",
    ),
    "a number for a range": (
        Q + "sweep: {design: sobol, samples: 8, over: {traits.respect: 1}}\n", 2, 59, "sweep.over.traits.respect",
        "1 is not a range", "write {from: 0, to: 1}",
    ),
    "steps in a range": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 0, to: 1, steps: 3}}}\n", 2, 85,
        "sweep.over.traits.respect.steps", "no key 'steps'", "scale",
    ),
    "a range without its end": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 0}}}\n", 2, 52,
        "sweep.over.traits.respect.to", "to is missing", "the largest value",
    ),
    "a range backwards": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 1, to: 0}}}\n", 2, 75,
        "sweep.over.traits.respect.from", "1 is above 0", "swap",
    ),
    "a range of one value": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 1, to: 1}}}\n", 2, 82,
        "sweep.over.traits.respect.to", "both 1", "outside the sweep",
    ),
    "a log scale from zero": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 0, to: 1, scale: log}}}\n", 2,
        75, "sweep.over.traits.respect.from", "cannot begin at 0", "leave scale out",
    ),
    "a scale misspelt": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {traits.respect: {from: 0, to: 1, scale: lin}}}\n", 2,
        92, "sweep.over.traits.respect.scale", "no 'lin' here", "did you mean linear?",
    ),
    "a whole range with a fraction": (
        Q + "sweep: {design: morris, trajectories: 9, over: {people: {from: 20, to: 40.5, whole: true}}}\n", 2, 72,
        "sweep.over.people.to", "40.5 is not a whole number", "leave whole out",
    ),
    "fractions where whole numbers belong": (
        Q + "sweep: {design: latin_hypercube, points: 9, over: {people: {from: 20, to: 40}}}\n", 2, 60,
        "sweep.over.people", "is not a whole number", "add whole: true",
    ),
    "a range beyond the limits": (
        Q + "sweep: {design: sobol, samples: 8, over: {parameters.trust_gain: {from: 0.1, to: 1.2}}}\n", 2, 82,
        "sweep.over.parameters.trust_gain.to", "1.2 is too large", "1 or less",
    ),
    "a range beyond a trait's limits": (
        Q + "sweep: {design: sobol, samples: 8, over: {traits.respect: {from: 0.1, to: 1.2}}}\n", 2, 75,
        "sweep.over.traits.respect.to", "1.2 is outside 0 to 1", "from 0 to 1",
    ),
    "ranges that do not fit together": (
        Q + "sweep: {design: latin_hypercube, points: 40, over: {people: {from: 12, to: 30, whole: true}, "
        "network.links: {from: 10, to: 14, whole: true}}}\nnetwork: {kind: scale_free}\n", 2, 109,
        "sweep.over.network.links", "links among", "less than",
    ),
    "not a power of two": (
        Q + "sweep: {design: sobol, samples: 100, over: {traits.respect: {from: 0, to: 1}}}\n", 2, 33, "sweep.samples",
        "100 is not a power of two", "write 128",
    ),
    "a little more than a power of two": (
        Q + "sweep: {design: sobol, samples: 70, over: {traits.respect: {from: 0, to: 1}}}\n", 2, 33, "sweep.samples",
        "70 is not a power of two", "write 64",
    ),
    "an odd number of levels": (
        Q + "sweep: {design: morris, trajectories: 4, levels: 5, over: {traits.respect: {from: 0, to: 1}}}\n", 2, 50,
        "sweep.levels", "5 is odd", "write 6",
    ),
    "no points": (
        Q + "sweep: {design: latin_hypercube, over: {traits.respect: {from: 0, to: 1}}}\n", 2, 1, "sweep.points",
        "points is missing", "how many points",
    ),
    "a sample of many": (
        Q + "sweep: {design: sobol, samples: 1073741824, over: {traits.respect: {from: 0, to: 1}}}\n", 2, 1, "sweep",
        "3,221,225,472 runs are too many: 1073741824 × (1 + 2) points × 1 replicate", "100,000 runs is the most",
    ),
    "several too many": (
        Q + "sweep:\n  - {design: grid, over: {people: [20, 30]}}\n"
        "  - {design: morris, trajectories: 30000, over: {traits.respect: {from: 0, to: 1}}}\nreplicates: 2\n", 2, 1,
        "sweep", "120,004 runs are too many: (2 + 30000 × (1 + 1)) points × 2 replicates", "100,000 runs",
    ),
    "no sweep in a list": (Q + "sweep: []\n", 2, 8, "sweep", "it is empty", "at least 1 sweep"),
    "a text for a sweep": (Q + "sweep: grid\n", 2, 8, "sweep", "'grid' is not a mapping", "write {design: …}"),
    "a text among sweeps": (Q + "sweep: [grid]\n", 2, 9, "sweep.0", "'grid' is not a mapping", "write {design: …}"),
    "a sweep twice": (
        Q + "sweep:\n  - {design: grid, over: {people: [20, 30]}}\n"
        "  - {design: grid, label: again, over: {people: [20, 30]}}\n", 4, 5, "sweep.1", "earlier sweep is the same",
        "leave one",
    ),
    "two sweeps of a name": (
        Q + "sweep:\n  - {design: grid, label: a, over: {people: [20, 30]}}\n"
        "  - {design: grid, label: a, over: {weeks: [20, 30]}}\n", 4, 27, "sweep.1.label", "called 'a' too",
        "something else",
    ),
    "a wrong value in the second sweep": (
        Q + "sweep:\n  - {design: grid, over: {people: [20, 30]}}\n  - {design: list, points: [{set: {people: 0}}]}\n",
        4, 44, "sweep.1.points.0.set.people", "0 is too small", "1 or more",
    ),
    "a wrong key in the second sweep": (
        Q + "sweep:\n  - {design: grid, over: {people: [20, 30]}}\n  - {design: grid, ovr: {people: [20, 30]}}\n",
        4, 20, "sweep.1.ovr", "no key 'ovr'", "did you mean over?",
    ),
    "a million runs": (
        Q + "sweep: {design: grid, over: {traits.respect: {from: 0, to: 1, steps: 100}, people: [10, 20]}}\n"
        "replicates: 5000\n", 2, 1, "sweep", "1,000,000 runs are too many: 100 × 2 points × 5000 replicates",
        "100,000 runs is the most",
    ),
    "replicates a text": (
        Q + "replicates: many\n", 2, 13, "replicates", "'many' is neither a number of runs nor a mapping", "{until: …}",
    ),
    "replicates not whole": (Q + "replicates: 2.5\n", 2, 13, "replicates", "2.5 is not a whole number", "whole number"),
    "replicates without until": (
        Q + "replicates: {min: 10}\n", 2, 1, "replicates.until", "until is missing", "how narrow",
    ),
    "replicates key misspelt": (
        Q + "replicates: {unitl: {outcome: pain, half_width: 1}}\n", 2, 14, "replicates.unitl", "no key 'unitl'",
        "did you mean until?",
    ),
    "until a number": (
        Q + "replicates: {until: 0.01}\n", 2, 21, "replicates.until", "0.01 is not a mapping", "half_width: 0.01",
    ),
    "until an empty list": (Q + "replicates: {until: []}\n", 2, 21, "replicates.until", "it is empty", "at least 1"),
    "until of an outcome that is not asked for": (
        Q + "outcomes: [final_trust]\nreplicates: {until: {outcome: final_trst, half_width: 0.01}}\n", 3, 31,
        "replicates.until.outcome", "'final_trst' is not among the outcomes", "did you mean final_trust?",
    ),
    "until of two, one unknown": (
        Q + "replicates: {until: [{outcome: pain, half_width: 1}, {outcome: hurt, half_width: 1}]}\n", 2, 64,
        "replicates.until.1.outcome", "'hurt' is not among the outcomes", "choose from final_trust, survival",
    ),
    "until twice the same": (
        Q + "replicates: {until: [{outcome: pain, half_width: 1}, {outcome: pain, half_width: 2}]}\n", 2, 54,
        "replicates.until.1", "pain is there twice", "leave one",
    ),
    "until with two confidences": (
        Q + "replicates: {until: [{outcome: pain, half_width: 1}, {outcome: survival, half_width: 1, "
        "confidence: 0.9}]}\n", 2, 101, "replicates.until.1.confidence", "0.9 is not the 0.95 of the first", "the same",
    ),
    "until no width": (
        Q + "replicates: {until: {outcome: pain, half_width: 0}}\n", 2, 49, "replicates.until.half_width",
        "0 is too small", "more than 0",
    ),
    "until too sure": (
        Q + "replicates: {until: {outcome: pain, half_width: 1, confidence: 95}}\n", 2, 64,
        "replicates.until.confidence", "95 is too large", "less than 1",
    ),
    "until hardly sure": (
        Q + "replicates: {until: {outcome: pain, half_width: 1, confidence: 0.5}}\n", 2, 64,
        "replicates.until.confidence", "0.5 is too small", "more than 0.5",
    ),
    "fewer replicates than the rule needs": (
        Q + "replicates: {min: 3, until: {outcome: pain, half_width: 1}}\n", 2, 19, "replicates.min", "3 is too small",
        "10 or more",
    ),
    "so few at most that no mean is believed": (
        Q + "replicates: {max: 20, until: {outcome: pain, half_width: 1}}\n", 2, 19, "replicates.max",
        "20 is too small", "40 or more",
    ),
    "replicates backwards": (
        Q + "replicates: {min: 60, max: 50, until: {outcome: pain, half_width: 1}}\n", 2, 28, "replicates.max",
        "max 50 is below min 60", "60 or more",
    ),
    "too many runs at most": (
        Q + "sweep: {design: grid, over: {traits.respect: {from: 0, to: 1, steps: 100}}}\n"
        "replicates: {max: 2000, until: {outcome: pain, half_width: 1}}\n", 2, 1, "sweep",
        "200,000 runs are too many: 100 points × 28 to 2000 replicates", "100,000 runs is the most",
    ),
    "a million replicates": (
        Q + "replicates: 1000000\n", 2, 1, "replicates", "1,000,000 runs are too many", "100,000 runs",
    ),
    "claims not a list": (
        SWEPT + "claims: survival rises with forgiveness\n", 3, 9, "claims", "is not a list", "[ … ]",
    ),
    "claim not a text": (
        SWEPT + "claims:\n  - survival: rises\n", 4, 5, "claims.0", "a mapping is not a text", "quotes",
    ),
    "claim of no form": (
        SWEPT + "claims:\n  - pain falls with forgiveness\n  - survival raises with forgiveness\n", 5, 5, "claims.1",
        "no claim that can be judged", "write it as OUTCOME rises | falls with KEY",
    ),
    "claim of an outcome that is not measured": (
        SWEPT + "outcomes: [pain]\nclaims: [hurt falls with forgiveness]\n", 4, 10, "claims.0",
        "hurt is not among the outcomes", "add it: outcomes: [pain, hurt]",
    ),
    "claim of an outcome misspelt": (
        SWEPT + "claims: [surival rises with forgiveness]\n", 3, 10, "claims.0", "no outcome 'surival'",
        "did you mean survival?",
    ),
    "claim of a key misspelt": (
        SWEPT + "claims: [survival rises with forgivness]\n", 3, 10, "claims.0", "forgivness is not swept",
        "did you mean traits.forgiveness?",
    ),
    "claim of a key that is not swept": (
        SWEPT + "claims: [survival rises with gossip_reach]\n", 3, 10, "claims.0", "gossip_reach is not swept",
        "swept are traits.forgiveness, law",
    ),
    "claim where nothing is swept": (
        Q + "claims: [survival rises with forgiveness]\n", 2, 10, "claims.0", "nothing is", "leave this out",
    ),
    "claim of a key that may be two": (
        Q + "sweep: {design: grid, over: {relationship_types.friend.trust: [0.1, 0.2], "
        "relationship_types.family.trust: [0.1, 0.2]}}\nclaims: [survival rises with trust]\n", 3, 10, "claims.0",
        "may be relationship_types.friend.trust or relationship_types.family.trust", "whole key",
    ),
    "claim of a key that is no number": (
        SWEPT + "claims: [survival rises with law]\n", 3, 10, "claims.0", "law is no number",
        "is greater at KEY=VALUE than at KEY=VALUE",
    ),
    "claim of a level that is not there": (
        SWEPT + "claims: [survival is greater at forgiveness=1 than at forgiveness=0.3]\n", 3, 10, "claims.0",
        "traits.forgiveness is never 0.3", "swept over 0, 0.5, 1",
    ),
    "claim of a level misspelt": (
        SWEPT + "claims: [survival is above 0.5 at law=grimm]\n", 3, 10, "claims.0", "law is never grimm",
        "did you mean grim?",
    ),
    "claim of a label misspelt": (
        LABELLED + "claims:\n  - pain is less at \"opne\" than at \"shut\"\n", 4, 5, "claims.0",
        "no point is called 'opne'", 'did you mean "open"?',
    ),
    "claim of a label without quotes": (
        LABELLED + "claims: [pain is less at open than at shut]\n", 3, 10, "claims.0", "'open' names nothing",
        'a label in quotes ("open")',
    ),
    "claim of a point beyond the last": (
        LABELLED + "claims: [pain is above 0 at point=2]\n", 3, 10, "claims.0", "no point 2", "from 0 to 1",
    ),
    "claim of the same points twice": (
        LABELLED + "claims:\n  - pain is less at \"open\" than at point=0\n", 4, 5, "claims.0", "the same points",
        "two different sides",
    ),
    "claim of no effect without a margin": (
        SWEPT + "claims: [forgiveness has no effect on pain]\n", 3, 10, "claims.0", "no effect within what?",
        "within 0.02",
    ),
    "claim of no effect within nothing": (
        SWEPT + "claims: [forgiveness has no effect on pain within 0]\n", 3, 10, "claims.0", "leaves no room",
        "above 0",
    ),
    "claim by less than nothing": (
        SWEPT + "claims: [pain falls with forgiveness by more than -0.1]\n", 3, 10, "claims.0", "below nothing",
        "0 or more",
    ),
    "claim that holds what it compares": (
        SWEPT + "claims: [pain falls with forgiveness at forgiveness=0]\n", 3, 10, "claims.0",
        "cannot both be compared", "leave it out",
    ),
    "claim of points that differ in more": (
        Q + "sweep: {design: list, points: [{set: {traits.forgiveness: 0}}, "
        "{set: {traits.forgiveness: 1, traits.respect: 0.1}}]}\nclaims: [pain falls with forgiveness]\n", 3, 10,
        "claims.0", "no two points differ in traits.forgiveness alone", "in a grid",
    ),
    "claim twice": (
        SWEPT + "claims: [pain falls with forgiveness, pain falls with forgiveness]\n", 3, 39, "claims.1",
        "there twice", "leave one",
    ),
    "swept claims": (
        Q + "sweep: {design: grid, over: {claims: [[], [a]]}}\n", 2, 30, "sweep.over.claims", "cannot be swept",
        "whole study",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "key", "message", "mend"), BAD.values(), ids=BAD)
def test_one_mistake_gives_one_fault(faults_of, text, line, column, key, message, mend):
    (fault,) = faults_of(text)
    assert fault.place.endswith(f"study.yaml:{line}:{column}")
    assert fault.key == key
    assert message in fault.message
    assert mend in fault.mend


@pytest.mark.parametrize("text", [bad[0] for bad in BAD.values()], ids=BAD)
def test_no_fault_speaks_of_pydantic(faults_of, text):
    said = str(ConfigError(faults_of(text))).lower()
    for jargon in ("pydantic", "input should", "validation", "field required", "nonetype", "does not fit here"):
        assert jargon not in said


def test_all_faults_come_at_once_in_the_order_of_the_file(faults_of):
    faults = faults_of(
        "question: Why?\n"
        "outcomes: [surival]\n"
        "weeks: 20\n"
        "traits: {forgivness: 1}\n"
        "events:\n"
        "  - {week: 30, what: lapse}\n"
        "parameters: {trust_gain: 2}\n"
        "relationships: {frend: 1}\n"
        "sweep: {design: grid, over: {traits.respect: [0, 7]}}\n"
        "record: {evry: 4}\n"
    )
    assert [int(fault.place.split(":")[-2]) for fault in faults] == [2, 4, 6, 7, 8, 9, 10]
    assert [fault.key for fault in faults] == [
        "outcomes.0",
        "traits.forgivness",
        "events.0.week",
        "parameters.trust_gain",
        "relationships.frend",
        "sweep.over.traits.respect.1",
        "record.evry",
    ]


def test_a_fault_reads_as_two_lines(faults_of):
    (fault,) = faults_of("question: Why?\ntraits: {forgivness: 1}\n")
    head, mend = str(ConfigError([fault])).splitlines()
    assert head.endswith("study.yaml:2:10: traits.forgivness: there is no key 'forgivness'")
    assert mend == "    did you mean forgiveness?"


def test_an_error_survives_the_way_back_from_a_worker():
    error = ConfigError([Fault("a.yaml:1:1", "people", "0 is too small", "write 1 or more")])
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    assert str(again) == str(error)


def test_a_missing_file_names_what_was_asked(tmp_path):
    with pytest.raises(ConfigError, match="no such config") as caught:
        load_config(tmp_path / "nothing.yaml")
    assert caught.value.faults[0].place == str(tmp_path / "nothing.yaml")


def test_a_folder_is_not_a_config(tmp_path):
    (tmp_path / "a.yaml").write_text("question: Why?\n")
    with pytest.raises(ConfigError, match="this is a folder") as caught:
        load_config(tmp_path)
    assert "a.yaml" in caught.value.faults[0].mend


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    inside = tmp_path / "study"
    inside.mkdir()
    (tmp_path / "friends.csv").write_text("from,to\n0,1\n")
    (inside / "friends.csv").symlink_to(tmp_path / "friends.csv")
    (inside / "study.yaml").write_text("question: Why?\nnetwork: {file: friends.csv}\n")
    with pytest.raises(ConfigError, match="outside the config's folder"):
        load_config(inside / "study.yaml")


def test_a_file_nearly_there_is_suggested(tmp_path):
    (tmp_path / "friends.csv").write_text("from,to\n0,1\n")
    (tmp_path / "study.yaml").write_text("question: Why?\nnetwork: {file: freinds.csv}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "study.yaml")
    assert caught.value.faults[0].mend == "did you mean friends.csv?"


def test_a_model_without_a_file_has_the_same_faults():
    with pytest.raises(ConfigError) as caught:
        setting_of({"people": 5, "traits": {"forgivness": 1}})
    assert [fault.key for fault in caught.value.faults] == ["network.neighbours", "traits.forgivness"]


@pytest.mark.parametrize("key", ["/", "[key]", "|trait uniform", "from the top", "", "0"])
def test_strange_keys_are_unknown_keys(key):
    with pytest.raises(ConfigError) as caught:
        at_point({"question": "Why?", key: 1, "traits": {key: 1}}, {})
    assert [fault.key for fault in caught.value.faults] == [f"traits.{key}", key]
