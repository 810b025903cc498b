using System.Net;
using System.Net.Sockets;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>tools/soak fuzz runs this with EDGE_SOAK_STREAM_CASES=20000.</summary>
public sealed class StreamFuzzTests
{
    private const int ShareOfCases = 300;
    private const int GoodObjectsEvery = 100;
    private const int MostFurtherDescriptors = 8;
    private const long MostResidentMiB = 200;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Receive_DamagedConversations_StaysUpAndServesTheOthers()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        int cases = Checkout.Number("EDGE_SOAK_STREAM_CASES", ShareOfCases);
        int seed = Checkout.Number("EDGE_SOAK_SEED", 20260101);
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]", "dicom.idleSeconds=5"], cancellationToken);
        // Few pixels, so that most damage meets what is parsed.
        PhantomKind[] kinds = [PhantomKind.CtSlice with { Rows = 8, Columns = 8 }, PhantomKind.Radiograph with { Rows = 4, Columns = 4 }];
        byte[][] sources = [.. kinds.Select(kind => Conversation.Store(InstanceUids.NewStudy(1)[0], kind))];
        Assert.Equal(2, await AnswersAsync(appliance.DicomPort, sources[0], cancellationToken));
        int descriptors = appliance.OpenDescriptors;

        int accepted = 0;
        for (int index = 0; index < cases; index++)
        {
            byte first = (byte)await AnswersAsync(appliance.DicomPort, new Mutator(unchecked(seed + index)).Mutate(sources), cancellationToken);
            accepted += first == 2 ? 1 : 0;
            Assert.False(appliance.HasExited, $"Case {index} of seed {seed} ended the runtime. The end of its log:\n{appliance.LogTail()}");
            if (index % GoodObjectsEvery == 0)
            {
                await GoodSenderAsync(appliance, folder, cancellationToken);
            }
        }

        await Poll.UntilAsync(
            () => Task.FromResult(appliance.OpenDescriptors <= descriptors + MostFurtherDescriptors ? null : $"{appliance.OpenDescriptors} descriptors are open, {descriptors} were at first"),
            SettleInterval,
            SettleLimit,
            cancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{cases} damaged conversations, {accepted} of them accepted as associations; resident at most {appliance.PeakResidentBytes >> 20} MiB, descriptors {descriptors} before and {appliance.OpenDescriptors} after");
        Assert.True(appliance.PeakResidentBytes < MostResidentMiB << 20);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    /// <summary>Sends the bytes and returns the type of the first PDU that comes back, or -1 when the connection just closes.</summary>
    private static async Task<int> AnswersAsync(int port, byte[] bytes, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(AnswerLimit);
        byte[] answer = new byte[64 * 1024];
        int first = -1;
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limited.Token);
            await socket.SendAsync(bytes, limited.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(answer, limited.Token) is var count and > 0)
            {
                first = first < 0 ? answer[0] : first;
                _ = count;
            }
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A reset, or silence until the limit, answers too: what counts is that the appliance lives and serves others.
            return first;
        }

        return first;
    }

    private static async Task GoodSenderAsync(Appliance appliance, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
        await File.WriteAllBytesAsync(path, Phantom.File(uids, PhantomKind.MrSlice, 0), cancellationToken);
        using var scanner = Scanner.Start(appliance.DicomPort, "GOOD", [path]);
        Assert.Single(await scanner.AcknowledgedAsync(cancellationToken));
        Assert.Contains(Part10.DataSetDigest(path), new StoredObjects(appliance.Data).Digests());
    }
}
