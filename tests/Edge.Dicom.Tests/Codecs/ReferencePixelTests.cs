using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Dicom.Codecs;

namespace Edge.Dicom.Tests.Codecs;

/// <summary>Every image of the test material against values that independent decoders agree on.</summary>
public sealed class ReferencePixelTests
{
    // The one reference that a single lenient decoder made of a file that ends within its pixel data.
    private const string Truncated = "broken-odd/pydicom__MR_truncated.dcm";

    public static IEnumerable<TheoryDataRow<string>> Images =>
        References().Where(entry => entry.Value.GetProperty("trust").GetString() is "high" or "medium" && entry.Name != Truncated && entry.Value.TryGetProperty("sha256_values", out _))
            .Select(entry => new TheoryDataRow<string>(entry.Name))
            .DefaultIfEmpty(new TheoryDataRow<string>("") { Skip = SharedData.Absent });

    public static IEnumerable<TheoryDataRow<string>> Undecodable =>
        References().Where(entry => entry.Value.GetProperty("trust").GetString() == "none" || entry.Name == Truncated)
            .Select(entry => new TheoryDataRow<string>(entry.Name))
            .DefaultIfEmpty(new TheoryDataRow<string>("") { Skip = SharedData.Absent });

    [Theory]
    [MemberData(nameof(Images))]
    public void Read_ReferenceImage_GivesTheAgreedValues(string name)
    {
        JsonElement reference = References().Single(entry => entry.Name == name).Value;
        using var reader = PixelReader.Open(Path.Combine(SharedData.Root!, "dicom", name));
        byte[] frame = new byte[reader.FrameBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] first = [];
        for (int i = 0; i < reader.Format.Frames; i++)
        {
            reader.Read(i, frame);
            hash.AppendData(frame);
            first = i == 0 ? [.. frame] : first;
        }

        if (!reference.TryGetProperty("exact", out JsonElement exact) || exact.ValueKind != JsonValueKind.False)
        {
            Assert.Equal(reference.GetProperty("sha256_values").GetString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        else
        {
            int tolerance = reference.GetProperty("tolerance").GetInt32();
            Assert.InRange(LargestDifference(first, Frame0(name), reader.Format), 0, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Undecodable))]
    public void Read_NoUsableImage_GivesOneClearError(string name)
    {
        Exception? error = Record.Exception(() =>
        {
            using var reader = PixelReader.Open(Path.Combine(SharedData.Root!, "dicom", name));
            byte[] frame = new byte[reader.FrameBytes];
            for (int i = 0; i < reader.Format.Frames; i++)
            {
                reader.Read(i, frame);
            }
        });
        Assert.True(error is DicomCodecException or DicomFormatException, error?.ToString() ?? "It was decoded.");
    }

    private static IEnumerable<JsonProperty> References()
    {
        if (SharedData.Root is null)
        {
            return [];
        }

        using FileStream stream = File.OpenRead(Path.Combine(SharedData.Root, "references.json"));
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("files").EnumerateObject()];
    }

    private static byte[] Frame0(string name)
    {
        using FileStream packed = File.OpenRead(Path.Combine(SharedData.Root!, "frame0", name.Replace("/", "__", StringComparison.Ordinal) + ".f0.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        unpacked.CopyTo(whole);
        return whole.ToArray();
    }

    private static int LargestDifference(byte[] actual, byte[] expected, PixelFormat format)
    {
        Assert.Equal(expected.Length, actual.Length);
        int largest = 0;
        for (int i = 0; i + format.SampleBytes <= actual.Length; i += format.SampleBytes)
        {
            largest = Math.Max(largest, Math.Abs(Value(actual, i, format) - Value(expected, i, format)));
        }

        return largest;
    }

    private static int Value(byte[] bytes, int at, PixelFormat format) => (format.SampleBytes, format.IsSigned) switch
    {
        (1, false) => bytes[at],
        (1, true) => (sbyte)bytes[at],
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)),
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at)),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)),
    };
}
