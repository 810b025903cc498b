using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>Every state of the protocol in which a peer can stop or drip, other protocols, and peers that never read.</summary>
internal static class Misbehaviours
{
    private const int LongRequestBytes = 100_000;

    public static IReadOnlyList<Misbehaviour> All()
    {
        string uid = InstanceUids.NewStudy(1)[0].Instance;
        byte[] file = Phantom.File(new InstanceUids(uid + ".1", uid + ".1.1", uid), PhantomKind.CtSlice, 0);
        byte[] dataSet = file[Part10.Head(Phantom.CtImage, uid).Length..];
        var store = new RawObject("held", RawObject.Ct, System.Text.Encoding.ASCII.GetBytes(uid), RawObject.ExplicitLittleEndian, dataSet);
        List<WirePdu> pdus = WirePdu.ReadAll(store.Conversation());
        byte[] request = pdus[0].ToBytes();
        byte[] command = pdus[1].ToBytes();
        byte[] data = WirePdu.Of(new WireValue(1, 0, dataSet[..4000])).ToBytes();
        byte[] last = WirePdu.Of(new WireValue(1, 2, dataSet[4000..])).ToBytes();
        return
        [
            new Misbehaviour("silent", 700, []),
            new Misbehaviour("3 bytes of the request, silent", 300, request[..3]),
            new Misbehaviour("request dripping", 300, request[..20]) { Drip = request[20..] },
            new Misbehaviour("half of a long request, silent", 50, [1, 0, 0, 3, 0, 0, .. new byte[LongRequestBytes]]),
            new Misbehaviour("TLS port: silent", 300, []) { ToTls = true },
            new Misbehaviour("TLS port: frozen in the handshake", 200, TlsHello[..60]) { ToTls = true },
            new Misbehaviour("TLS port: plain request", 50, request) { ToTls = true },
            new Misbehaviour("TLS hello", 50, TlsHello),
            new Misbehaviour("HTTP request", 50, "GET / HTTP/1.1\r\nHost: edge\r\n\r\n"u8.ToArray()),
            new Misbehaviour("accepted, silent", 15, request) { OnceAccepted = [] },
            new Misbehaviour("inside a PDU header, silent", 10, request) { OnceAccepted = command[..3] },
            new Misbehaviour("inside a command, dripping", 10, request) { OnceAccepted = command[..20], Drip = command[20..] },
            new Misbehaviour("inside a data value, dripping", 10, request) { OnceAccepted = [.. command, .. data[..1000]], Drip = data[1000..] },
            new Misbehaviour("between data values, silent", 10, request) { OnceAccepted = [.. command, .. data] },
            new Misbehaviour("stored, no release", 10, request) { OnceAccepted = [.. command, .. data, .. last] },
            new Misbehaviour("never reads", 10, EchoContext(pdus[0])) { OnceAccepted = [], Flood = [.. Enumerable.Repeat(Echo(), 500).SelectMany(bytes => bytes)] },
        ];
    }

    /// <summary>A flood of the TLS port: in every state of the handshake.</summary>
    public static IReadOnlyList<Misbehaviour> OfTls() =>
    [
        new Misbehaviour("TLS port: silent", 700, []) { ToTls = true },
        new Misbehaviour("TLS port: frozen in the first record", 300, TlsHello[..60]) { ToTls = true },
        new Misbehaviour("TLS port: hello dripping", 200, TlsHello[..9]) { ToTls = true, Drip = TlsHello[9..] },
        new Misbehaviour("TLS port: refused hello", 200, TlsHello) { ToTls = true },
        new Misbehaviour("TLS port: frozen after the server's certificate", 500, AcceptedHello) { ToTls = true },
        new Misbehaviour("TLS port: garbage", 100, [0x16, 3, 1, 0x3f, 0xff, .. new byte[200]]) { ToTls = true },
    ];

    /// <summary>A ClientHello of TLS 1.2 (RFC 5246 7.4.1.2) with all that the server needs for its whole flight: suites, groups, signature algorithms.</summary>
    private static byte[] AcceptedHello
    {
        get
        {
            byte[] extensions =
            [
                0, 10, 0, 6, 0, 4, 0, 0x1d, 0, 0x17,
                0, 11, 0, 2, 1, 0,
                0, 13, 0, 10, 0, 8, 4, 3, 8, 4, 4, 1, 5, 3,
            ];
            byte[] hello = [3, 3, .. new byte[32], 0, 0, 8, 0xc0, 0x2b, 0xc0, 0x2c, 0xc0, 0x2f, 0xc0, 0x30, 1, 0, 0, (byte)extensions.Length, .. extensions];
            byte[] message = [1, 0, 0, (byte)hello.Length, .. hello];
            return [0x16, 3, 1, 0, (byte)message.Length, .. message];
        }
    }

    /// <summary>A ClientHello that offers little (RFC 8446 4.1.2).</summary>
    private static byte[] TlsHello =>
    [
        0x16, 3, 1, 0, 81, 1, 0, 0, 77, 3, 3, .. new byte[32], 32, .. new byte[32], 0, 2, 0x13, 0x01, 1, 0, 0, 0,
    ];

    private static byte[] EchoContext(WirePdu request)
    {
        WirePdu echo = request.Copy();
        echo.Items.Single(item => item.Type == 0x20).Items[0].Head = "1.2.840.10008.1.1"u8.ToArray();
        return echo.ToBytes();
    }

    /// <summary>C-ECHO-RQ (PS3.7 9.3.5.1).</summary>
    private static byte[] Echo()
    {
        byte[] elements =
        [
            .. new WireElement(0, 0x0002, "1.2.840.10008.1.1\0"u8.ToArray()).ToBytes(),
            .. new WireElement(0, 0x0100, [0x30, 0]).ToBytes(),
            .. new WireElement(0, 0x0110, [1, 0]).ToBytes(),
            .. new WireElement(0, 0x0800, [1, 1]).ToBytes(),
        ];
        byte[] command = [.. new WireElement(0, 0, [(byte)elements.Length, 0, 0, 0]).ToBytes(), .. elements];
        return WirePdu.Of(new WireValue(1, 3, command)).ToBytes();
    }
}
