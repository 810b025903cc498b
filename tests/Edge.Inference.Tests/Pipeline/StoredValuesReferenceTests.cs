using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom.Codecs;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Stored values of real files against the hashes that several independent tools agree on (shared data, references.json).</summary>
public sealed class StoredValuesReferenceTests
{
    private const int FilesExpectedAtLeast = 180;

    [Fact]
    public void Read_GreyFiles_GivesTheAgreedValues()
    {
        string references = TestFolders.RequireShared("data", "references.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(references));
        using var pixels = new SlicePixels();
        int compared = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("files").EnumerateObject().Select(file => file.Value))
        {
            string path = Path.Combine(Path.GetDirectoryName(references)!, "dicom", entry.GetProperty("file").GetString()!);
            if (!IsAgreed(entry) || ReadSource(path) is not { } instance || ImageFormat.ReadGrey(instance, out _) is not { } format)
            {
                continue;
            }

            float[] values = new float[format.FrameSamples];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int frame = 0; frame < format.Frames; frame++)
            {
                Assert.Null(pixels.Read(format.Frames == 1 ? instance : instance with { Frame = frame }, format, values));
                hash.AppendData(Cells(values, format));
            }

            string computed = Convert.ToHexStringLower(hash.GetHashAndReset());
            Assert.True(entry.GetProperty("sha256_values").GetString() == computed, $"{path} has other values than the tools agree on.");
            compared++;
        }

        Assert.True(compared >= FilesExpectedAtLeast, $"Only {compared} files were compared.");
    }

    private static bool IsAgreed(JsonElement entry) =>
        entry.GetProperty("trust").GetString() == "high" && entry.TryGetProperty("exact", out JsonElement exact) && exact.GetBoolean();

    /// <summary>The canonical form: little-endian words of the allocated bits.</summary>
    private static byte[] Cells(float[] values, PixelFormat format)
    {
        byte[] bytes = new byte[format.FrameBytes];
        for (int index = 0; index < values.Length; index++)
        {
            Span<byte> cell = bytes.AsSpan(index * format.SampleBytes);
            switch (format)
            {
                case { IsFloat: true, SampleBytes: 4 }:
                    BinaryPrimitives.WriteSingleLittleEndian(cell, values[index]);
                    break;
                case { IsFloat: true }:
                    BinaryPrimitives.WriteDoubleLittleEndian(cell, values[index]);
                    break;
                case { SampleBytes: 4 }:
                    BinaryPrimitives.WriteUInt32LittleEndian(cell, (uint)values[index]);
                    break;
                case { SampleBytes: 2 }:
                    BinaryPrimitives.WriteInt16LittleEndian(cell, (short)(int)values[index]);
                    break;
                default:
                    cell[0] = (byte)(int)values[index];
                    break;
            }
        }

        return bytes;
    }

    private static SourceInstance? ReadSource(string path)
    {
        var instances = new List<SourceInstance>();
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", path)]);
        return SourceReader.Read(unit, instances, TestContext.Current.CancellationToken) is null ? instances[0] : null;
    }
}
