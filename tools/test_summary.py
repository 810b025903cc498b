"""Prints what the test reports of tools/test say, and the closing line "N passed, N failed, N skipped".

Usage: test_summary.py LOG_FOLDER PROJECT...

A project that left no report, ran no test, or ended with an error its report does not explain counts as one failure.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

LAST_LOG_LINES = 40
SLOWEST = 10


def read_report(path):
    """Yields (name, outcome, seconds, text) for each test of an xUnit v2+ XML report."""
    for test in ElementTree.parse(path).getroot().iter("test"):
        outcome = test.get("result")
        if outcome == "Fail":
            message, trace = test.find("failure/message"), test.find("failure/stack-trace")
            text = "\n".join(part.text or "" for part in (message, trace) if part is not None)
        elif outcome in ("Skip", "NotRun"):
            reason = test.find("reason")
            text = (reason.text or "").strip() if reason is not None else outcome
        else:
            text = ""
        yield test.get("name"), outcome, float(test.get("time") or 0), text


def read_project(folder, project):
    """Returns (tests, trouble): trouble says why the project as a whole counts as failed, or is None."""
    report, code = folder / f"{project}.xml", int((folder / f"{project}.exit").read_text())
    ended = f"exit code {code}" + (", stopped at the time limit" if code in (124, 137) else "")
    if not report.exists():
        return [], f"left no report ({ended})"
    try:
        tests = list(read_report(report))
    except ElementTree.ParseError as error:
        return [], f"left a broken report ({ended}): {error}"
    if not any(outcome != "NotRun" for _, outcome, _, _ in tests):
        return tests, f"ran no test ({ended})"
    if code != 0 and not any(outcome == "Fail" for _, outcome, _, _ in tests):
        return tests, f"failed outside its tests ({ended})"
    return tests, None


def main(folder, projects):
    passed, failed, skipped, slow = 0, 0, 0, []
    for project in projects:
        tests, trouble = read_project(folder, project)
        outcomes = [outcome for _, outcome, _, _ in tests]
        passed += outcomes.count("Pass")
        failed += outcomes.count("Fail")
        skipped += outcomes.count("Skip") + outcomes.count("NotRun")
        seconds = sum(time for _, _, time, _ in tests)
        print(f"{project}: {outcomes.count('Pass')} passed, {outcomes.count('Fail')} failed, "
              f"{outcomes.count('Skip') + outcomes.count('NotRun')} skipped in {seconds:.1f} s of test time")
        for name, outcome, time, text in tests:
            slow.append((time, project, name))
            if outcome == "Fail":
                print(f"  FAILED {name}\n    " + text.replace("\n", "\n    "))
            elif outcome != "Pass":
                print(f"  skipped {name}: {text}")
        if trouble:
            failed += 1
            print(f"  FAILED {project} {trouble}; the end of its log:")
            for line in (folder / f"{project}.log").read_text(errors="replace").splitlines()[-LAST_LOG_LINES:]:
                print(f"    {line}")
    print("slowest: " + "; ".join(f"{name} {time:.1f} s" for time, _, name in sorted(slow, reverse=True)[:SLOWEST]))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
