#!/usr/bin/python3
"""Has Orthanc store every object below a folder and show those that are images.

    object_orthanc.py FOLDER      prints what is wrong, and last how many of all objects were shown
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import pydicom

FOLDER = pathlib.Path(sys.argv[1])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main():
    port = free_port()
    with tempfile.TemporaryDirectory() as work:
        settings = {"Name": "test", "StorageDirectory": work, "IndexDirectory": work, "HttpPort": port, "DicomServerEnabled": False,
                    "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "Plugins": []}
        config = pathlib.Path(work) / "orthanc.json"
        config.write_text(json.dumps(settings))
        peer = subprocess.Popen(["Orthanc", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            exchange(f"http://127.0.0.1:{port}", peer)
        finally:
            peer.terminate()
            peer.wait(30)


def ask(address, data=None):
    with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=60) as answer:
        return answer.read()


def await_start(root, peer):
    for _ in range(600):
        if peer.poll() is not None:
            sys.exit("Orthanc ended")
        try:
            return ask(f"{root}/system")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    sys.exit("Orthanc does not answer")


def exchange(root, peer):
    await_start(root, peer)
    files, shown = sorted(FOLDER.rglob("*.dcm")), 0
    for file in files:
        data = pydicom.dcmread(file)
        stored = json.loads(ask(f"{root}/instances", file.read_bytes()))
        if stored["Status"] != "Success":
            print(f"{file}: {stored}")
        if ask(f"{root}/instances/{stored['ID']}/file") != file.read_bytes():
            print(f"{file}: comes back changed")
        # Orthanc 1.10.1 shows frames of one bit only where rows fill whole bytes.
        if "PixelData" in data and not (data.BitsAllocated == 1 and data.Columns % 8):
            pictures = [ask(f"{root}/instances/{stored['ID']}/frames/{frame}/preview") for frame in range(int(data.get("NumberOfFrames", 1)))]
            shown += all(picture.startswith(b"\x89PNG") for picture in pictures)
        name = json.loads(ask(f"{root}/instances/{stored['ID']}/simplified-tags"))["PatientName"]
        if name != str(data.PatientName):
            print(f"{file}: Patient Name is {name}, and {data.PatientName} to pydicom")
    print(f"shown {shown} of {len(files)}")


main()
