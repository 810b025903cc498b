#!/usr/bin/python3
"""Trains phantom-radiograph from seeds and measures it on radiographs it has not seen.

    tools/models/train_radiograph.py OUT_DIR      writes OUT_DIR/model.onnx and OUT_DIR/measured.json
"""

import json
import pathlib
import sys
import time

import numpy as np
import torch

import networks
import phantom_radiograph
import step_definitions as steps

SEED = 20201
TRAIN = range(100_000, 102_400)
VALIDATION = range(200_000, 200_300)
TEST = range(300_000, 300_500)
EPOCHS = 12
BATCH = 32
SMOOTHING = 0.04
"""Labels are 0.04 and 0.96, so that scores do not pile up at 0 and 1 where a difference no longer shows."""
SIZE = 128
MEAN, STD = 0.5, 0.25
LABELS = ("nodule", "pleural effusion")


def tensor_of(r):
    """The manifest's preprocessing, [1,SIZE,SIZE] float32."""
    x = steps.modality_lut(r.stored, r.slope, r.intercept)
    x = steps.voi_window(x, r.center, r.width)
    x = steps.monochrome1_invert(x, "MONOCHROME1" if r.monochrome1 else "MONOCHROME2")
    x = steps.resize(x, SIZE, SIZE, True)
    return steps.normalize(x, MEAN, STD).astype(np.float32)[None]


def examples(seeds, smallest, largest):
    made = [phantom_radiograph.make(seed, smallest, largest) for seed in seeds]
    x = torch.from_numpy(np.stack([tensor_of(r) for r in made]))
    return x, torch.tensor([[r.nodule, r.effusion] for r in made], dtype=torch.float32)


def train(model, x, y):
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
    count = EPOCHS * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=count)
    generator = torch.Generator().manual_seed(SEED)
    model.train()
    for epoch in range(EPOCHS):
        order, total = torch.randperm(len(x), generator=generator), 0.0
        for start in range(0, len(x) - BATCH + 1, BATCH):
            pick = order[start : start + BATCH]
            batch = x[pick]
            gain = 1.0 + 0.2 * (torch.rand(BATCH, 1, 1, 1, generator=generator) - 0.5)
            shift = 0.4 * (torch.rand(BATCH, 1, 1, 1, generator=generator) - 0.5)
            batch = batch * gain + shift
            if torch.rand((), generator=generator) < 0.5:
                batch = batch.flip(3)
            target = y[pick] * (1.0 - 2.0 * SMOOTHING) + SMOOTHING
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(batch), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        print(f"epoch {epoch + 1} loss {total / (len(x) // BATCH):.4f}", flush=True)


def auc(scores, truth):
    """Area under the ROC curve: the chance that a positive scores above a negative, ties half."""
    positive, negative = scores[truth], scores[~truth]
    return float(np.mean((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)))


def measure(model, seeds, smallest=256, largest=1024):
    x, y = examples(seeds, smallest, largest)
    with torch.no_grad():
        p = torch.cat([torch.sigmoid(model(part)) for part in x.split(50)]).numpy()
    truth, out = y.numpy() > 0.5, {}
    for k, label in enumerate(LABELS):
        present = p[:, k] >= 0.5
        out[label] = {
            "cases": len(p),
            "positive": int(truth[:, k].sum()),
            "sensitivity": round(float(present[truth[:, k]].mean()), 3),
            "specificity": round(float((~present[~truth[:, k]]).mean()), 3),
            "auc": round(auc(p[:, k], truth[:, k]), 4),
        }
    return p, out


def main(out_dir):
    out_dir.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    networks.make_deterministic(SEED)
    model = networks.RadiographClassifier()
    x, y = examples(TRAIN, 192, 352)
    print(f"{len(x)} radiographs drawn in {time.monotonic() - started:.0f} s", flush=True)
    train(model, x, y)
    model = networks.folded(model)
    networks.export_onnx(model, out_dir / "model.onnx")
    print(f"trained in {time.monotonic() - started:.0f} s", flush=True)
    p, validation = measure(model, VALIDATION)
    _, test = measure(model, TEST)
    scores = {label: [round(float(v), 6) for v in p[:, k]] for k, label in enumerate(LABELS)}
    measured = {"validation": validation, "test": test, "validationScores": scores}
    (out_dir / "measured.json").write_text(json.dumps(measured, indent=1) + "\n")
    print(json.dumps(test, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
