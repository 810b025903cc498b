#!/usr/bin/python3
"""Trains phantom-ct-lesion from seeds and measures it on series it has not seen.

    tools/models/train_ct_lesion.py OUT_DIR       writes OUT_DIR/model.onnx and OUT_DIR/measured.json
"""

import json
import pathlib
import sys
import time

import numpy as np
import torch

import networks
import phantom_ct
import step_definitions as steps

SEED = 20202
TRAIN = range(100_000, 100_072)
VALIDATION = range(200_000, 200_040)
TEST = range(300_000, 300_040)
ITERATIONS = 1200
BATCH = 2
CROP = (24, 48, 48)
SPACING_MM = (3.0, 3.0, 3.0)
LOW_HU, HIGH_HU = -100.0, 220.0
LEAST_ML = 0.3
POSITIVE_ML = 0.5


def prepared(series):
    """The manifest's preprocessing: the oriented, resampled, scaled volume [D,H,W] and its geometry."""
    volume, geometry = steps.orient_lps(series.hu, series.geometry)
    volume, geometry = steps.resample(volume, geometry, SPACING_MM)
    volume = steps.clip(volume, LOW_HU, HIGH_HU)
    return steps.scale_range(volume, LOW_HU, HIGH_HU, 0.0, 1.0, True).astype(np.float32), geometry


def training_volumes():
    """(volume, true mask on the same grid, organ voxels) for each training seed."""
    out = []
    for seed in TRAIN:
        volume, geometry = prepared(phantom_ct.make(seed))
        phantom = phantom_ct.Phantom(seed)
        x, y, z = phantom_ct.points(geometry, volume.shape)
        organ = np.argwhere(phantom.organ.distance(x, y, z) < 15.0)
        mask = phantom.lesion_mask(x, y, z)
        out.append((torch.from_numpy(volume), torch.from_numpy(mask), organ, np.argwhere(mask)))
    return out


def crop(volumes, random):
    """A patch centred near a lesion, an organ or anywhere, six, three and one times in ten."""
    volume, mask, organ, lesion = volumes[random.integers(len(volumes))]
    where = random.random()
    if where < 0.6 and len(lesion):
        center = lesion[random.integers(len(lesion))]
    elif where < 0.9:
        center = organ[random.integers(len(organ))]
    else:
        center = [random.integers(n) for n in volume.shape]
    start = [int(np.clip(c - n // 2 + random.integers(-8, 9), 0, max(0, v - n))) for c, n, v in zip(center, CROP, volume.shape)]
    window = tuple(slice(b, b + n) for b, n in zip(start, CROP))
    return pad(volume[window]), pad(mask[window].to(torch.float32))


def pad(x):
    return torch.nn.functional.pad(x, [p for n, m in zip(reversed(CROP), reversed(x.shape)) for p in (0, n - m)])


def loss_of(logits, truth, lesion_weight):
    """Cross-entropy plus soft Dice of the lesion."""
    weight = torch.tensor([1.0, lesion_weight])
    entropy = torch.nn.functional.cross_entropy(logits, truth.long(), weight=weight)
    p = torch.softmax(logits, 1)[:, 1]
    return entropy + 1.0 - (2.0 * (p * truth).sum() + 1.0) / (p.sum() + truth.sum() + 1.0)


def train(model, volumes):
    """Lesion voxels are few: they count three times at first, or the network would settle for finding none; equal weights then centre the edge."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=ITERATIONS)
    random, total = np.random.default_rng(SEED), 0.0
    model.train()
    for iteration in range(1, ITERATIONS + 1):
        patches = [crop(volumes, random) for _ in range(BATCH)]
        x = torch.stack([p[0] for p in patches])[:, None]
        y = torch.stack([p[1] for p in patches])
        flips = [axis for axis in (2, 3, 4) if random.random() < 0.5]
        x, y = x.flip(flips), y.flip([axis - 1 for axis in flips])
        x = x + 0.04 * float(random.random() - 0.5) + 0.01 * torch.from_numpy(random.standard_normal(x.shape, np.float32))
        loss = loss_of(model(x), y, 3.0 if iteration < ITERATIONS * 0.6 else 1.0)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += float(loss)
        if iteration % 50 == 0:
            print(f"iteration {iteration} loss {total / 50:.4f}", flush=True)
            total = 0.0


def segment(model, series):
    """The manifest's whole pipeline on a series: the label volume on the sorted grid."""
    volume, geometry = prepared(series)
    with torch.no_grad():
        logits = model(torch.from_numpy(volume)[None, None])[0].numpy()
    labels = steps.min_volume(steps.argmax(steps.softmax(logits)), geometry.voxel_ml, LEAST_ML)
    return steps.invert_geometry(labels, series.hu.shape, series.geometry, SPACING_MM)


def measure(model, seeds):
    """Dice where there is a lesion, and presence at POSITIVE_ML over all."""
    dice, errors, found, volumes = [], [], {True: [], False: []}, []
    for seed in seeds:
        series = phantom_ct.make(seed)
        labels = segment(model, series)
        volume, truth = steps.volume_ml(labels, 1, series.geometry), series.lesion_ml
        volumes.append(round(volume, 4))
        found[truth > 0].append(volume >= POSITIVE_ML)
        if truth > 0:
            both = np.count_nonzero((labels == 1) & series.lesion)
            dice.append(2.0 * both / (np.count_nonzero(labels == 1) + np.count_nonzero(series.lesion)))
            errors.append(abs(volume - truth) / truth)
    return volumes, {
        "cases": len(volumes),
        "positive": len(dice),
        "sensitivity": round(float(np.mean(found[True])), 3),
        "specificity": round(1.0 - float(np.mean(found[False])), 3),
        "diceMean": round(float(np.mean(dice)), 3),
        "diceLeast": round(float(np.min(dice)), 3),
        "volumeErrorMedian": round(float(np.median(errors)), 3),
    }


def main(out_dir):
    out_dir.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    networks.make_deterministic(SEED)
    model = networks.LesionSegmenter()
    volumes = training_volumes()
    print(f"{len(volumes)} series drawn in {time.monotonic() - started:.0f} s", flush=True)
    train(model, volumes)
    model = networks.folded(model)
    networks.export_onnx(model, out_dir / "model.onnx")
    print(f"trained in {time.monotonic() - started:.0f} s", flush=True)
    scores, validation = measure(model, VALIDATION)
    _, test = measure(model, TEST)
    measured = {"validation": validation, "test": test, "validationScores": {"lesion": scores}}
    (out_dir / "measured.json").write_text(json.dumps(measured, indent=1) + "\n")
    print(json.dumps(test, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
