using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>A listener that speaks TLS.</summary>
[SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "Each version is tried by itself.")]
[SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "What the listener does is tried, not what its peers do.")]
public sealed class TlsListenerTests : IDisposable
{
    private static readonly byte[] EchoContext = Wire.Context(1, Wire.Verification, Wire.ImplicitLittle);

    private readonly TestAuthority _authority = new();
    private readonly TlsIdentity _identity;

    public TlsListenerTests() => _identity = Identity(_authority.Issue("server"));

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task Echo_OverEachVersionAndKindOfKey_IsAnswered(SslProtocols version, bool rsa)
    {
        AssociationRequest? seen = null;
        TlsServer server = new(Identity(_authority.Issue("other", rsa: rsa)), null, false);
        await using var store = new ListeningStore(options => options with
        {
            Tls = () => server,
            Decide = request =>
            {
                seen = request;
                return AssociationDecision.Accept;
            },
        });
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client(version)));
        Assert.Equal(version.ToString(), seen!.Tls!.Protocol);
        Assert.Null(seen.Tls.PeerSubject);
    }

    [Fact]
    public async Task Store_FragmentsOfEverySize_ArriveAsSent()
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, null, false));
        byte[] data = new byte[3_000_000];
        Random.Shared.NextBytes(data);
        var parts = new List<byte[]> { Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)), Wire.Command(1, Wire.StoreRequest(1)) };
        for (int at = 0, size = 2; at < data.Length; at += size, size = Math.Min(size * 3, 200_000))
        {
            byte[] piece = data[at..Math.Min(at + size, data.Length)];
            parts.Add(Wire.Pdu(4, Wire.Value(1, (byte)(at + size >= data.Length ? 2 : 0), piece)));
        }

        using var peer = new RawPeer(store.Port, secure: Client());
        Assert.Equal("AC RSP 0000 RP closed", await peer.ConverseAsync([.. parts.Select(part => new ReadOnlyMemory<byte>(part)), Wire.ReleaseRequest]));
        Assert.True(data.AsSpan().SequenceEqual(Assert.Single(store.Store.Objects).DataSet.Span));
    }

    [Fact]
    public async Task Request_Rejected_IsToldOverTls()
    {
        await using var store = new ListeningStore(options => options with
        {
            Tls = Serve(new TlsServer(_identity, null, false)),
            Decide = _ => AssociationDecision.Reject(AssociationRejection.CallingAeTitleNotRecognized),
        });
        Assert.Equal("RJ 1/1/3 closed", await EchoAsync(store, Client()));
    }

    [Fact]
    public async Task ClientCertificate_Good_IsNamedInTheRequest()
    {
        AssociationRequest? seen = null;
        var server = new TlsServer(_identity, TlsTrust.Load(_authority.RootFile), true);
        await using var store = new ListeningStore(options => options with
        {
            Tls = () => server,
            Decide = request =>
            {
                seen = request;
                return AssociationDecision.Accept;
            },
        });
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client(certificate: _authority.Issue("ct1", TestAuthority.ClientUse))));
        Assert.Equal("CN=ct1", seen!.Tls!.PeerSubject);
    }

    [Fact]
    public async Task ClientCertificate_OfAnotherAuthority_IsRefused()
    {
        using var stranger = new TestAuthority("Other CA");
        await AssertRefusedAsync(stranger.Issue("ct1", TestAuthority.ClientUse), "leads to none of the authorities");
    }

    [Fact]
    public Task ClientCertificate_Expired_IsRefused() =>
        AssertRefusedAsync(_authority.Issue("ct1", TestAuthority.ClientUse, -9, -1), "is not valid now");

    [Fact]
    public Task ClientCertificate_NotValidYet_IsRefused() =>
        AssertRefusedAsync(_authority.Issue("ct1", TestAuthority.ClientUse, 1, 9), "is not valid now");

    [Fact]
    public Task ClientCertificate_MadeForServers_IsRefused() =>
        AssertRefusedAsync(_authority.Issue("ct1", TestAuthority.ServerUse), "is not made for this use");

    [Fact]
    public Task ClientCertificate_Missing_IsRefusedWhereRequired() => AssertRefusedAsync(null, "it showed no certificate");

    [Fact]
    public void Authority_WithoutARoot_IsNotTaken() =>
        Assert.Contains("Add the root", Assert.Throws<TlsFileException>(() => TlsTrust.Load(_authority.Issue("leaf").Certificate)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ClientCertificate_Missing_IsServedWhereOptional()
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, TlsTrust.Load(_authority.RootFile), false));
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client()));
    }

    [Fact]
    public async Task ClientCertificate_Wrong_IsRefusedWhereOptionalToo()
    {
        await AssertRefusedAsync(_authority.Issue("ct1", TestAuthority.ClientUse, -9, -1), "is not valid now", requires: false);
    }

    [Fact]
    public async Task Authority_ReplacedBetweenConnections_CountsAtOnce()
    {
        using var next = new TestAuthority("Next CA");
        (string, string) old = _authority.Issue("ct1", TestAuthority.ClientUse);
        (string, string) young = next.Issue("ct1", TestAuthority.ClientUse);
        TlsServer current = new(_identity, TlsTrust.Load(_authority.RootFile), true);
        await using var store = new ListeningStore(options => options with { Tls = () => current });
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client(certificate: old)));
        current = new TlsServer(_identity, TlsTrust.Load(next.RootFile), true);
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client(certificate: young)));
        Assert.NotEqual("AC RSP 0000 RP closed", await TryEchoAsync(store, Client(certificate: old)));
    }

    [Fact]
    public async Task PlainDicom_OnATlsPort_IsAbortedAndReported()
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, null, false));
        using var peer = new RawPeer(store.Port);
        Assert.Equal("AB 0/0 closed", await peer.ConverseAsync([Wire.AssociateRequest(EchoContext)]));
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal((AssociationEnd.TlsFailed, "Something else than TLS came, and only TLS is spoken here."), (report.End, report.Detail));
    }

    [Fact]
    public async Task NoCertificate_ClosesAndReports()
    {
        await using var store = new ListeningStore(options => options with { Tls = () => null });
        using var peer = new RawPeer(store.Port);
        Assert.Equal("closed", await peer.ConverseAsync([HostileHello(200)]));
        Assert.Equal(AssociationEnd.TlsFailed, (await store.NextReportAsync()).End);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Handshake_NeverFinished_EndsAtItsDeadline(int bytes)
    {
        await using var store = new ListeningStore(options => options with
        {
            Tls = Serve(new TlsServer(_identity, null, false)),
            HandshakeTimeout = TimeSpan.FromMilliseconds(300),
        });
        using var peer = new RawPeer(store.Port);
        Assert.Equal("closed", await peer.ConverseAsync([HostileHello(200).AsMemory(0, bytes)]));
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(16000)]
    public async Task Hello_OfNoise_CostsOneConnection(int bytes)
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, null, false));
        using (var peer = new RawPeer(store.Port))
        {
            _ = await peer.ConverseAsync([HostileHello(bytes)]);
        }

        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.TlsFailed, report.End);
        Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client()));
    }

    [Fact]
    public async Task Handshakes_FrozenInTheMiddle_DoNotHoldUpOthers()
    {
        await using var store = new ListeningStore(options => options with
        {
            Tls = Serve(new TlsServer(_identity, null, false)),
            MaxHandshakes = 8,
            HandshakeTimeout = TimeSpan.FromSeconds(30),
        });
        byte[] hello = await RecordHelloAsync();
        RawPeer[] frozen = [.. Enumerable.Range(0, 40).Select(_ => new RawPeer(store.Port))];
        Array.ForEach(frozen, peer => peer.Send(hello));
        for (int time = 0; time < 5; time++)
        {
            Assert.Equal("AC RSP 0000 RP closed", await EchoAsync(store, Client()));
        }

        Array.ForEach(frozen, peer => peer.Dispose());
    }

    [Fact]
    public void Handshake_GivenUpBeforeItsFirstStep_IsNotBegun()
    {
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port.Listen();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(port.LocalEndPoint!);
        using Socket socket = port.Accept();
        using var connection = new PendingConnection(socket, 1, 0, speaksTls: true) { IsDropped = true };
        connection.Take([22, 3, 1, 0, 1]);
        connection.Take([1]);
        int steps = 0;
        using var channel = new TlsChannel(connection, new TlsServer(_identity, null, false), _ => steps++);
        channel.Step();
        Assert.Equal((true, 1), (channel.IsFinished, steps));
        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SocketException>(channel.Failure).SocketErrorCode);
    }

    [Fact]
    public async Task Request_DrippedAfterTheHandshake_IsServed()
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, null, false));
        using var peer = new RawPeer(store.Port, secure: Client());
        IEnumerable<ReadOnlyMemory<byte>> drops = Wire.AssociateRequest(EchoContext).Chunk(7).Select(drop => new ReadOnlyMemory<byte>(drop));
        Assert.Equal("AC RSP 0000 RP closed", await peer.ConverseAsync([.. drops, Wire.Command(1, Wire.EchoRequest(1)), Wire.ReleaseRequest]));
    }

    [Fact]
    public async Task Request_NeverSentAfterTheHandshake_IsClosedByArtim()
    {
        await using var store = new ListeningStore(options => options with
        {
            Tls = Serve(new TlsServer(_identity, null, false)),
            ArtimTimeout = TimeSpan.FromMilliseconds(300),
        });
        using var peer = new RawPeer(store.Port, secure: Client());
        Assert.Equal("closed", await peer.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains("A-ASSOCIATE-RQ", (await store.NextReportAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WholeAtTheInstantOfItsDeadline_CostsOneConnection()
    {
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port.Listen();
        var server = new TlsServer(_identity, null, false);
        var options = new DicomListenerOptions
        {
            Address = IPAddress.Loopback,
            Port = 0,
            Decide = _ => AssociationDecision.Accept,
            Receive = new MemoryStore().Receive,
            Tls = () => server,
        };
        using var ends = new BlockingCollection<AssociationEnd?>();
        var time = new DeadlineTime();
        var acceptor = new AssociationAcceptor(options, new AssociationQuota(TimeProvider.System, 1000, 1000, null));
        var desk = new ReceptionDesk(
            (opened, _) =>
            {
                opened.Socket.Dispose();
                ends.Add(null);
            },
            (_, how) => ends.Add(how.End));
        using var reception = new Reception(port, options, acceptor, desk, time);
        Task running = Task.Factory.StartNew(
            () =>
            {
                time.Watch(reception);
                reception.Run();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        AssociationEnd? EndOf(bool atItsDeadline)
        {
            using var peer = new RawPeer(((IPEndPoint)port.LocalEndPoint!).Port, secure: Client());
            time.Passes = atItsDeadline;
            bool isInTime = TrySend(peer, Wire.AssociateRequest(EchoContext));
            AssociationEnd? end = null;
            while (!ends.TryTake(out end, TimeSpan.FromMilliseconds(100)))
            {
                Assert.False(running.IsCompleted, running.Exception?.ToString());
            }

            return isInTime ? end : null;
        }

        // The instant is between two instructions: the clock waits for the worker, and once in a while finds that it came before or after.
        int tries = 0;
        while (EndOf(atItsDeadline: true) != AssociationEnd.TimedOut)
        {
            Assert.True(++tries < 50, "the instant was never met");
        }

        time.Passes = false;
        Assert.Null(EndOf(atItsDeadline: false));
        reception.Stop();
        await running;
    }

    [Fact]
    public async Task Association_IdleForTooLong_IsAbortedOverTls()
    {
        await using var store = new ListeningStore(options => options with
        {
            Tls = Serve(new TlsServer(_identity, null, false)),
            IdleTimeout = TimeSpan.FromMilliseconds(300),
        });
        using var peer = new RawPeer(store.Port, secure: Client());
        Assert.Equal("AC AB 0/0 closed", await peer.ConverseAsync([Wire.AssociateRequest(EchoContext)]));
        Assert.Equal(AssociationEnd.TimedOut, (await store.NextReportAsync()).End);
    }

    [Fact]
    public async Task StopAsync_HandshakesAndAssociationsOpen_EndsAll()
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, null, false));
        using var open = new RawPeer(store.Port, secure: Client());
        open.Send(Wire.AssociateRequest(EchoContext));
        Assert.Equal(2, (await open.ReadPduAsync(TestContext.Current.CancellationToken))![0]);
        using var frozen = new RawPeer(store.Port);
        frozen.Send(await RecordHelloAsync());
        using var silent = new RawPeer(store.Port);
        await store.Listener.StopAsync(ListeningStore.Patience, TestContext.Current.CancellationToken);
        Assert.Equal("AB 0/0 closed", await open.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.Equal("closed", await silent.ReadAllAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _authority.Dispose();

    private static Func<Stream, Stream> Client(SslProtocols version = SslProtocols.None, (string Certificate, string Key)? certificate = null) => plain =>
    {
        var secure = new SslStream(plain);
        secure.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = certificate is { } files
                ? SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key), null, offline: true)
                : null,
        });
        return secure;
    };

    private static TlsIdentity Identity((string Certificate, string Key) files) => TlsIdentity.Load(files.Certificate, files.Key);

    private static Func<TlsServer> Serve(TlsServer server) => () => server;

    private static ListeningStore Listen(TlsServer server) => new(options => options with { Tls = () => server });

    private static async Task<string> EchoAsync(ListeningStore store, Func<Stream, Stream> client)
    {
        using var peer = new RawPeer(store.Port, secure: client);
        return await peer.ConverseAsync([Wire.AssociateRequest(EchoContext), Wire.Command(1, Wire.EchoRequest(1)), Wire.ReleaseRequest]);
    }

    /// <summary>As <see cref="EchoAsync"/>; a handshake that fails on our side is told as "none".</summary>
    private static async Task<string> TryEchoAsync(ListeningStore store, Func<Stream, Stream> client)
    {
        try
        {
            return await EchoAsync(store, client);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return "none";
        }
    }

    private async Task AssertRefusedAsync((string, string)? certificate, string why, bool requires = true)
    {
        await using ListeningStore store = Listen(new TlsServer(_identity, TlsTrust.Load(_authority.RootFile), requires));
        Assert.DoesNotContain("AC", await TryEchoAsync(store, Client(certificate: certificate)), StringComparison.Ordinal);
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.TlsFailed, report.End);
        Assert.Contains(why, report.Detail, StringComparison.Ordinal);
    }

    /// <summary>A record that says it is a handshake, of noise.</summary>
    private static byte[] HostileHello(int bytes)
    {
        byte[] record = new byte[5 + bytes];
        new Random(7).NextBytes(record);
        (record[0], record[1], record[2], record[3], record[4]) = (22, 3, 1, (byte)(bytes >> 8), (byte)bytes);
        return record;
    }

    /// <summary>The first words of a real client.</summary>
    private static async Task<byte[]> RecordHelloAsync()
    {
        using var recorded = new RecordingStream();
        await using var client = new SslStream(recorded);
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync("localhost"));
        return recorded.ToArray();
    }

    /// <summary>A clock that stands, and, when told, jumps past every deadline as the reception asks for the time while a step of a handshake waits to be gone on with.</summary>
    private sealed class DeadlineTime : TimeProvider
    {
        private Reception? _reception;
        private Thread? _thread;
        private long _ticks = TimeSpan.TicksPerDay;

        public volatile bool Passes;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Watch(Reception reception) => (_reception, _thread) = (reception, Thread.CurrentThread);

        public override long GetTimestamp()
        {
            if (Passes && Thread.CurrentThread == _thread && SpinWait.SpinUntil(() => _reception!.StepsTaken > 0, TimeSpan.FromMilliseconds(200)))
            {
                Passes = false;
                Interlocked.Add(ref _ticks, TimeSpan.TicksPerHour);
            }

            return Interlocked.Read(ref _ticks);
        }
    }

    /// <summary>Keeps what is written, and is at its end at once.</summary>
    private sealed class RecordingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);
    }

    /// <summary>False when the listener has closed before.</summary>
    private static bool TrySend(RawPeer peer, byte[] bytes)
    {
        try
        {
            peer.Send(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
