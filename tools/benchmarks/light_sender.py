#!/usr/bin/python3
"""A C-STORE sender that costs little processor time: every PDU is encoded before the clock starts, and one system call sends an object.

usage: light_sender.py HOST PORT SENDERS FILE...   sends each file once, spread over SENDERS associations, and prints seconds
"""

import pathlib
import socket
import struct
import sys

import together
from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

APPLICATION_CONTEXT = b"1.2.840.10008.3.1.1.1"
IMPLEMENTATION_CLASS = b"2.25.310597712306921.9"
OWN_MAX_PDU = 16384
LARGEST_PDU = 128 << 10
CONTEXT_ID = 1
TIMEOUT_S = 120
PREAMBLE_BYTES = 132


class Message:
    """One object, encoded: what stands before its data set on the wire is made for each association, since PDU sizes are the receiver's."""

    def __init__(self, sop_class, sop_instance, syntax, dataset):
        self.sop_class, self.sop_instance, self.syntax, self.dataset = sop_class, sop_instance, syntax, dataset

    @staticmethod
    def of_file(path):
        """Takes the data set of a Part 10 file as it lies there (PS3.10 7.1)."""
        data = pathlib.Path(path).read_bytes()
        meta = dcmread(DicomBytesIO(data), stop_before_pixels=True, specific_tags=["SOPInstanceUID"]).file_meta
        start = PREAMBLE_BYTES + 12 + struct.unpack_from("<I", data, PREAMBLE_BYTES + 8)[0]
        return Message(meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID, data[start:])


def element(number, value):
    """An element of group 0000, implicit VR little endian (PS3.7 6.3.1)."""
    return struct.pack("<HHI", 0, number, len(value)) + value


def uid(value):
    data = value.encode()
    return data + b"\0" * (len(data) % 2)


def pdu(kind, body):
    return struct.pack(">BxI", kind, len(body)) + body


def item(kind, body):
    return struct.pack(">BxH", kind, len(body)) + body


def associate_request(sop_class, syntax):
    """A-ASSOCIATE-RQ with one presentation context (PS3.8 9.3.2)."""
    context = struct.pack("BBBB", CONTEXT_ID, 0, 0, 0) + item(0x30, str(sop_class).encode()) + item(0x40, str(syntax).encode())
    user = item(0x51, struct.pack(">I", OWN_MAX_PDU)) + item(0x52, IMPLEMENTATION_CLASS)
    fixed = struct.pack(">HH16s16s32x", 1, 0, b"ANY-SCP".ljust(16), b"LIGHT-SENDER".ljust(16))
    return pdu(1, fixed + item(0x10, APPLICATION_CONTEXT) + item(0x20, context) + item(0x50, user))


def read_exactly(connection, count):
    data = bytearray()
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError("the receiver closed the connection")
        data += piece
    return bytes(data)


def read_pdu(connection):
    kind, length = struct.unpack(">BxI", read_exactly(connection, 6))
    return kind, read_exactly(connection, length)


def max_pdu_of(accept):
    """The receiver's Maximum Length out of an A-ASSOCIATE-AC, once its one context is accepted (PS3.8 9.3.3)."""
    offset, largest = 68, 0
    while offset < len(accept):
        kind, length = struct.unpack_from(">BxH", accept, offset)
        body = accept[offset + 4:offset + 4 + length]
        if kind == 0x21 and body[2] != 0:
            raise RuntimeError(f"the receiver refused the presentation context: {body[2]}")
        if kind == 0x50 and body[0] == 0x51:
            largest = struct.unpack_from(">I", body, 4)[0]
        offset += 4 + length
    return min(largest or LARGEST_PDU, LARGEST_PDU)


def store_pdus(message, message_id, max_pdu):
    """The P-DATA-TF PDUs of one C-STORE-RQ with its data set (PS3.7 9.3.1, PS3.8 9.3.5)."""
    command = element(0x0002, uid(message.sop_class)) + element(0x0100, struct.pack("<H", 1)) + element(0x0110, struct.pack("<H", message_id))
    command += element(0x0700, struct.pack("<H", 0)) + element(0x0800, struct.pack("<H", 1)) + element(0x1000, uid(message.sop_instance))
    command = element(0x0000, struct.pack("<I", len(command))) + command
    parts = [pdu(4, struct.pack(">IBB", len(command) + 2, CONTEXT_ID, 3) + command)]
    step, data = (max_pdu - 6) & ~1, message.dataset
    for start in range(0, len(data), step):
        piece = data[start:start + step]
        parts.append(struct.pack(">BxIIBB", 4, len(piece) + 6, len(piece) + 2, CONTEXT_ID, 2 if start + step >= len(data) else 0))
        parts.append(piece)
    return parts


def take_response(connection):
    """Reads a C-STORE-RSP; raises unless its status is Success."""
    kind, body = read_pdu(connection)
    if kind != 4 or body[5] != 3:
        raise RuntimeError(f"a PDU of type {kind} came where a response was due")
    offset = 6
    while offset < len(body):
        _, number, length = struct.unpack_from("<HHI", body, offset)
        if number == 0x0900:
            status = struct.unpack_from("<H", body, offset + 8)[0]
            if status != 0:
                raise RuntimeError(f"an object was answered with status {status:04X}")
            return
        offset += 8 + length
    raise RuntimeError("a response has no status")


class Association:
    """An open association for one SOP class and transfer syntax."""

    def __init__(self, host, port, sop_class, syntax):
        self.connection = socket.create_connection((host, port), TIMEOUT_S)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(associate_request(sop_class, syntax))
        kind, body = read_pdu(self.connection)
        if kind != 2:
            raise RuntimeError(f"the association was not accepted: PDU type {kind}")
        self.max_pdu = max_pdu_of(body)

    def send(self, encoded):
        """Sends one encoded message and waits for Success."""
        self.connection.sendall(encoded)
        take_response(self.connection)

    def release(self):
        self.connection.sendall(pdu(5, bytes(4)))
        read_pdu(self.connection)
        self.connection.close()


def send_share(host, port, messages):
    association = Association(host, port, messages[0].sop_class, messages[0].syntax)
    encoded = [b"".join(store_pdus(message, number % 65535 + 1, association.max_pdu)) for number, message in enumerate(messages)]
    yield
    for message in encoded:
        association.send(message)
    yield
    association.release()


def send(host, port, messages, senders):
    """Sends every message once; returns the seconds from the first byte of an object to the last response."""
    return together.run(send_share, [(host, port, messages[index::senders]) for index in range(senders) if messages[index::senders]])


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    print(f"{send(sys.argv[1], int(sys.argv[2]), [Message.of_file(path) for path in sys.argv[4:]], int(sys.argv[3])):.4f}")
