using System.Text;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>What somebody with bad intentions, or a broken program, puts where a UID, a title or a name belongs.</summary>
internal static class HostileText
{
    public static readonly byte[][] Values =
    [
        [],
        [0],
        " "u8.ToArray(),
        "."u8.ToArray(),
        ".."u8.ToArray(),
        "../../../../../tmp/edge-canary"u8.ToArray(),
        "/tmp/edge-canary"u8.ToArray(),
        @"..\..\edge-canary"u8.ToArray(),
        "1.2.3/../../x"u8.ToArray(),
        "1.2.3\0.4"u8.ToArray(),
        "1.2.3\r\nready dicom=1 web=1\r\n"u8.ToArray(),
        "\u001b[2J\u001b]0;owned\u0007"u8.ToArray(),
        "<script>alert(1)</script>"u8.ToArray(),
        "'; DROP TABLE instances; --"u8.ToArray(),
        "%s%n%x{0}{1}"u8.ToArray(),
        "-rf"u8.ToArray(),
        [0xFF, 0xFE, 0x00, 0x31],
        [0xC3, 0x28, 0xA0, 0xA1],
        Encoding.ASCII.GetBytes(new string('1', 64)),
        Encoding.ASCII.GetBytes(new string('1', 65)),
        Encoding.ASCII.GetBytes(new string('9', 4000)),
        [.. Enumerable.Repeat((byte)0, 300)],
    ];

    public static byte[] Pick(Random random) => Values[random.Next(Values.Length)];
}
