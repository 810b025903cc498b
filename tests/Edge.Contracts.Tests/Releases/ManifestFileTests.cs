using System.Text;
using System.Text.Json.Nodes;

namespace Edge.Contracts.Tests.Releases;

/// <summary>Broken manifests: each problem with its path and what to write instead, and all of them at once.</summary>
public sealed class ManifestFileTests
{
    private const string Ct = "phantom-ct-lesion";
    private const string Radiograph = "phantom-radiograph";

    private const string Shadow =
        """
        {"leastStudies": 20, "longestHours": 72, "disagreeShareMax": 0.05, "probabilityDifferenceMax": 0.1, "overlapMin": null, "valueDifferenceMax": null, "slowdownMax": 1.5, "memoryGrowthMax": 2}
        """;

    /// <summary>A release, the change as member path and JSON, the path that must be reported, and words of its message.</summary>
    public static TheoryData<string, string, string?, string, string> Broken => new()
    {
        { Radiograph, "schemaVersion", "2", "schemaVersion", "reads 1" },
        { Radiograph, "name", "\"Chest X-Ray\"", "name", "a-z" },
        { Radiograph, "version", "\"one\"", "version", "1.0.0" },
        { Radiograph, "title", "\" \"", "title", "operator" },
        { Radiograph, "title", null, "title", "missing" },
        { Radiograph, "colour", "1", "colour", "no such member" },
        { Radiograph, "unit", "\"study\"", "unit", "instance" },
        { Radiograph, "unit", "\"series\"", "unit", "Write instance" },
        { Ct, "unit", "\"instance\"", "unit", "Write series" },
        { Radiograph, "accepts.rows", "{\"min\": 9, \"max\": 3}", "accepts.rows", "max from min" },
        { Radiograph, "accepts.rows", "{\"min\": 9}", "accepts.rows.max", "missing" },
        { Radiograph, "accepts.planes", "[\"transverse\"]", "accepts.planes", "axial" },
        { Radiograph, "accepts.lateralities", "[\"left\"]", "accepts.lateralities", "R, L" },
        { Radiograph, "accepts.modalities", "[]", "accepts.modalities", "null accepts anything" },
        { Radiograph, "accepts.slices", "{\"min\": 1, \"max\": 3}", "accepts.slices", "no slices" },
        { Radiograph, "inputs", "[]", "inputs", "exactly one" },
        { Radiograph, "inputs.0.kind", "\"picture\"", "inputs[0].kind", "image, attributes" },
        { Radiograph, "inputs.0.elementType", "\"float64\"", "inputs[0].elementType", "float16" },
        { Radiograph, "inputs.0.layout", "\"NCWW\"", "inputs[0].layout", "NHWC" },
        { Radiograph, "inputs.0.layout", "\"NHWC\"", "inputs[0].dimensions", "each letter" },
        { Radiograph, "inputs.0.dimensions.0.min", "2", "inputs[0].dimensions[0]", "from min" },
        { Radiograph, "inputs.0.dimensions.2.multipleOf", "0", "inputs[0].dimensions[2]", "multipleOf" },
        { Radiograph, "inputs.0.dimensions.2", "{\"name\": \"H\", \"min\": 64, \"max\": 64, \"multipleOf\": 1}", "inputs[0].dimensions[2]", "128 along H" },
        { Radiograph, "inputs.0.dimensions.1", "{\"name\": \"C\", \"min\": 3, \"max\": 3, \"multipleOf\": 1}", "inputs[0].dimensions[1]", "1 along C" },
        { Radiograph, "preprocess.0.step", "\"modality\"", "preprocess[0].step", "modality-lut" },
        { Radiograph, "preprocess.1.source", "\"header\"", "preprocess[1].source", "attributes" },
        { Radiograph, "preprocess.1.function", "null", "preprocess[1].function", "text" },
        { Radiograph, "preprocess.1.center", "40", "preprocess[1].center", "null for both" },
        { Radiograph, "preprocess.3.mode", "\"lanczos\"", "preprocess[3].mode", "bicubic" },
        { Radiograph, "preprocess.3.mode", "\"nearest\"", "preprocess[3].antialias", "Write false" },
        { Radiograph, "preprocess.3.height", "\"128\"", "preprocess[3].height", "whole number" },
        { Radiograph, "preprocess.3.height", "0", "preprocess[3].height", "1 to" },
        { Radiograph, "preprocess.3.fit", "\"crop\"", "preprocess[3].fit", "cover" },
        { Radiograph, "preprocess.3.depth", "4", "preprocess[3].depth", "no slices" },
        { Radiograph, "preprocess.3.height", "256", "inputs[0].dimensions[2]", "256 along H" },
        { Radiograph, "preprocess.4.std", "[-1]", "preprocess[4].std", "from 0" },
        { Radiograph, "preprocess.4.mean", "[0, 0, 0]", "preprocess[4].mean", "1 channels" },
        { Radiograph, "preprocess.4", "{\"step\": \"each-slice\", \"combine\": \"max\"}", "unit", "Write series" },
        { Radiograph, "preprocess.4", "{\"step\": \"each-slice\", \"combine\": \"median\"}", "preprocess[4].combine", "max, mean" },
        { Radiograph, "preprocess.4", "{\"step\": \"each-slice\", \"combine\": null}", "preprocess[4]", "Write max or mean" },
        { Ct, "preprocess.5", "{\"step\": \"each-slice\", \"combine\": null}", "preprocess[5]", "reads a volume (layout NCDHW)" },
        { Ct, "preprocess.5", "{\"step\": \"each-slice\", \"combine\": \"max\"}", "preprocess[5]", "Write null for combine" },
        { Ct, "preprocess.4", "{\"step\": \"each-slice\", \"combine\": null}", "preprocess[4]", "Move it to the end" },
        { Radiograph, "preprocess.0", "{\"step\": \"sort-slices\"}", "preprocess[0]", "needs a volume" },
        { Radiograph, "preprocess.0", "{\"step\": \"orient\", \"axes\": \"LPS\"}", "preprocess[0]", "needs a volume" },
        { Radiograph, "preprocess.0", "{\"step\": \"monochrome1-invert\"}", "preprocess[0]", "after voi-window" },
        { Radiograph, "preprocess.0", "{\"step\": \"clip\", \"min\": 3, \"max\": 1}", "preprocess[0].min", "Exchange" },
        { Radiograph, "preprocess.4", "{\"step\": \"modality-lut\"}", "preprocess[4]", "Move it up" },
        { Radiograph, "preprocess.4", "{\"step\": \"percentile-scale\", \"lower\": 99, \"upper\": 1, \"outMin\": 0, \"outMax\": 1, \"clip\": true, \"channelWise\": false}", "preprocess[4].lower", "lower below upper" },
        { Radiograph, "preprocess.4", "{\"step\": \"channels\", \"select\": [0], \"repeat\": 3, \"windows\": null, \"neighbours\": null}", "preprocess[4].select", "exactly one" },
        { Radiograph, "preprocess.4", "{\"step\": \"channels\", \"select\": [1], \"repeat\": null, \"windows\": null, \"neighbours\": null}", "preprocess[4].select", "0 to 0" },
        { Radiograph, "preprocess.4", "{\"step\": \"crop\", \"around\": \"middle\", \"size\": [1, 1], \"start\": null, \"above\": null, \"margin\": null}", "preprocess[4].around", "center" },
        { Radiograph, "preprocess.4", "{\"step\": \"crop\", \"around\": \"center\", \"size\": [1, 1, 1], \"start\": null, \"above\": null, \"margin\": null}", "preprocess[4].size", "[H,W]" },
        { Radiograph, "preprocess.4", "{\"step\": \"crop\", \"around\": \"foreground\", \"size\": null, \"start\": null, \"above\": null, \"margin\": [0, 0]}", "preprocess[4].above", "foreground" },
        { Radiograph, "preprocess.4", "{\"step\": \"pad\", \"size\": null, \"multipleOf\": null, \"place\": \"both\", \"mode\": \"edge\", \"value\": null}", "preprocess[4].size", "either" },
        { Radiograph, "preprocess.4", "{\"step\": \"pad\", \"size\": [256, 256], \"multipleOf\": null, \"place\": \"both\", \"mode\": \"constant\", \"value\": null}", "preprocess[4].value", "pad with" },
        { Ct, "preprocess.2.axes", "\"LRS\"", "preprocess[2].axes", "RAS" },
        { Ct, "preprocess.1", "{\"step\": \"clip\", \"min\": 0, \"max\": 1}", "preprocess", "Add sort-slices" },
        { Ct, "preprocess.3.spacingMm", "[1, 1]", "preprocess[3].spacingMm", "[D,H,W]" },
        { Ct, "preprocess.3.spacingMm", "[1, 1, -1]", "preprocess[3].spacingMm", "above 0" },
        { Ct, "preprocess.3.mode", "\"cubic\"", "preprocess[3].mode", "trilinear" },
        { Ct, "preprocess.3.padding", "\"wrap\"", "preprocess[3].padding", "border" },
        { Ct, "preprocess.3.size", "\"half\"", "preprocess[3].size", "extent" },
        { Ct, "inputs.0.dimensions.2", "{\"name\": \"D\", \"min\": 5000, \"max\": 6000, \"multipleOf\": 1}", "inputs[0].dimensions[2]", "along D" },
        { Ct, "outputs.tensors.0.tensor", "null", "outputs.tensors[0].tensor", "text" },
        { Ct, "postprocess.1", "{\"step\": \"blur\"}", "postprocess[1].step", "argmax" },
        { Ct, "engine.rungs", "[]", "engine.rungs", "cpu" },
        { Ct, "engine.rungs", "[\"gpu\"]", "engine.rungs[0]", "tensorrt-fp16, tensorrt-fp32, cuda, cpu" },
        { Ct, "engine.rungs", "[\"cpu\", \"cpu\"]", "engine.rungs[1]", "twice" },
        { Ct, "engine.precision", "\"double\"", "engine.precision", "fp32, fp16" },
        { Ct, "engine.leastNodeFraction", "90", "engine.leastNodeFraction", "0 to 1" },
        { Ct, "engine.leastNodeFraction", "-0.1", "engine.leastNodeFraction", "0 to 1" },
        { Ct, "outputs.tensors.0.layout", "\"NCHW\"", "outputs.tensors[0].layout", "NCWHD" },
        { Ct, "outputs.tensors.0.layout", "\"NCDHH\"", "outputs.tensors[0].layout", "NCWHD" },
        { Ct, "outputs.tensors.0.layout", "\"NCDHWK\"", "outputs.tensors[0].layout", "NCWHD" },
        { Ct, "engine.deadlineSeconds", "0", "engine.deadlineSeconds", "above 0" },
        { Ct, "monitor.binEdges", "[1, 1]", "monitor.binEdges", "above the one before" },
        { Ct, "monitor.outputs", "[\"liver\"]", "monitor.outputs[0]", "lesion" },
        { Ct, "monitor.driftMax", "0", "monitor.driftMax", "0.25" },
        { Ct, "shadow", Shadow.Replace("20,", "0,", StringComparison.Ordinal), "shadow.leastStudies", "1 to 1000" },
        { Ct, "shadow", Shadow.Replace("72,", "0,", StringComparison.Ordinal), "shadow.longestHours", "0.01 to 8760" },
        { Ct, "shadow", Shadow.Replace("0.05,", "1.5,", StringComparison.Ordinal), "shadow.disagreeShareMax", "0 to 1" },
        { Ct, "shadow", Shadow.Replace("0.1,", "-0.1,", StringComparison.Ordinal), "shadow.probabilityDifferenceMax", "0 to 1" },
        { Ct, "shadow", Shadow, "shadow.overlapMin", "has segments" },
        { Radiograph, "shadow", Shadow.Replace("1.5,", "0.5,", StringComparison.Ordinal), "shadow.slowdownMax", "1 to 100" },
        { Radiograph, "shadow", Shadow.Replace("2}", "200}", StringComparison.Ordinal), "shadow.memoryGrowthMax", "1 to 100" },
    };

    [Theory]
    [InlineData(Radiograph)]
    [InlineData(Ct)]
    public void Parse_SampleManifests_HaveNoProblem(string name) => Assert.Empty(ManifestFile.Parse(Encoding.UTF8.GetBytes(Sample(name).ToJsonString()), KnowsAttribute).Problems);

    [Fact]
    public void Parse_WithBoundsOfAComparison_HasThem()
    {
        JsonNode manifest = Sample(Radiograph);
        Change(manifest, "shadow", Shadow);
        ManifestOutcome outcome = ManifestFile.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()), KnowsAttribute);
        Assert.Empty(outcome.Problems);
        Assert.Equal(new ShadowPlan(20, 72, 0.05, 0.1, null, null, 1.5, 2), outcome.Manifest!.Shadow);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Parse_BrokenManifest_SaysWhereAndWhatToWrite(string name, string member, string? json, string path, string words)
    {
        JsonNode manifest = Sample(name);
        Change(manifest, member, json);
        ManifestOutcome outcome = ManifestFile.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()), KnowsAttribute);
        Assert.Null(outcome.Manifest);
        ConfigProblem? problem = outcome.Problems.FirstOrDefault(each => each.Path == path && each.Message.Contains(words, StringComparison.Ordinal));
        Assert.True(problem is not null, $"{path} with '{words}' is not among:\n{string.Join('\n', outcome.Problems)}");
    }

    [Fact]
    public void Parse_ManyProblems_ReportsAllAtOnceAndNoneThatOnlyFollows()
    {
        JsonNode manifest = Sample(Ct);
        Change(manifest, "name", "\"A\"");
        Change(manifest, "accepts.rows", "3");
        Change(manifest, "inputs.0.elementType", "\"double\"");
        Change(manifest, "preprocess.2.axes", "7");
        Change(manifest, "preprocess.3.mode", "\"cubic\"");
        Change(manifest, "preprocess.4.min", null);
        Change(manifest, "engine.rungs", "[]");
        Change(manifest, "monitor.outputs", "[\"liver\"]");
        ManifestOutcome outcome = ManifestFile.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()), KnowsAttribute);
        Assert.Equal(
            ["accepts.rows", "engine.rungs", "inputs[0].elementType", "monitor.outputs[0]", "name", "preprocess[2].axes", "preprocess[3].mode", "preprocess[4].min"],
            outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("{\"name\": 1, \"name\": 2}", "no JSON")]
    [InlineData("[]", "an object with schemaVersion")]
    [InlineData("null", "an object with schemaVersion")]
    public void Parse_NoManifestAtAll_SaysSo(string json, string words) => Assert.Contains(
        ManifestFile.Parse(Encoding.UTF8.GetBytes(json), KnowsAttribute).Problems,
        problem => problem.Path == "$" && problem.Message.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("{\"from\": \"number\", \"attribute\": \"PatientAge\", \"unit\": \"years\", \"subtract\": 0, \"divide\": 0, \"missing\": null}", "inputs[1].values[0].divide")]
    [InlineData("{\"from\": \"number\", \"attribute\": \"PatientAge\", \"unit\": null, \"subtract\": 0, \"divide\": 1, \"missing\": null}", "inputs[1].values[0].unit")]
    [InlineData("{\"from\": \"number\", \"attribute\": \"PatientWeight\", \"unit\": \"kg\", \"subtract\": 0, \"divide\": 1, \"missing\": null}", "inputs[1].values[0].unit")]
    [InlineData("{\"from\": \"number\", \"attribute\": \"Age\", \"unit\": null, \"subtract\": 0, \"divide\": 1, \"missing\": null}", "inputs[1].values[0].attribute")]
    [InlineData("{\"from\": \"choice\", \"attribute\": \"PatientSex\", \"choices\": {}, \"otherwise\": null}", "inputs[1].values")]
    [InlineData("{\"from\": \"choice\", \"attribute\": \"PatientSex\", \"choices\": {\"F\": [1], \"M\": [0, 1]}, \"otherwise\": null}", "inputs[1].values[0].choices")]
    [InlineData("{\"from\": \"spacing\", \"axis\": \"X\", \"grid\": \"input\"}", "inputs[1].values[0].axis")]
    [InlineData("{\"from\": \"size\", \"axis\": \"H\", \"grid\": \"model\"}", "inputs[1].values[0].grid")]
    [InlineData("{\"from\": \"constant\", \"numbers\": [1, 2]}", "inputs[1].values")]
    [InlineData("{\"from\": \"weather\"}", "inputs[1].values[0].from")]
    public void Parse_BrokenAttributeInput_SaysWhere(string value, string path)
    {
        JsonNode manifest = Sample(Ct);
        manifest["inputs"]!.AsArray().Add(JsonNode.Parse($"{{\"kind\": \"attributes\", \"tensor\": \"clinical\", \"elementType\": \"float32\", \"shape\": [1, 1], \"values\": [{value}]}}"));
        Assert.Contains(path, ManifestFile.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()), KnowsAttribute).Problems.Select(problem => problem.Path));
    }

    private static bool KnowsAttribute(string keyword) => keyword is "PatientAge" or "PatientSex" or "PatientWeight";

    private static JsonNode Sample(string name) =>
        JsonNode.Parse(File.ReadAllText(RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0/manifest.json")))!;

    private static void Change(JsonNode root, string member, string? json)
    {
        string[] names = member.Split('.');
        JsonNode at = root;
        foreach (string name in names[..^1])
        {
            at = int.TryParse(name, out int index) ? at[index]! : at[name]!;
        }

        JsonNode? value = json is null ? null : JsonNode.Parse(json);
        if (at is JsonArray items)
        {
            items[int.Parse(names[^1], null)] = value;
        }
        else if (json is null)
        {
            at.AsObject().Remove(names[^1]);
        }
        else
        {
            at[names[^1]] = value;
        }
    }
}
