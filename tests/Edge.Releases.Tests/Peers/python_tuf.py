"""Downloads every target of a published repository with python-tuf's own client: python_tuf.py DIR. Its packages are on PYTHONPATH."""

import os
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric import types

# Debian 12's python3-cryptography has these under their older names.
for new, old in (("PrivateKeyTypes", "PRIVATE_KEY_TYPES"), ("PublicKeyTypes", "PUBLIC_KEY_TYPES")):
    if not hasattr(types, new):
        setattr(types, new, getattr(types, old))

from tuf.api.exceptions import DownloadHTTPError  # noqa: E402
from tuf.ngclient import FetcherInterface, Updater  # noqa: E402


class FolderFetcher(FetcherInterface):
    """Serves a folder."""

    def _fetch(self, url):
        path = url.removeprefix("file://")
        if not os.path.exists(path):
            raise DownloadHTTPError("not there", 404)
        with open(path, "rb") as file:
            yield file.read()


folder = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as trusted, tempfile.TemporaryDirectory() as downloads:
    with open(os.path.join(folder, "metadata", "1.root.json"), "rb") as first, open(os.path.join(trusted, "root.json"), "wb") as root:
        root.write(first.read())
    updater = Updater(trusted, f"file://{folder}/metadata/", downloads, f"file://{folder}/targets/", fetcher=FolderFetcher())
    updater.refresh()
    for path in sorted(updater._trusted_set.targets.targets):  # pylint: disable=protected-access
        updater.download_target(updater.get_targetinfo(path))
        print(path)
