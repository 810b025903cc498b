using System.Buffers.Binary;
using System.Text.Json;
using Edge.Dicom.Codecs;
using Edge.Dicom.Tests.Network;
using Edge.Dicom.Tests.Peers;

namespace Edge.Dicom.Tests.Codecs;

/// <summary>One image that an independent encoder made, and what must come out of it (Peers/pixel_variants.py).</summary>
public sealed record PixelVariant(string File, string Expected, int Tolerance, string Photometric)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Makes all of them in a folder.</summary>
    public static async Task<IReadOnlyList<PixelVariant>> MakeAsync(TemporaryFolder folder)
    {
        string printed = await PeerScript.RunAsync("pixel_variants.py", [], folder.Path);
        return [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<PixelVariant>(line, Options)!)];
    }

    /// <summary>Decodes it and says what differs; null when nothing does.</summary>
    public string? Difference()
    {
        string name = Path.GetFileName(File);
        try
        {
            using var reader = PixelReader.Open(File);
            byte[] actual = Decode(reader);
            byte[] expected = System.IO.File.ReadAllBytes(Expected);
            int largest = actual.Length == expected.Length ? Largest(actual, expected, reader.Format) : int.MaxValue;
            return reader.PhotometricAfterDecode != Photometric ? $"{name}: {reader.PhotometricAfterDecode}, not {Photometric}"
                : largest > Tolerance ? $"{name}: {actual.Length} of {expected.Length} bytes, largest difference {largest}"
                : null;
        }
        catch (Exception exception) when (exception is DicomCodecException or DicomFormatException)
        {
            return $"{name}: {exception.Message}";
        }
    }

    private static byte[] Decode(PixelReader reader)
    {
        byte[] all = new byte[(long)reader.FrameBytes * reader.Format.Frames];
        for (int frame = 0; frame < reader.Format.Frames; frame++)
        {
            reader.Read(frame, all.AsSpan(frame * reader.FrameBytes));
        }

        return all;
    }

    private static int Largest(byte[] actual, byte[] expected, PixelFormat format)
    {
        int largest = 0;
        for (int at = 0; at + format.SampleBytes <= actual.Length; at += format.SampleBytes)
        {
            largest = Math.Max(largest, (int)Math.Min(int.MaxValue, Math.Abs(Value(actual.AsSpan(at), format) - Value(expected.AsSpan(at), format))));
        }

        return largest;
    }

    private static long Value(ReadOnlySpan<byte> bytes, PixelFormat format) => (format.SampleBytes, format.IsSigned) switch
    {
        (1, false) => bytes[0],
        (1, true) => (sbyte)bytes[0],
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (_, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
    };
}
