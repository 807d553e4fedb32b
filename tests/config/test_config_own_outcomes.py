"""Functions of a user among the outcomes: what is wrong is said with its place and its mend."""

from __future__ import annotations

import pytest

Q = "question: Why?\n"
GOOD = """\
LARGE = 3


def doubled(run):
    return 2.0


def weeks(run):
    return 1.0


def pain(run):
    return 1.0


def of_two(run, person):
    return 1.0


def odd(run):
    return 1.0


odd.good = 7
"""

# what stands in measures.py, what outcomes says, line, column, key, words of the message, words of the mend
BAD = {
    "no such module": (
        GOOD, "[measurs:doubled]", 2, 12, "outcomes.0", "there is no module 'measurs'", "did you mean measures?",
    ),
    "no such module at all": (
        GOOD, "[quite_other:doubled]", 2, 12, "outcomes.0", "no module 'quite_other'", "put quite_other.py in",
    ),
    "no such package": (
        GOOD, "[quite.other:doubled]", 2, 12, "outcomes.0", "no module 'quite.other'", "put quite/other.py in",
    ),
    "no such function": (
        GOOD, "[pain, measures:doubledd]", 2, 18, "outcomes.1", "has no function 'doubledd'", "did you mean doubled?",
    ),
    "no function": (
        GOOD, "[measures:LARGE]", 2, 12, "outcomes.0", "LARGE in measures is no function: it is 3", "name a function",
    ),
    "too many arguments": (
        GOOD, "[measures:of_two]", 2, 12, "outcomes.0", "missing a required argument: 'person'", "def of_two(run)",
    ),
    "attribute": (
        GOOD, "[measures:odd]", 2, 12, "outcomes.0", "measures:odd: good is 7, not -1, 0 or 1", "mend the attribute",
    ),
    "name of the catalogue": (
        GOOD, "[measures:pain]", 2, 12, "outcomes.0", "pain is an outcome of the catalogue already", "something else",
    ),
    "name of a column": (
        GOOD, "[measures:weeks]", 2, 12,
        "outcomes.0", "weeks is a column of the table of runs already", "something else",
    ),
    "twice": (GOOD, "[measures:doubled, measures:doubled]", 2, 30, "outcomes.1", "doubled is there twice", "leave one"),
    "error at import": (
        "1 / 0\n", "[measures:doubled]", 2, 12,
        "outcomes.0", "cannot be imported: ZeroDivisionError: division by zero", "measures.py, line 1",
    ),
    "error in its text": (
        "def doubled(run:\n", "[measures:doubled]", 2, 12,
        "outcomes.0", "cannot be imported: SyntaxError: '(' was never", "measures.py, line 1",
    ),
    "module without another": (
        "import nowhere_to_be\n", "[measures:doubled]", 2, 12,
        "outcomes.0", "No module named 'nowhere_to_be'", "measures.py, line 1",
    ),
    "module that leaves": (
        "import sys\n\nsys.exit(3)\n", "[measures:doubled]", 2, 12,
        "outcomes.0", "SystemExit: 3", "measures.py, line 3",
    ),
    "decorator": (
        "import trustsim\n\n\n@trustsim.outcome(good=9)\ndef doubled(run):\n    return 1\n",
        "[measures:doubled]", 2, 12,
        "outcomes.0", "ValueError: good is 9", "measures.py, line 4",
    ),
    "main": (
        GOOD, "[__main__:doubled]", 2, 12, "outcomes.0", "__main__ is another module in every process", "of its own",
    ),
    "no module": (
        GOOD, "[':doubled']", 2, 12, "outcomes.0", "':doubled' is not module:function", "my_module:my_function",
    ),
    "a path": (
        GOOD, "[measures.py:doubled.fast]", 2, 12, "outcomes.0", "is not module:function", "my_module:my_function",
    ),
    "a number": (GOOD, "[42]", 2, 12, "outcomes.0", "42 is not a text", "module:function"),
    "a mapping without function": (
        GOOD, "[{about: x}]", 2, 12, "outcomes.0", "not said which function", "add function: module:function",
    ),
    "a mapping with more": (
        GOOD, "[{function: measures:doubled, god: 1}]", 2, 41, "outcomes.0.god", "no key 'god'", "did you mean good?",
    ),
    "a mapping with nonsense": (
        GOOD, "[{function: measures:doubled, good: 2}]", 2, 47, "outcomes.0.good", "no 2 here", "choose from -1, 0, 1",
    ),
    "another version": (
        GOOD, "[{function: measures:doubled, sha256: '1'}]", 2, 12,
        "outcomes.0", "has changed since sha256", "take the line sha256 out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("module", "outcomes", "line", "column", "key", "message", "mend"), BAD.values(), ids=BAD)
def test_one_fault_in_its_place(faults_of, tmp_path, module, outcomes, line, column, key, message, mend):
    (tmp_path / "measures.py").write_text(module)
    (fault,) = faults_of(f"{Q}outcomes: {outcomes}\n")
    assert fault.place.endswith(f"study.yaml:{line}:{column}")
    assert fault.key == key
    assert message in fault.message
    assert mend in fault.mend


def test_two_functions_of_one_name(faults_of, tmp_path):
    for name in ("measures", "others"):
        (tmp_path / f"{name}.py").write_text(GOOD)
    (fault,) = faults_of(f"{Q}outcomes: [measures:doubled, others:doubled]\n")
    assert fault.message == "doubled is there twice"
    assert fault.mend == "give one of the two functions another name"


def test_a_fault_once_mended_is_gone(faults_of, load, tmp_path):
    (tmp_path / "measures.py").write_text("1 / 0\n")
    text = f"{Q}outcomes: [measures:doubled]\n"
    assert faults_of(text)
    (tmp_path / "measures.py").write_text(GOOD)
    assert load(text).config.outcomes == ("doubled",)


def test_a_fault_in_a_sweep_is_said_once(faults_of, tmp_path):
    (tmp_path / "measures.py").write_text("1 / 0\n")
    text = f"{Q}outcomes: [measures:doubled]\nsweep: {{design: grid, over: {{people: [20, 30], weeks: [4, 5]}}}}\n"
    assert len(faults_of(text)) == 1


def test_an_override_may_name_one(load, faults_of, tmp_path):
    (tmp_path / "measures.py").write_text(GOOD)
    assert load(Q, ["outcomes=[measures:doubled]"]).config.outcomes == ("doubled",)
    (fault,) = faults_of(Q, ["outcomes=[measures:doubledd]"])
    assert fault.place == "-s outcomes"
