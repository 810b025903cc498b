#!/usr/bin/python3
"""Writes tests/Edge.EndToEnd.Tests/Evaluate/cohort.json: cohorts with scores and truth, and what must come of them.

    tools/models/evaluation_references.py

Sensitivity and the like, the curve and its area: scikit-learn. Wilson intervals: statsmodels. DeLong's variance: by its definition, over every
pair, with numpy. Needs python3-sklearn, python3-statsmodels, python3-scipy, python3-numpy.
"""

import json
import pathlib

import numpy as np
from scipy import stats
from sklearn.metrics import confusion_matrix, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

TARGET = pathlib.Path(__file__).resolve().parents[2] / "tests/Edge.EndToEnd.Tests/Evaluate/cohort.json"
Z = stats.norm.ppf(0.975)


def share(count, of):
    if of == 0:
        return None
    low, high = proportion_confint(count, of, alpha=0.05, method="wilson")
    return {"count": int(count), "of": int(of), "value": count / of, "low": max(0.0, float(low)), "high": min(1.0, float(high))}


def delong(scores, truth):
    """DeLong et al. 1988: psi over every pair of a unit with and one without, then the variances of its row and column means."""
    with_, without = scores[truth == 1], scores[truth == 0]
    if len(with_) == 0 or len(without) == 0:
        return None
    psi = (with_[:, None] > without[None, :]) + 0.5 * (with_[:, None] == without[None, :])
    area = roc_auc_score(truth, scores)
    assert abs(area - psi.mean()) < 1e-12
    rows, columns = psi.mean(axis=1), psi.mean(axis=0)
    variance = sum((np.var(v, ddof=1) if len(v) > 1 else 0.0) / len(v) for v in (rows, columns))
    half = Z * np.sqrt(variance)
    return {"value": float(area), "low": float(max(0, area - half)), "high": float(min(1, area + half))}


def performance(scores, truth, point):
    present = (scores >= point).astype(int)
    tn, fp, fn, tp = (int(v) for v in confusion_matrix(truth, present, labels=[0, 1]).ravel())
    return {
        "truePositives": tp, "falsePositives": fp, "falseNegatives": fn, "trueNegatives": tn,
        "sensitivity": share(tp, tp + fn), "specificity": share(tn, tn + fp),
        "positivePredictiveValue": share(tp, tp + fp), "negativePredictiveValue": share(tn, tn + fn),
        "auc": delong(scores, truth),
    }


def cohort(name, seed, count, prevalence, shift, decimals, point):
    rng = np.random.default_rng(seed)
    truth = (rng.random(count) < prevalence).astype(int)
    scores = np.round(1 / (1 + np.exp(-(rng.normal(size=count) + shift * (2 * truth - 1)))), decimals)
    sex = rng.choice(["M", "F"], count)
    age = rng.integers(0, 100, count)
    maker = rng.choice(["Acme", "Borealis & Co"], count)
    units = [
        {"score": float(s), "truth": int(t), "sex": str(x), "age": int(a), "manufacturer": str(m)}
        for s, t, x, a, m in zip(scores, truth, sex, age, maker)
    ]
    bands = np.select([age < 18, age < 40, age < 65, age < 80], ["under 18", "18 to 39", "40 to 64", "65 to 79"], "80 and over")
    parts = [("sex", "male", sex == "M"), ("sex", "female", sex == "F")]
    parts += [("age", b, bands == b) for b in np.unique(bands)]
    parts += [("manufacturer", str(m), maker == m) for m in np.unique(maker)]
    return {
        "name": name, "operatingPoint": point, "units": units,
        "overall": performance(scores, truth, point),
        "subgroups": [{"attribute": a, "value": v, **performance(scores[m], truth[m], point)} for a, v, m in parts],
    }


def main():
    cohorts = [
        cohort("many ties", 1, 400, 0.3, 0.8, 1, 0.5),
        cohort("fine scores", 2, 250, 0.1, 1.2, 6, 0.7),
        cohort("few", 3, 12, 0.5, 0.3, 2, 0.5),
        cohort("perfect", 4, 40, 0.4, 30.0, 6, 0.5),
        cohort("none with the finding", 5, 20, 0.0, 1.0, 6, 0.5),
    ]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"cohorts": cohorts}, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
