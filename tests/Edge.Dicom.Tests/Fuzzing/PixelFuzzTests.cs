using System.Globalization;
using Edge.Dicom.Codecs;
using Edge.Dicom.Images;
using Edge.Dicom.Tests.Codecs;
using Edge.Dicom.Tests.Network;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>
/// Damaged images of every kind but JPEG 2000; tools/soak pixels runs this with EDGE_SOAK_PIXEL_CASES=1000000. OpenJPEG 2.5.0 aborts the process on some
/// damaged HTJ2K frames (an assertion in ht_dec.c), and one bit makes an HTJ2K frame of another: CodecCrashTests show what such a crash costs.
/// </summary>
public sealed class PixelFuzzTests
{
    private const int ShareOfCases = 1_500;
    private const int MostSharedBytes = 64 * 1024;
    private const int MostFramesRead = 4;

    /// <summary>Larger frames are opened, but not read: the test would only wait for zeros.</summary>
    private const int MostFrameBytes = 16 << 20;

    /// <summary>Sources have at most 64 KiB, and their frames a few: attributes alone buy no memory.</summary>
    private const long MostAllocatedBytes = 512L << 20;

    [Fact]
    public async Task Read_DamagedImage_DecodesOrGivesTheOneException()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<PixelVariant> variants = await PixelVariant.MakeAsync(folder);
        IReadOnlyList<byte[]> sources = [.. variants.Select(variant => File.ReadAllBytes(variant.File)).Where(IsSafe), .. SharedFiles().Where(IsSafe)];
        int cases = Number("EDGE_SOAK_PIXEL_CASES", ShareOfCases);
        int seed = Number("EDGE_SOAK_SEED", 20260101);
        string path = Path.Combine(folder.Path, "damaged");
        int refused = 0;
        for (int index = 0; index < cases; index++)
        {
            byte[] input = new Mutator(unchecked(seed + index)).Mutate(sources);
            await File.WriteAllBytesAsync(path, input, TestContext.Current.CancellationToken);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Decode(path);
            }
            catch (Exception exception) when (exception is DicomCodecException or DicomFormatException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Case {index} of seed {seed}: {exception.GetType().Name} {exception.Message}", exception);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocatedBytes, $"Case {index} of seed {seed}: {allocated} bytes allocated for {input.Length} read.");
        }

        TestContext.Current.SendDiagnosticMessage($"{cases} damaged images of {sources.Count}: {refused} refused, the rest decoded");
        Assert.True(refused > 0 && refused < cases, "Damage should sometimes be noticed and sometimes not.");
    }

    // The UIDs of JPEG 2000 end in 4.90 to 4.93, those of HTJ2K in 4.201 to 4.203.
    private static bool IsSafe(byte[] file) =>
        file.AsSpan().IndexOf("1.2.840.10008.1.2.4.9"u8) < 0 && file.AsSpan().IndexOf("1.2.840.10008.1.2.4.20"u8) < 0;

    private static void Decode(string path)
    {
        using var reader = PixelReader.Open(path);
        if (reader.FrameBytes > MostFrameBytes)
        {
            return;
        }

        byte[] values = new byte[reader.FrameBytes];
        for (int frame = 0; frame < Math.Min(reader.Format.Frames, MostFramesRead); frame++)
        {
            reader.Read(frame, values);
        }

        DicomDataset image = DicomFile.Open(path).Dataset;
        _ = FrameAttributes.Of(image, 0);
        _ = FrameDimensions.Of(image, reader.Format.Frames)?.Order();
        _ = VoiTransform.Tables(image);
        _ = VoiTransform.Windows(image, VoiTransform.FunctionOf(image));
        if (RgbReader.IsColour(reader.Format))
        {
            new RgbReader(image, reader).Read(0, new ushort[3 * reader.Format.Rows * reader.Format.Columns]);
        }
    }

    private static IEnumerable<byte[]> SharedFiles() =>
        SharedData.IsAbsent ? [] : SharedData.Files("dicom").Where(file => new FileInfo(file).Length < MostSharedBytes).Select(File.ReadAllBytes);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
