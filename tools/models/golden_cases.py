"""The inputs of the golden cases: name and data sets of each, drawn from seeds that training does not use."""

import phantom_ct
import phantom_radiograph


def radiograph_cases():
    wanted = {
        "nodule": dict(seed=400_001, nodule=True, effusion=False, monochrome1=False, size=(256, 224)),
        "nothing": dict(seed=400_002, nodule=False, effusion=False, monochrome1=False, size=(224, 256)),
        "effusion-monochrome1": dict(seed=400_003, nodule=False, effusion=True, monochrome1=True, size=(251, 233)),
        "both-monochrome1": dict(seed=400_004, nodule=True, effusion=True, monochrome1=True, size=(256, 256)),
    }
    for name, how in wanted.items():
        yield name, [phantom_radiograph.dataset(phantom_radiograph.make(**how), "golden-radiograph")]


def ct_cases():
    shape, spacing = (24, 72, 72), (4.0, 4.4, 4.4)
    wanted = {
        "lesion": dict(seed=400_001, lesions=2, prone=False),
        "nothing": dict(seed=400_002, lesions=0, prone=False),
        "lesion-prone": dict(seed=400_003, lesions=1, prone=True),
    }
    for name, how in wanted.items():
        series = phantom_ct.make(shape=shape, spacing_mm=spacing, **how)
        yield name, phantom_ct.datasets(series, "golden-ct-lesion")


CASES = {"phantom-radiograph": radiograph_cases, "phantom-ct-lesion": ct_cases}
