using System.Text;
using System.Text.Json;
using Edge.Dicom.Tests.Network;
using Edge.Dicom.Tests.Peers;

namespace Edge.Dicom.Tests.Json;

/// <summary>Our JSON beside pydicom's and DCMTK's, value by value.</summary>
public sealed class PeerJsonTests
{
    private static readonly string[] Tools = ["pydicom", "dcm2json"];

    [Fact]
    public async Task Write_EverySharedFile_IsWhatThePeersWriteButForListedDeviations()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        Deviations deviations = Deviations.Load();
        List<string> problems = await CompareAsync([.. SharedData.Files("dicom")], deviations);
        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(200)));
        Assert.DoesNotContain(deviations.Unused(), row => !row.Contains("characters-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_MadeInputs_IsWhatThePeersWriteButForListedDeviations()
    {
        using var inputs = await MadeInputs.CreateAsync();
        List<string> problems = await CompareAsync(inputs.Files, Deviations.Load());
        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(200)));
    }

    private static async Task<List<string>> CompareAsync(IReadOnlyList<string> files, Deviations deviations)
    {
        using var folder = new TemporaryFolder();
        string peers = Path.Combine(folder.Path, "peers.jsonl");
        _ = await PeerScript.RunAsync("json_by_peers.py", files, peers);
        var problems = new List<string>();
        int compared = 0;
        await foreach (string line in File.ReadLinesAsync(peers, TestContext.Current.CancellationToken))
        {
            using JsonDocument both = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            CompareFile(both.RootElement, deviations, problems);
            compared++;
        }

        Assert.Equal(files.Count, compared);
        return problems;
    }

    private static void CompareFile(JsonElement both, Deviations deviations, List<string> problems)
    {
        string file = both.GetProperty("file").GetString()!;
        using var json = new MemoryStream();
        try
        {
            using FileStream stream = File.OpenRead(file);
            DicomJson.Write(stream, json);
        }
        catch (DicomFormatException refused)
        {
            Assert.Equal(0, json.Length);
            if (!deviations.Explain("ours", "refused", file))
            {
                problems.Add($"{file}: we refuse it: {refused.Message}");
            }

            return;
        }

        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(json.ToArray());
        using JsonDocument ours = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        bool isEncapsulated = DicomFile.Open(file).Dataset.TryGet(DicomTag.PixelData, out DicomElement? pixels) && pixels is DicomFragments;
        foreach (string tool in Tools)
        {
            foreach (JsonDifference difference in Differences(ours.RootElement, both.GetProperty(tool), isEncapsulated && tool == "dcm2json"))
            {
                if (!deviations.Explain(tool, difference.Kind, file))
                {
                    problems.Add($"{file}: {tool}: {difference}");
                }
            }
        }
    }

    private static IEnumerable<JsonDifference> Differences(JsonElement ours, JsonElement theirs, bool isEncapsulated) =>
        theirs.TryGetProperty("error", out JsonElement error)
            ? [new JsonDifference("tool-refuses", string.Empty, "read", error.GetString()!)]
            : new JsonComparison(isEncapsulated).Compare(ours, theirs);
}
