"""Waits for the demonstration set's work to finish, prints what was found, and compares it with what must be found.

Usage: demo_report.py EDGECTL DATA_FOLDER EXPECTED_JSON PAGE_ADDRESS

Exits 0 when everything is as expected, else 1.
"""

import itertools
import json
import pathlib
import subprocess
import sys
import textwrap
import time
import urllib.request

WORK_LIMIT_S = 180
POLL_S = 0.3
MOST_COLUMN_CHARACTERS = 58
OPEN_STATES = ("queued", "running")


def ask(edgectl, data, *words):
    """Runs `edgectl WORDS --data DATA --json` and returns what it prints."""
    done = subprocess.run([edgectl, *words, "--data", data, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"edgectl {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def wait_for_units(edgectl, data, expected):
    """Returns the units by study name, once every study of the set is complete and none of its units is still open."""
    deadline = time.monotonic() + WORK_LIMIT_S
    while True:
        studies = {study["studyInstanceUid"]: study for study in ask(edgectl, data, "study", "list")}
        found = {study["name"]: studies.get(study["studyInstanceUid"]) for study in expected}
        missing = [name for name, study in found.items()
                   if study is None or study["state"] != "complete" or not study["units"] or any(unit["state"] in OPEN_STATES for unit in study["units"])]
        if not missing or time.monotonic() > deadline:
            return {name: study["units"] if study else [] for name, study in found.items()}, missing
        time.sleep(POLL_S)


def in_words(finding):
    """One finding as a technician reads it."""
    words = f"{finding['label']} {'present' if finding['present'] else 'absent'}"
    if finding.get("probability") is not None:
        words += f" ({finding['probability']:.3f})"
    if finding.get("volumeMl") is not None:
        words += f" ({finding['volumeMl']:.2f} mL)"
    return words


def differences(study, units, results):
    """Says in what the units and results of one study are not as expected."""
    if len(units) != 1:
        return [f"has {len(units)} units of work instead of 1"]
    unit = units[0]
    if unit["model"] != study["model"]:
        return [f"went to {unit['model']} instead of {study['model']}"]
    if study["model"] is None:
        return [] if unit["state"] == "no-model" and unit["reason"] else [f"is {unit['state']} without a reason"]
    result = results.get(unit["resultId"])
    if result is None:
        return [f"has no result: {unit['state']}, {unit['reason']}"]
    if result["outcome"] != study["outcome"]:
        return [f"ended as {result['outcome']} ({result['reason']}) instead of {study['outcome']}"]
    if [finding["label"] for finding in result["findings"]] != [finding["label"] for finding in study["findings"]]:
        return ["has other findings than expected"]
    wrong = []
    for finding, wanted in zip(result["findings"], study["findings"]):
        if finding["present"] != wanted["present"]:
            wrong.append(f"{wanted['label']} should be {'present' if wanted['present'] else 'absent'}")
        for quantity, tolerance in study["tolerance"].items():
            if wanted.get(quantity) is not None and abs((finding.get(quantity) or 0) - wanted[quantity]) > tolerance:
                wrong.append(f"{wanted['label']} has {quantity} {finding.get(quantity)} instead of {wanted[quantity]} within {tolerance}")
    return wrong


def print_table(rows):
    """Prints rows of text in columns; what is longer than a column goes on below."""
    wrapped = [[textwrap.wrap(cell, MOST_COLUMN_CHARACTERS) or [""] for cell in row] for row in rows]
    widths = [max(len(line) for row in wrapped for line in row[column]) for column in range(len(rows[0]))]
    for row in wrapped:
        for line in itertools.zip_longest(*row, fillvalue=""):
            print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())


def rows_of(study, units, results):
    for unit in units:
        result = results.get(unit["resultId"])
        if result is None:
            yield study["name"], unit["reason"] or unit["state"], "-", "-", "-"
            continue
        findings = "; ".join(in_words(finding) for finding in result["findings"]) or f"{result['outcome']}: {result['reason']}"
        yield study["name"], f"{result['model']} {result['modelVersion']}", findings, result["rung"] or "-", f"{result['totalMs']:.0f}"


def page_problem(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return None if answer.status == 200 and b"<html" in answer.read().lower() else f"{address} is no page"
    except OSError as error:
        return f"{address} does not answer: {error}"


def main(edgectl, data, expected_path, address):
    expected = json.loads(pathlib.Path(expected_path).read_text())["studies"]
    units, missing = wait_for_units(edgectl, data, expected)
    results = {result["resultId"]: result for result in ask(edgectl, data, "result", "list")}
    rows = [("study", "model, or why none", "finding", "engine", "ms")]
    for study in expected:
        rows.extend(rows_of(study, units[study["name"]], results))
    print_table(rows)

    wrong = [f"{name} was not finished after {WORK_LIMIT_S} s" for name in missing]
    for study in expected:
        wrong += [f"{study['name']} {difference}" for difference in differences(study, units[study["name"]], results)]
    wrong += [problem for problem in [page_problem(address)] if problem]
    for line in wrong:
        print(f"not as expected: {line}", file=sys.stderr)
    if not wrong:
        print("\nall findings as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
