using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// The whole way of docs/models.md through the real programs: an .onnx file that a script makes becomes a release by deciding what is marked, and nothing else;
/// it is checked, verified and run, and its numbers are those that numpy computes (tools/models/brightness_model.py).
/// </summary>
public sealed class ModelWalkTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly TemporaryFolder _folder = new();

    private string Release => Path.Combine(_folder.Path, "release");

    private static string Script => Path.Combine(Checkout.Root, "tools", "models", "brightness_model.py");

    private static string Image => Path.Combine(Checkout.Root, "tools", "models", "releases", "phantom-radiograph", "1.0.0", "golden", "nodule", "1.dcm");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_ThenWhatIsMarkedDecided_ChecksVerifiesAndRuns()
    {
        // 1. Begin: what there is to decide is told, and keeps the release from being finished.
        string file = Path.Combine(_folder.Path, "brightness.onnx");
        await PythonAsync("model", file);
        Outcome begun = await EdgectlAsync("model", "new", file, "--out", Release);
        Assert.True(begun.ExitCode == 0, begun.Errors);
        Assert.Contains("It seems to be a classifier of images.", begun.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await EdgectlAsync("model", "check", Release)).ExitCode);

        // 2. Decide, and write the golden case by what numpy says.
        JsonNode expected = JsonNode.Parse(await PythonAsync("expect", Image))!;
        Decide(expected);

        // 3. Check, verify, run.
        Outcome check = await EdgectlAsync("model", "check", Release);
        Assert.True(check.ExitCode == 0, check.Errors);
        Outcome verify = await EdgectlAsync("model", "verify", Release);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        Assert.Contains("1 of 1 golden cases agree", verify.Output, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "in"));
        File.Copy(Image, Path.Combine(_folder.Path, "in", "1.dcm"));
        string output = Path.Combine(_folder.Path, "out");
        Outcome infer = await EdgectlAsync("infer", "--model", Release, "--in", Path.Combine(_folder.Path, "in"), "--out", output);
        Assert.True(infer.ExitCode == 0, infer.Errors);
        string result = Directory.GetFiles(output, "result.json", SearchOption.AllDirectories).Single();
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        JsonElement[] findings = [.. document.RootElement.GetProperty("findings").EnumerateArray()];
        Assert.Equal(["bright", "dark"], findings.Select(finding => finding.GetProperty("label").GetString()));
        for (int channel = 0; channel < findings.Length; channel++)
        {
            Assert.Equal(expected["probabilities"]![channel]!.GetValue<double>(), findings[channel].GetProperty("probability").GetDouble(), Tolerance);
        }

        // 4. A number of the golden case that is another is found.
        JsonNode golden = Read("golden/cases.json");
        golden["cases"]![0]!["expected"]!["probes"]![0]!["value"] = 7;
        Write("golden/cases.json", golden);
        Outcome differs = await EdgectlAsync("model", "verify", Release);
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("DIVERGES first at probes", differs.Output, StringComparison.Ordinal);
    }

    private void Decide(JsonNode expected)
    {
        string[] labels = ["bright", "dark"];
        JsonNode manifest = Read("manifest.json");
        manifest["title"] = "How bright an image is";
        manifest["accepts"]!["modalities"] = new JsonArray("CR", "DX");
        foreach (JsonNode? step in manifest["preprocess"]!.AsArray())
        {
            switch (step!["step"]!.GetValue<string>())
            {
                case "voi-window":
                    step["source"] = "full-range";
                    break;
                case "resize":
                    (step["mode"], step["antialias"]) = ("nearest", false);
                    break;
            }
        }

        JsonArray findings = manifest["outputs"]!["findings"]!.AsArray();
        Assert.Equal(labels.Length, findings.Count);
        for (int channel = 0; channel < labels.Length; channel++)
        {
            findings[channel]!["label"] = labels[channel];
            findings[channel]!["code"] = new JsonObject { ["value"] = labels[channel], ["scheme"] = "99TEST", ["meaning"] = labels[channel] };
        }

        Write("manifest.json", manifest);
        JsonNode golden = Read("golden/cases.json");
        JsonNode first = golden["cases"]![0]!;
        (first["name"], first["inputs"]) = ("a radiograph", new JsonArray("1.dcm"));
        for (int channel = 0; channel < labels.Length; channel++)
        {
            JsonNode finding = first["expected"]!["findings"]![channel]!;
            double probability = expected["probabilities"]![channel]!.GetValue<double>();
            (finding["label"], finding["present"], finding["probability"]) = (labels[channel], probability >= 0.5, probability);
        }

        first["expected"]!["probes"]![0]!["value"] = expected["scores"]![0]!.GetValue<double>();
        Write("golden/cases.json", golden);
        File.Copy(Image, Path.Combine(Release, "golden", "1.dcm"));
        foreach (string text in (string[])["MODEL_CARD.md", "LICENSE"])
        {
            File.WriteAllText(Path.Combine(Release, text), "For a test.\n");
        }
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Release, file)))!;

    private void Write(string file, JsonNode content) => File.WriteAllText(Path.Combine(Release, file), content.ToJsonString());

    private static Task<Outcome> EdgectlAsync(params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", arguments, TestContext.Current.CancellationToken);

    private static async Task<string> PythonAsync(params string[] arguments)
    {
        Outcome outcome = await Tool.RunAsync("/usr/bin/python3", "python3", [Script, .. arguments], TestContext.Current.CancellationToken);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return outcome.Output;
    }
}
