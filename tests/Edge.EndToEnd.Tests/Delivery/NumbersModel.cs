using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// A model store with the sample models and "numbers", which reads a radiograph and four numbers about it, and gives the image's mean and those numbers
/// back: age in months, one for each sex, and the spacing of rows.
/// </summary>
internal static class NumbersModel
{
    private static readonly string[] Labels = ["mean", "age", "female", "male", "spacing"];

    /// <summary>Makes the store and returns the settings that use it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="golden">Folder with one image: the golden case.</param>
    /// <param name="expected">The numbers that must come of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string[]> InstallAsync(string folder, string golden, double[] expected, CancellationToken cancellationToken)
    {
        string releases = Path.Combine(Checkout.Root, "tools", "models", "releases");
        foreach (string file in Directory.GetFiles(releases, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(releases, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string release = Path.Combine(folder, "numbers", "1.0.0");
        Directory.CreateDirectory(Path.Combine(release, "golden"));
        File.Copy(Directory.GetFiles(golden)[0], Path.Combine(release, "golden", "1.dcm"));
        await File.WriteAllTextAsync(Path.Combine(release, "golden", "cases.json"), Golden(expected).ToJsonString(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "numbers", "pointer.json"), """{"active": "1.0.0", "lastKnownGood": null}""", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(release, "manifest.json"), Manifest(releases).ToJsonString(), cancellationToken);
        Outcome made = await Tool.RunAsync(
            "/usr/bin/python3", "python3", [Path.Combine(Checkout.Root, "tools", "models", "two_inputs.py"), Path.Combine(release, "model.onnx"), "4"], cancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        return [$"models.directory={folder}", "routes=" + Routes().ToJsonString()];
    }

    private static JsonArray Routes() =>
        new(Route("phantom-radiograph", "CR", "DX"), Route("phantom-ct-lesion", "CT"), Route("numbers", "RG"));

    private static JsonObject Golden(double[] expected) => new()
    {
        ["cases"] = new JsonArray(new JsonObject
        {
            ["name"] = "one",
            ["inputs"] = new JsonArray("1.dcm"),
            ["expected"] = new JsonObject
            {
                ["outcome"] = "completed",
                ["findings"] = new JsonArray([.. Labels.Select(label => new JsonObject { ["label"] = label, ["present"] = true, ["probability"] = null, ["volumeMl"] = null })]),
                ["segments"] = new JsonArray(),
                ["probes"] = new JsonArray([.. expected.Select((value, index) => new JsonObject { ["index"] = new JsonArray(0, index), ["value"] = value })]),
            },
            ["tolerance"] = new JsonObject { ["probability"] = 0.001, ["volumeMl"] = 0 },
        }),
    };

    private static JsonObject Route(string model, params string[] modalities) => new JsonObject
    {
        ["name"] = model,
        ["priority"] = 10,
        ["model"] = model,
        ["when"] = new JsonArray(new JsonObject { ["attribute"] = "Modality", ["in"] = new JsonArray([.. modalities.Select(modality => JsonValue.Create(modality))]) }),
    };

    private static JsonObject Manifest(string releases)
    {
        string sample = Directory.GetFiles(Path.Combine(releases, "phantom-radiograph"), "manifest.json", SearchOption.AllDirectories)[0];
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(sample))!.AsObject();
        (manifest["name"], manifest["version"], manifest["title"], manifest["monitor"]) = ("numbers", "1.0.0", "Shows what it was given", null);
        foreach (string member in (string[])["sopClassUids", "modalities", "bodyParts", "views", "photometricInterpretations", "rows", "columns", "pixelSpacingMm"])
        {
            manifest["accepts"]![member] = null;
        }

        manifest["inputs"] = JsonNode.Parse("""
            [{"kind": "image", "tensor": "image", "elementType": "uint8", "layout": "NHWC", "dimensions": [
                {"name": "N", "min": 1, "max": 1, "multipleOf": 1}, {"name": "H", "min": 1, "max": 512, "multipleOf": 1},
                {"name": "W", "min": 1, "max": 512, "multipleOf": 1}, {"name": "C", "min": 1, "max": 1, "multipleOf": 1}]},
             {"kind": "attributes", "tensor": "clinical", "elementType": "float32", "shape": [1, 4], "values": [
                {"from": "number", "attribute": "PatientAge", "unit": "months", "subtract": 0, "divide": 1, "missing": null},
                {"from": "choice", "attribute": "PatientSex", "choices": {"F": [1, 0], "M": [0, 1]}, "otherwise": null},
                {"from": "spacing", "axis": "H", "grid": "source"}]}]
            """);
        manifest["preprocess"] = new JsonArray(new JsonObject { ["step"] = "modality-lut" });
        manifest["postprocess"] = new JsonArray();
        JsonNode outputs = manifest["outputs"]!;
        outputs["tensors"] = JsonNode.Parse("""[{"tensor": "scores", "elementType": "float32", "layout": "NC"}]""");
        outputs["findings"] = new JsonArray();
        outputs["values"] = new JsonArray([.. Labels.Select((label, channel) => JsonNode.Parse($$$"""
            {"channel": {{{channel}}}, "label": "{{{label}}}", "code": {"value": "N{{{channel}}}", "scheme": "99EDGE", "meaning": "Number {{{label}}}"},
             "unit": {"value": "1", "scheme": "UCUM", "meaning": "no units"}}
            """))]);
        return manifest;
    }
}
