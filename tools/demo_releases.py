"""Makes two further releases of a sample model for tools/demo, and the configuration of a device that takes releases.

Usage: demo_releases.py WORK_FOLDER BROKER_PORT

WORK_FOLDER/release-2.0.0   the sample model with another version
WORK_FOLDER/release-3.0.0   the same network behind a detour by a very large image: right, and slow
WORK_FOLDER/device.json     the workstation of device-configs with its broker and its updates
"""

import json
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = "phantom-radiograph"
FIRST = ROOT / "tools" / "models" / "releases" / MODEL / "1.0.0"
DETOUR_PIXELS = 4096


def rewrite(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content, indent=2) + "\n")


def slow_manifest(manifest):
    manifest["version"] = "3.0.0"
    where = next(index for index, step in enumerate(manifest["preprocess"]) if step["step"] == "resize")
    manifest["preprocess"].insert(where, {**manifest["preprocess"][where], "height": DETOUR_PIXELS, "width": DETOUR_PIXELS})


def slow_golden(golden):
    """The findings stay what they are; the stages of the first release are not those of this one."""
    for case in golden["cases"]:
        case.pop("stages", None)
        case["expected"]["probes"] = []
        case["tolerance"]["probability"] = 0.2


def main(work, port):
    for version in ("2.0.0", "3.0.0"):
        shutil.copytree(FIRST, work / f"release-{version}")
    rewrite(work / "release-2.0.0" / "manifest.json", lambda manifest: manifest.update(version="2.0.0"))
    rewrite(work / "release-3.0.0" / "manifest.json", slow_manifest)
    rewrite(work / "release-3.0.0" / "golden" / "cases.json", slow_golden)
    shutil.copytree(FIRST.parent.parent, work / "store")

    config = json.loads((ROOT / "device-configs" / "workstation.json").read_text())
    config["models"]["directory"] = str(work / "store")
    config["mqtt"] = {"host": "127.0.0.1", "port": int(port), "acknowledge": False}
    config["updates"] = {
        "sources": ["mqtt"],
        "ca": None,
        "rateMaxMiBPerSecond": 16,
        "root": str(work / "repo" / "public" / "metadata" / "1.root.json"),
        "releaseKey": str(work / "release.pub"),
        "user": None,
        "approval": "rollout",
        "window": None,
        "checkMinutes": 60,
        "probation": {"leastResults": 1, "longestHours": 1, "failedShareMax": 0, "slowdownMax": 2},
    }
    (work / "device.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
