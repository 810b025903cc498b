"""The receivers that the ingest benchmark compares. Each is a process started afresh, on loopback, with a folder of its own."""

import abc
import json
import os
import pathlib
import socket
import subprocess
import time

START_LIMIT_S = 30
STOP_LIMIT_S = 30
POLL_S = 0.05


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_part10(path):
    with open(path, "rb") as file:
        return file.read(132)[128:] == b"DICM"


class Receiver(abc.ABC):
    """A started receiver. `port` takes C-STORE; `stored()` lists the files it keeps."""

    name = ""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None
        self.log = open(self.folder / "receiver.log", "wb")

    def __enter__(self):
        try:
            self.start()
            self.wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def spawn(self, command, environment=None, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=self.log,
                                        env={**os.environ, **(environment or {})}, **{"stdout": self.log, **options})

    def wait_until_it_answers(self):
        deadline = time.monotonic() + START_LIMIT_S
        while subprocess.run(["echoscu", "127.0.0.1", str(self.port)], capture_output=True).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not answer C-ECHO:\n{self.log_tail()}")
            time.sleep(POLL_S)

    def processor_seconds(self):
        """User and system time of the process and of its children that have ended. An echo first, since storescp waits for its children only then."""
        subprocess.run(["echoscu", "127.0.0.1", str(self.port)], capture_output=True, check=True)
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        """The largest resident memory of the process since its start."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0

    def log_tail(self):
        return (self.folder / "receiver.log").read_text(errors="replace")[-2000:]

    @abc.abstractmethod
    def start(self):
        """Starts the process, with what it needs in `self.folder`."""

    @abc.abstractmethod
    def stored(self):
        """Returns the paths of the objects it keeps."""


class StoreScp(Receiver):
    """DCMTK's storescp, a child process for each association. It syncs nothing."""

    name = "storescp"
    options = []
    environment = {}

    def start(self):
        (self.folder / "objects").mkdir()
        self.spawn(["storescp", "--fork", *self.options, "-od", self.folder / "objects", str(self.port)], self.environment)

    def stored(self):
        return [path for path in (self.folder / "objects").iterdir() if path.is_file()]


class StoreScpNoDelay(StoreScp):
    """The same with TCP_NODELAY=1 in its environment, and every transfer syntax, as the others take."""

    name = "storescp, no delay"
    options = ["+xa"]
    environment = {"TCP_NODELAY": "1"}


class Orthanc(Receiver):
    """Debian's Orthanc as configured by default: SQLite index, storage area synced."""

    name = "Orthanc"
    environment = {}

    def start(self):
        configuration = {
            "StorageDirectory": str(self.folder / "storage"), "IndexDirectory": str(self.folder / "storage"), "HttpPort": free_port(),
            "DicomPort": self.port, "DicomAlwaysAllowStore": True, "DicomAlwaysAllowEcho": True, "DicomCheckCalledAet": False, "Plugins": [],
            # The default, written out: what it answers is on disk, as what edge-runtime answers.
            "SyncStorageArea": True,
        }
        (self.folder / "storage").mkdir()
        (self.folder / "orthanc.json").write_text(json.dumps(configuration))
        self.spawn(["Orthanc", self.folder / "orthanc.json"], self.environment)

    def stored(self):
        # Two folder levels of the attachment's UUID; what else lies there is the index, and a summary in JSON for each instance.
        return [path for path in (self.folder / "storage").glob("*/*/*") if is_part10(path)]


class OrthancNoDelay(Orthanc):
    """The same with TCP_NODELAY=1 in its environment, which its DCMTK reads."""

    name = "Orthanc, no delay"
    environment = {"TCP_NODELAY": "1"}


class Edge(Receiver):
    """out/edge-runtime with a device configuration and no routes: it receives, syncs and indexes."""

    name = "edge-runtime"
    program = "out/edge-runtime"
    configuration = "device-configs/workstation.json"

    def start(self):
        self.spawn([self.program, "--config", self.configuration, "--data", self.folder / "data",
                    "--set", "dicom.listeners.0.address=127.0.0.1", "--set", "dicom.listeners.0.port=0", "--set", "web.port=0",
                    "--set", "routes=[]"], stdout=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        if not line.startswith("ready "):
            raise RuntimeError(f"edge-runtime did not start: {line}\n{self.log_tail()}")
        self.port = int(dict(pair.split("=") for pair in line.split()[1:])["dicom"])

    def stored(self):
        return list((self.folder / "data" / "inbox").glob("*/*/*.dcm"))
