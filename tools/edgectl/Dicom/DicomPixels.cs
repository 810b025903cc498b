using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Dicom;
using Edge.Dicom.Codecs;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom pixels FILE [--frame N] [--out RAW] [--json]</c>: the stored values of an image, decoded.</summary>
internal static class DicomPixels
{
    private const string Here = "--in-this-process";

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A DICOM file with an image." };
        var frame = new Option<int?>("--frame") { Description = "Only this frame; the first is 1." };
        var target = new Option<string?>("--out")
        {
            Description = "Write the stored values here: little-endian, in allocated width, samples interleaved, frame after frame.",
        };
        var json = new Option<bool>("--json") { Description = "Describe the image as JSON." };
        var here = new Option<bool>(Here) { Hidden = true };
        var command = new Command("pixels", "Decode the pixels of an image and say what they are.") { file, frame, target, json, here };
        command.SetAction(parsed => parsed.GetValue(here)
            ? Run(parsed.GetRequiredValue(file), parsed.GetValue(frame), parsed.GetValue(target), parsed.GetValue(json))
            : DecodingProcess.Run(
                [.. Words(parsed).Take(2), Here, .. Words(parsed).Skip(2)],
                parsed.GetRequiredValue(file),
                parsed.GetValue(target)));
        return command;
    }

    private static IEnumerable<string> Words(ParseResult parsed) => parsed.Tokens.Select(token => token.Value);

    private static int Run(string path, int? frame, string? target, bool json)
    {
        try
        {
            using var reader = PixelReader.Open(path);
            if (frame is < 1 || frame > reader.Format.Frames)
            {
                Console.Error.WriteLine($"edgectl: --frame is from 1 to {reader.Format.Frames}");
                return 2;
            }

            Describe(reader, target is null ? Decode(reader, frame, Stream.Null) : Write(reader, frame, target), json);
            return 0;
        }
        catch (Exception undecodable) when (undecodable is DicomCodecException or DicomFormatException)
        {
            Console.Error.WriteLine($"edgectl: {path}: {undecodable.Message}");
        }
        catch (DllNotFoundException missing)
        {
            Console.Error.WriteLine($"edgectl: {missing.Message} Install libturbojpeg0, libcharls2 and libopenjp2-7.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgectl: {unreadable.Message}");
        }

        return 1;
    }

    // A file with less than was asked for could be taken for the whole.
    private static string Write(PixelReader reader, int? frame, string target)
    {
        using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            return Decode(reader, frame, output);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    private static string Decode(PixelReader reader, int? frame, Stream output)
    {
        byte[] values = new byte[reader.FrameBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int first = frame is int only ? only - 1 : 0;
        int last = frame is int also ? also - 1 : reader.Format.Frames - 1;
        for (int i = first; i <= last; i++)
        {
            reader.Read(i, values);
            hash.AppendData(values);
            output.Write(values);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Describe(PixelReader reader, string sha256, bool json)
    {
        PixelFormat format = reader.Format;
        (string Name, object Value)[] rows =
        [
            ("rows", format.Rows),
            ("columns", format.Columns),
            ("frames", format.Frames),
            ("samples", format.Samples),
            ("bitsAllocated", format.BitsAllocated),
            ("bitsStored", format.BitsStored),
            ("signed", format.IsSigned),
            ("photometric", reader.PhotometricAfterDecode),
            ("sha256", sha256),
        ];
        using Stream output = Console.OpenStandardOutput();
        if (!json)
        {
            using var text = new StreamWriter(output);
            foreach ((string name, object value) in rows)
            {
                text.WriteLine($"{name,-14} {value}");
            }

            return;
        }

        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        foreach ((string name, object value) in rows)
        {
            writer.WritePropertyName(name);
            switch (value)
            {
                case int number:
                    writer.WriteNumberValue(number);
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                default:
                    writer.WriteStringValue((string)value);
                    break;
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
