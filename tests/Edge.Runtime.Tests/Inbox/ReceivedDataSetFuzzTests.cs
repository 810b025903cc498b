using System.Globalization;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Dicom.Tests;
using Edge.Dicom.Tests.Fuzzing;
using Edge.Runtime.Inbox;
using Edge.Runtime.Routing;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>
/// Damaged data sets on the road of a received object: judged as at the end of a C-STORE; some of them stored for good, read as routing reads them, and
/// indexed again. tools/soak fuzz runs this with EDGE_SOAK_DATASET_CASES=1000000.
/// </summary>
public sealed class ReceivedDataSetFuzzTests : IDisposable
{
    private const int ShareOfCases = 8_000;
    private const int StoredEvery = 100;
    private const int MostSharedBytes = 16 * 1024;
    private const string Instance = "1.2.3";

    /// <summary>An object of at most 64 KiB: what a length claims is never allocated, and what inflates passes by.</summary>
    private const long MostAllocatedBytes = 4L << 20;

    private static readonly DicomTransferSyntax[] Made =
    [
        DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    private readonly InboxBench _bench = new();

    [Fact]
    public void Commit_DamagedDataSet_IsStoredOrRefused()
    {
        IReadOnlyList<Source> sources = [.. MadeObjects(), .. SharedFiles()];
        int cases = Number("EDGE_SOAK_DATASET_CASES", ShareOfCases);
        int seed = Number("EDGE_SOAK_SEED", 20260101);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int stored = 0;
        for (int index = 0; index < cases; index++)
        {
            Source source = sources[index % sources.Count];
            byte[] damaged = new Mutator(unchecked(seed + index)).Mutate([source.DataSet]);
            try
            {
                DicomStatus status = Judge(source, damaged);
                outcomes[status.ToString()] = outcomes.GetValueOrDefault(status.ToString()) + 1;
                if (index % StoredEvery == 0)
                {
                    Store(source, damaged, status);
                    stored++;
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Case {index} of seed {seed}, {damaged.Length} bytes: {exception.GetType().Name} {exception.Message}", exception);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{cases} damaged data sets of {sources.Count}, seed {seed}: {string.Join(", ", outcomes.Select(pair => $"{pair.Value} {pair.Key}"))}; {stored} of them went through the inbox");
        Assert.InRange(outcomes.Count, 2, int.MaxValue);
        IReadOnlyList<string> files = _bench.Files;
        _bench.RestartWithoutDatabase();
        Assert.Equal(files.Count(file => file.EndsWith(".dcm", StringComparison.Ordinal)), _bench.Recovery.Run());
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>What the end of a C-STORE does without a disk: the front of the data set is in memory, as much of it as a receiver holds.</summary>
    private static DicomStatus Judge(Source source, byte[] dataSet)
    {
        var reception = new ReceptionRecord(source.SopClassUid, Instance, source.Syntax, "SCANNER", "EDGE", "dicom://192.0.2.7", DateTimeOffset.UnixEpoch);
        byte[] header = reception.EncodeHeader();
        byte[] file = [.. header, .. dataSet];
        int front = Math.Min(dataSet.Length, InboxReceiver.HeadBytes - header.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        (ObjectHeader? found, StoreOutcome refusal) = HeaderCheck.Check(reception, dataSet.AsMemory(0, front), dataSet.Length, () => new MemoryStream(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocatedBytes);
        Assert.Equal(found is null, refusal.Status.IsFailure);
        Assert.True(found is null || (found.StudyUid.Length <= 64 && found.SeriesUid.Length <= 64));
        return refusal.Status;
    }

    /// <summary>The same answer from a real inbox, nothing left of what is refused, and a file that routing can read whatever it holds.</summary>
    private void Store(Source source, byte[] dataSet, DicomStatus expected)
    {
        int before = _bench.Files.Count;
        StoreOutcome outcome = _bench.Send(dataSet, source.SopClassUid, Instance, source.Syntax, chunkBytes: 5000);
        Assert.Equal(dataSet.Length == 0 ? DicomStatus.CannotUnderstand : expected, outcome.Status);
        IReadOnlyList<string> after = _bench.Files;
        Assert.InRange(after.Count - before, 0, outcome.Status.IsFailure ? 0 : 1);
        if (after.Count > before)
        {
            InstanceHeader header = InstanceHeader.Read(after[^1], [DicomTag.Modality, DicomTag.PatientName, DicomTag.PixelSpacing, DicomTag.Rows, DicomTag.ContentSequence]);
            Assert.True(header.Problem is null || header.Problem.Length < 1000);
        }
    }

    private static IEnumerable<Source> MadeObjects()
    {
        foreach (DicomTransferSyntax syntax in Made)
        {
            DicomDataset made = Objects.Ct(Instance, pixelBytes: 64);
            var item = new DicomDataset();
            item.Set(DicomTag.CodeValue, "T-1");
            made.Set(DicomTag.ConceptNameCodeSequence, item);
            made.Set(DicomTag.PatientName, "Phantom^Fuzz");
            yield return new Source(Objects.CtImage, syntax, InboxBench.Encode(made, syntax));
        }
    }

    /// <summary>Small real files, with the instance UID that the requests state.</summary>
    private static IEnumerable<Source> SharedFiles()
    {
        foreach (string path in SharedData.Files("dicom").Where(path => new FileInfo(path).Length <= MostSharedBytes).Order(StringComparer.Ordinal))
        {
            Source? source = ReadShared(path);
            if (source is not null)
            {
                yield return source;
            }
        }
    }

    private static Source? ReadShared(string path)
    {
        try
        {
            DicomFile file = DicomFile.Open(path);
            file.Dataset.Set(DicomTag.SOPInstanceUID, Instance);
            return file.Dataset.GetString(DicomTag.SOPClassUID) is { Length: > 0 } sopClass
                ? new Source(sopClass, file.TransferSyntax, InboxBench.Encode(file.Dataset, file.TransferSyntax))
                : null;
        }
        catch (DicomFormatException)
        {
            // Broken before any damage.
            return null;
        }
    }

    private static int Number(string variable, int share) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : share;

    private sealed record Source(string SopClassUid, DicomTransferSyntax Syntax, byte[] DataSet);
}
