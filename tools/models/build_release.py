#!/usr/bin/python3
"""Makes a release directory out of what training left.

    tools/models/build_release.py NAME TRAINED_DIR     reads TRAINED_DIR/model.onnx and measured.json
    tools/models/build_release.py NAME --golden        only golden/, out of the manifest and model.onnx that are there

golden/cases.json (docs/golden.md)
    { "cases": [ { "name", "inputs": ["CASE/1.dcm", ...] (relative to golden/),
                   "expected": { "outcome", "findings": [{ "label", "present", "probability", "volumeMl" }],
                                 "segments": [{ "label", "volumeMl" }],
                                 "probes": [{ "index", "value" }] },       values of the network's output tensor at [N,C,...]
                   "tolerance": { "probability", "volumeMl" },             probes: the manifest's engine.tolerance
                   "stages": [ { "stage", "shape", "statistics", "probes", "sha256", "tolerance" } ] } ] }     golden_stages.py
reference-sketches.json
    { "schemaVersion": 1, "source", "sketches": [ { "output", "quantity", "binEdges", "counts", "count" } ] }
    counts[k] values lie in binEdges[k] <= v < binEdges[k+1]; the last bin includes its upper edge and takes what lies above.
"""

import json
import pathlib
import re
import shutil
import sys

import numpy as np

import golden_cases
import golden_stages
import phantom_dicom
import reference_pipeline
from manifests import MANIFESTS, VERSION
from train_ct_lesion import SPACING_MM

HERE = pathlib.Path(__file__).resolve().parent
RELEASES = HERE / "releases"
PROBES = 16
VOLUME_TOLERANCE_VOXELS = 2.5
"""A voxel whose two scores are equal to the last digits may fall either way, on the coarser of the series' grid and the network's."""


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def rounded(value):
    return None if value is None else round(value, 6)


def leaves_on_one_line(value):
    """JSON as write_json has it, but lists of numbers and objects of nothing but values and such lists are not broken."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    for leaf in (r"\[[^][{}\n]*\n[^][{}]*\]", r"\{[^{}\n]*\n[^{}]*\}"):
        text = re.sub(leaf, lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text)
    return text


def expected_of(result):
    findings = [{**f, "probability": rounded(f["probability"]), "volumeMl": rounded(f["volumeMl"])} for f in result["findings"]]
    segments = [{"label": f["label"], "volumeMl": f["volumeMl"]} for f in findings if f["volumeMl"] is not None]
    probes = probes_of(result["logits"]) if "logits" in result else []
    return {"outcome": result["outcome"], "findings": findings, "segments": segments, "probes": probes}


def probes_of(logits):
    """Values spread over the output."""
    at = np.linspace(0, logits.size - 1, min(PROBES, logits.size)).astype(int)
    places = [tuple(int(v) for v in np.unravel_index(i, logits.shape)) for i in at]
    return [{"index": list(p), "value": round(float(logits[p]), 6)} for p in places]


def tolerance_of(datasets):
    ds = datasets[0]
    voxel = 0.0
    if ds.get("SliceThickness") and "PixelSpacing" in ds:
        voxel = float(ds.SliceThickness) * float(ds.PixelSpacing[0]) * float(ds.PixelSpacing[1]) / 1000.0
        voxel = max(voxel, float(np.prod(SPACING_MM)) / 1000.0)
    return {"probability": 1e-3, "volumeMl": round(VOLUME_TOLERANCE_VOXELS * voxel, 3)}


def write_golden(release, name):
    cases = []
    engine = json.loads((release / "manifest.json").read_text())["engine"]["tolerance"]
    for case, datasets in golden_cases.CASES[name]():
        inputs = [f"{case}/{number}.dcm" for number in range(1, len(datasets) + 1)]
        for path, ds in zip(inputs, datasets):
            phantom_dicom.save(ds, release / "golden" / path)
        stages = golden_stages.Stages(engine)
        result = reference_pipeline.run(release, datasets, stages)
        expected = {"name": case, "inputs": inputs, "expected": expected_of(result), "tolerance": tolerance_of(datasets)}
        cases.append({**expected, "stages": stages.found})
        print(f"{name} {case}: {result['findings']}")
    (release / "golden" / "cases.json").write_text(leaves_on_one_line({"cases": cases}), encoding="utf-8")


def write_sketches(release, manifest, measured):
    edges, sketches = manifest["monitor"]["binEdges"], []
    quantity = "probability" if manifest["unit"] == "instance" else "volume-ml"
    for label, values in measured["validationScores"].items():
        counts, _ = np.histogram(np.minimum(values, edges[-1]), edges)
        sketch = {"output": label, "quantity": quantity, "binEdges": edges, "counts": counts.tolist(), "count": len(values)}
        sketches.append(sketch)
    source = "validation phantoms (see MODEL_CARD.md), reference pipeline"
    write_json(release / "reference-sketches.json", {"schemaVersion": 1, "source": source, "sketches": sketches})


def table(rows):
    head = list(next(iter(rows.values())))
    lines = ["| | " + " | ".join(head) + " |", "|---|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {label} | " + " | ".join(str(row[k]) for k in head) + " |" for label, row in rows.items()])


def write_card(release, name, measured):
    rows = {}
    for part in ("validation", "test"):
        scores = measured[part] if name == "phantom-radiograph" else {"lesion": measured[part]}
        rows.update({f"{part}: {label}": values for label, values in scores.items()})
    card = (HERE / "cards" / f"{name}.md").read_text(encoding="utf-8")
    (release / "MODEL_CARD.md").write_text(card.replace("{{measured}}", table(rows)), encoding="utf-8")


def main(name, trained):
    release = RELEASES / name / VERSION
    if trained is None:
        write_golden(release, name)
        return
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    measured = json.loads((trained / "measured.json").read_text())
    shutil.copyfile(trained / "model.onnx", release / "model.onnx")
    shutil.copyfile(HERE.parents[1] / "LICENSE", release / "LICENSE")
    write_json(release / "manifest.json", MANIFESTS[name])
    write_golden(release, name)
    write_sketches(release, MANIFESTS[name], measured)
    write_card(release, name, measured)
    write_json(RELEASES / name / "pointer.json", {"active": VERSION, "lastKnownGood": VERSION})


if __name__ == "__main__":
    main(sys.argv[1], None if sys.argv[2] == "--golden" else pathlib.Path(sys.argv[2]))
