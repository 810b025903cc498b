using System.Diagnostics;
using System.Globalization;
using System.Net;
using Edge.Contracts;
using Edge.Mqtt.Tests;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Tests.Audit;

/// <summary>When a server has read everything, and when it only looks so. The server is Python's ssl module, over OpenSSL.</summary>
public sealed class SyslogServerTests : IDisposable
{
    /// <summary>Takes one connection over TLS 1.3 and wants a client certificate of its authority; reads to the end, whether it believes the client or not, and closes in order.</summary>
    private const string Server = """
        import socket, ssl, sys
        certificate, key, authority = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(authority)
        context.verify_mode = ssl.CERT_REQUIRED
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(60)
        print(listener.getsockname()[1], flush=True)
        connection, _ = listener.accept()
        connection.settimeout(60)
        secure = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        read = b""
        try:
            secure.do_handshake()
            while block := secure.recv(65536):
                read += block
            secure = secure.unwrap()
        except ssl.SSLError as refused:
            read = b"refused"
            secure = socket.socket(fileno=secure.detach())
            secure.setblocking(True)
            while secure.recv(65536):
                pass
        secure.close()
        print(read.decode(), flush=True)
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-syslog-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Send_ServerThatBelievesUs_ReadsEverything() => Assert.Equal(("one two", null), await SendAsync(isKnown: true));

    /// <summary>With TLS 1.3 our handshake is over before the server has judged our certificate: it looks as if everything went well (RFC 8446 Appendix E and 4.4.2).</summary>
    [Fact]
    public async Task Send_ServerThatRefusesOurCertificateAndClosesInOrder_Fails()
    {
        (string read, string? failure) = await SendAsync(isKnown: false);
        Assert.Equal("refused", read);
        Assert.Contains("alert unknown ca", failure, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(string Read, string? Failure)> SendAsync(bool isKnown)
    {
        using var authority = new TestAuthority(_folder.FullName, "hospital");
        using var other = new TestAuthority(_folder.FullName, "elsewhere");
        (string certificate, string key) = authority.Issue("syslog", IPAddress.Loopback);
        (string ours, string ourKey) = (isKnown ? authority : other).Issue("edge-device");
        using Process server = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Server, certificate, key, authority.CaFile]) { RedirectStandardOutput = true })!;
        try
        {
            int port = int.Parse((await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            string? failure = null;
            try
            {
                await new SyslogServer(new SyslogConfig("127.0.0.1", port, new PacsTlsConfig(authority.CaFile, ours, ourKey, null)))
                    .SendAsync(["one "u8.ToArray(), "two"u8.ToArray()], TestContext.Current.CancellationToken);
            }
            catch (IOException refused)
            {
                failure = refused.Message;
            }

            return ((await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, failure);
        }
        finally
        {
            server.Kill();
        }
    }
}
