using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Our requestor against DCMTK's storescp as it comes.</summary>
public sealed class DcmtkReceiverTests
{
    [Fact]
    public async Task StoreAsync_ToStorescp_EveryDataSetIsWrittenByteForByte()
    {
        using var sent = new TemporaryFolder();
        using var received = new TemporaryFolder();
        byte[][] dataSets = [.. Enumerable.Range(1, 3).Select(number => sent.WriteCtFile(number, pixelBytes: 400_000))];
        int port = FreePort();
        using Process storescp = PeerProgram.Start("storescp", "+B", "-od", received.Path, port.ToString(CultureInfo.InvariantCulture));
        try
        {
            await SendAsync(port, [.. Directory.GetFiles(sent.Path).Select(StorableFile.Read)]);
        }
        finally
        {
            storescp.Kill();
            await storescp.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string[] written = [.. Directory.GetFiles(received.Path).Select(path => Convert.ToHexString(File.ReadAllBytes(path)))];
        Assert.Equal(3, written.Length);
        Assert.All(dataSets, dataSet => Assert.Contains(written, file => file.EndsWith(Convert.ToHexString(dataSet), StringComparison.Ordinal)));
    }

    private static async Task SendAsync(int port, StorableFile[] files)
    {
        PlannedAssociation<StorableFile> plan = Assert.Single(ContextPlan.For(files, file => file.Instance));
        await using DicomAssociation association = await ConnectWhenUpAsync(port, plan.Contexts);
        foreach (StorableFile file in plan.Objects)
        {
            await using FileStream dataSet = file.OpenDataSet();
            StoreResponse response = await association.StoreAsync(file.Instance, dataSet, TestContext.Current.CancellationToken);
            Assert.Equal(DicomStatus.Success, response.Status);
        }

        await association.ReleaseAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The program needs a moment until it listens.</summary>
    private static async Task<DicomAssociation> ConnectWhenUpAsync(int port, IReadOnlyList<ProposedContext> contexts)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await DicomAssociation.ConnectAsync(
                    new DicomAssociationOptions { Host = "127.0.0.1", Port = port, CalledAeTitle = "STORESCP", Contexts = contexts },
                    TimeProvider.System,
                    TestContext.Current.CancellationToken);
            }
            catch (DicomAssociationException refused) when (
                refused.Failure == AssociationFailure.Unreachable && Stopwatch.GetElapsedTime(start) < ListeningStore.Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
