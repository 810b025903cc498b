using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom.Codecs;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Stored values of real files against the hashes that several independent tools agree on (shared data, references.json).</summary>
public sealed class StoredValuesReferenceTests
{
    private const int FilesExpectedAtLeast = 150;

    [Fact]
    public void Read_GreyFiles_GivesTheAgreedValues()
    {
        string references = TestFolders.RequireShared("data", "references.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(references));
        var pixels = new SlicePixels();
        int compared = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("files").EnumerateObject().Select(file => file.Value))
        {
            string path = Path.Combine(Path.GetDirectoryName(references)!, "dicom", entry.GetProperty("file").GetString()!);
            if (!IsAgreed(entry) || ReadSource(path) is not { } instance || GreyImage.ReadFormat(instance, out _) is not { } format)
            {
                continue;
            }

            float[] values = new float[format.FrameSamples];
            Assert.Null(pixels.Read(instance, format, values));
            Assert.True(entry.GetProperty("sha256_values").GetString() == Hash(values, format), $"{path} has other values than the tools agree on.");
            compared++;
        }

        Assert.True(compared >= FilesExpectedAtLeast, $"Only {compared} files were compared.");
    }

    private static bool IsAgreed(JsonElement entry) =>
        entry.GetProperty("trust").GetString() == "high" && entry.TryGetProperty("exact", out JsonElement exact) && exact.GetBoolean();

    /// <summary>The canonical form: little-endian words of the allocated bits.</summary>
    private static string Hash(float[] values, PixelFormat format)
    {
        byte[] bytes = new byte[format.FrameBytes];
        for (int index = 0; index < values.Length; index++)
        {
            int value = (int)values[index];
            if (format.SampleBytes == 1)
            {
                bytes[index] = (byte)value;
            }
            else
            {
                (bytes[2 * index], bytes[(2 * index) + 1]) = ((byte)value, (byte)(value >> 8));
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static SourceInstance? ReadSource(string path)
    {
        var instances = new List<SourceInstance>();
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", path)]);
        return SourceReader.Read(unit, instances, TestContext.Current.CancellationToken) is null ? instances[0] : null;
    }
}
