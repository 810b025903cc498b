using System.Globalization;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class DcmtkSenderTests
{
    [Fact]
    public async Task Echoscu_IsAnswered_AndReleases()
    {
        await using var store = new ListeningStore();
        PeerProgram echo = await PeerProgram.RunAsync("echoscu", "-v", "127.0.0.1", Port(store));
        Assert.True(echo.ExitCode == 0, echo.Output);
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.Released, report.End);
        Assert.Equal("ECHOSCU", report.CallingAeTitle);
    }

    [Fact]
    public async Task Storescu_FolderOfFiles_EveryDataSetArrivesByteForByte()
    {
        using var folder = new TemporaryFolder();
        byte[][] dataSets = [.. Enumerable.Range(1, 5).Select(number => folder.WriteCtFile(number, pixelBytes: 300_000 + (number * 2)))];
        await using var store = new ListeningStore();
        PeerProgram sent = await PeerProgram.RunAsync("storescu", "+sd", "127.0.0.1", Port(store), folder.Path);
        Assert.True(sent.ExitCode == 0, sent.Output);
        AssociationReport report = await store.NextReportAsync();
        Assert.Equal(AssociationEnd.Released, report.End);
        Assert.Equal(5, report.StoredCount);
        Assert.Equal(
            dataSets.Select(bytes => Convert.ToHexString(bytes)).Order(StringComparer.Ordinal),
            store.Store.Objects.Select(stored => Convert.ToHexString(stored.DataSet.Span)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Findscu_IsRefusedPolitely_AndTheListenerStaysUp()
    {
        await using var store = new ListeningStore();
        PeerProgram find = await PeerProgram.RunAsync(
            "findscu", "-v", "-S", "127.0.0.1", Port(store), "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID");
        Assert.Contains("No Acceptable Presentation Contexts", find.Output, StringComparison.OrdinalIgnoreCase);
        PeerProgram echo = await PeerProgram.RunAsync("echoscu", "127.0.0.1", Port(store));
        Assert.True(echo.ExitCode == 0, echo.Output);
    }

    private static string Port(ListeningStore store) => store.Port.ToString(CultureInfo.InvariantCulture);
}
