using System.Diagnostics;
using System.Globalization;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>tools/soak fuzz runs this with EDGE_SOAK_FUZZ_CASES=1000000.</summary>
public sealed class FileFuzzTests
{
    private const int ShareOfCases = 8_000;
    private const int MostSharedBytes = 32 * 1024;

    /// <summary>An input of at most 64 KiB: what a length claims is never allocated, and inflating stops at its allowance.</summary>
    private const long MostAllocatedBytes = 256L << 20;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    [Fact]
    public void Open_DamagedFile_ReadsOrGivesTheOneException()
    {
        IReadOnlyList<byte[]> sources = [.. MadeFiles(), .. SharedFiles()];
        int cases = Number("EDGE_SOAK_FUZZ_CASES", ShareOfCases);
        int seed = Number("EDGE_SOAK_SEED", 20260101);
        int refused = 0;
        long most = 0;
        for (int index = 0; index < cases; index++)
        {
            byte[] input = new Mutator(unchecked(seed + index)).Mutate(sources);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                FileExercise.Run(input);
            }
            catch (DicomFormatException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Case {index} of seed {seed}, {input.Length} bytes: {exception.GetType().Name} {exception.Message}", exception);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, allocated);
            Assert.True(allocated < MostAllocatedBytes, $"Case {index} of seed {seed}: {allocated} bytes allocated for {input.Length} read.");
            Assert.True(clock.Elapsed < MostTime, $"Case {index} of seed {seed}: took {clock.Elapsed.TotalSeconds:F1} s.");
        }

        TestContext.Current.SendDiagnosticMessage($"{cases} damaged files of {sources.Count}: {refused} refused, the rest read; at most {most >> 10} KiB allocated for one");
        Assert.True(refused > 0 && refused < cases, "Damage should sometimes be noticed and sometimes not.");
    }

    private static IEnumerable<byte[]> MadeFiles()
    {
        DicomTransferSyntax[] syntaxes =
        [
            DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian,
            DicomTransferSyntax.DeflatedExplicitVRLittleEndian,
        ];
        foreach (DicomTransferSyntax syntax in syntaxes)
        {
            var inner = new DicomDataset();
            inner.Set(DicomTag.CodeValue, "T-1");
            var item = new DicomDataset();
            item.Set(DicomTag.CodeMeaning, "meaning");
            item.Set(DicomTag.ConceptNameCodeSequence, inner);
            var dataset = new DicomDataset();
            dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 100");
            dataset.Set(DicomTag.SOPClassUID, DicomUid.CTImageStorage);
            dataset.Set(DicomTag.SOPInstanceUID, "1.2.3");
            dataset.Set(DicomTag.PatientName, "Phantom^Fuzz");
            dataset.Set(DicomTag.PixelSpacing, 0.5, 0.25);
            dataset.Set(DicomTag.Rows, 4);
            dataset.Set(DicomTag.ContentSequence, item);
            using var stream = new MemoryStream();
            new DicomFile(dataset, syntax).Save(stream);
            yield return stream.ToArray();
        }
    }

    private static IEnumerable<byte[]> SharedFiles() =>
        SharedData.IsAbsent ? [] : SharedData.Files("dicom").Where(path => new FileInfo(path).Length <= MostSharedBytes).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static int Number(string variable, int share) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : share;
}
