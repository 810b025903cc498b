using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Edge.EndToEnd.Tests;

/// <summary>edgectl dicom pixels against values that independent decoders agree on.</summary>
public sealed class PixelsVerbTests
{
    private const string Absent = "the test material ../shared/data is not here";

    /// <summary>One file of each transfer syntax whose values are known to the bit, several frames before one.</summary>
    public static IEnumerable<TheoryDataRow<string>> Images =>
        References().Where(static entry => Text(entry, "trust") == "high" && entry.Value.TryGetProperty("sha256_values", out _) && Text(entry, "exact") == "True")
            .GroupBy(static entry => Text(entry, "ts"))
            .Select(static group => new TheoryDataRow<string>(group.MaxBy(static entry => entry.Value.GetProperty("frames").GetInt32() > 1).Name))
            .DefaultIfEmpty(new TheoryDataRow<string>("") { Skip = Absent });

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Pixels_OfAReferenceImage_AreWrittenAndDescribed(string name)
    {
        using var folder = new TemporaryFolder();
        JsonElement reference = References().Single(entry => entry.Name == name).Value;
        string raw = Path.Combine(folder.Path, "raw");
        Outcome whole = await PixelsAsync(name, "--out", raw);
        Assert.True(whole.ExitCode == 0, whole.Errors);
        byte[] values = await File.ReadAllBytesAsync(raw, Cancel);
        string expected = reference.GetProperty("sha256_values").GetString()!;
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(values)));
        Dictionary<string, string> said = whole.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(static words => words[0], static words => words[1]);
        int frames = reference.GetProperty("frames").GetInt32();
        Assert.Equal(expected, said["sha256"]);
        Assert.Equal(
            [Number(reference, "rows"), Number(reference, "cols"), Number(reference, "frames"), Number(reference, "spp"), Number(reference, "ba")],
            [said["rows"], said["columns"], said["frames"], said["samples"], said["bitsAllocated"]]);

        if (frames > 1)
        {
            Outcome last = await PixelsAsync(name, "--frame", frames.ToString(CultureInfo.InvariantCulture), "--out", raw);
            Assert.True(last.ExitCode == 0, last.Errors);
            Assert.Equal(values[^(values.Length / frames)..], await File.ReadAllBytesAsync(raw, Cancel));
            Assert.Equal(2, (await PixelsAsync(name, "--frame", (frames + 1).ToString(CultureInfo.InvariantCulture))).ExitCode);
        }
    }

    [Fact]
    public async Task Pixels_OfATruncatedFile_AreNotWritten()
    {
        Assert.SkipWhen(Checkout.SharedData is null, Absent);
        using var folder = new TemporaryFolder();
        string raw = Path.Combine(folder.Path, "raw");
        Outcome refused = await PixelsAsync("broken-odd/pydicom__MR_truncated.dcm", "--out", raw);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("7fe0,0010", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(raw));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<Outcome> PixelsAsync(string name, params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "", ["dicom", "pixels", Path.Combine(Checkout.SharedData!, "dicom", name), .. arguments], Cancel);

    private static string Text(JsonProperty entry, string member) => entry.Value.TryGetProperty(member, out JsonElement value) ? value.ToString() : "";

    private static string Number(JsonElement reference, string member) => reference.GetProperty(member).GetInt32().ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<JsonProperty> References()
    {
        if (Checkout.SharedData is null)
        {
            return [];
        }

        using FileStream stream = File.OpenRead(Path.Combine(Checkout.SharedData, "references.json"));
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("files").EnumerateObject()];
    }
}
