using System.Globalization;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>What real peers send to an appliance: echoscu, findscu, and storescu with real files in several transfer syntaxes and with made ones.</summary>
internal static class RecordedPeers
{
    /// <summary>Small files, so that most damage meets what is parsed and not pixels.</summary>
    private const int MostFileBytes = 12 * 1024;

    private const int MostRealFiles = 12;

    private static readonly PhantomKind[] Kinds = [PhantomKind.CtSlice with { Rows = 8, Columns = 8 }, PhantomKind.Radiograph with { Rows = 16, Columns = 16 }];

    public static async Task<IReadOnlyList<byte[]>> RecordAsync(Appliance appliance, string folder, CancellationToken cancellationToken)
    {
        using var recorder = new ConversationRecorder(appliance.DicomPort);
        string port = recorder.Port.ToString(CultureInfo.InvariantCulture);
        List<byte[]> recorded =
        [
            await RecordAsync("echoscu", ["127.0.0.1", port]),
            await RecordAsync("findscu", ["-S", "127.0.0.1", port, "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID"]),
        ];
        List<string> made = [];
        foreach (PhantomKind kind in Kinds)
        {
            string path = Path.Combine(folder, $"{kind.Modality}.dcm");
            await File.WriteAllBytesAsync(path, Phantom.File(InstanceUids.NewStudy(1)[0], kind, 0), cancellationToken);
            recorded.Add(await RecordAsync("storescu", ["127.0.0.1", port, path]));
            made.Add(path);
        }

        recorded.Add(await RecordAsync("storescu", ["--max-send-pdu", "4096", "127.0.0.1", port, .. made]));
        foreach (string path in RealFiles())
        {
            recorded.Add(await RecordAsync("storescu", [ProposalOption.For(path), "127.0.0.1", port, path]));
        }

        return recorded;

        Task<byte[]> RecordAsync(string peer, string[] arguments) => recorder.RecordAsync(() => Tool.RunAsync(peer, "dcmtk", arguments, cancellationToken));
    }

    /// <summary>Of each transfer syntax the first small file of the test material; none where that is absent.</summary>
    private static IEnumerable<string> RealFiles() => Checkout.SharedData is not { } shared
        ? []
        : Directory.EnumerateFiles(Path.Combine(shared, "dicom"), "*.dcm", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/broken-odd/", StringComparison.Ordinal) && new FileInfo(path).Length <= MostFileBytes)
            .Order(StringComparer.Ordinal)
            .DistinctBy(ProposalOption.For)
            .Take(MostRealFiles);
}
