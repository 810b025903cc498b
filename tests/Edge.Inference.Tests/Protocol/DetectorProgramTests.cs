using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Inference.Tests.Protocol;

/// <summary>
/// Detectors through the real program, in every form in which they are exported, finding something and finding nothing: references/spot-detector.onnx
/// (tools/models/spot_detector.py) has a box for each value above 0.5, and after a mean of 1 is taken off no value of 0 to 1 is.
/// </summary>
public sealed class DetectorProgramTests : IAsyncLifetime
{
    private const string NoOthers = """
        "scores": null, "classes": null
        """;

    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private InferenceProgram _program = null!;

    public static TheoryData<string, bool> Forms
    {
        get
        {
            var forms = new TheoryData<string, bool>();
            foreach (string form in (string[])["torchvision", "tensorflow", "NKC", "NCK", "KC"])
            {
                forms.Add(form, true);
                forms.Add(form, false);
            }

            return forms;
        }
    }

    public async ValueTask InitializeAsync() =>
        (_program, _) = await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Folder("scratch"), TestFolders.Releases, _folder.Path));

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task RunJob_Detector_EndsWithWhatItFoundOrWithNothing(string form, bool finds)
    {
        string release = Release(form, finds);
        RunJobMessage job = Jobs.Of(release, _folder.Folder("scratch/1"), Releases.Inputs(Releases.Radiograph, "nodule"));

        (JobFinishedMessage finished, _) = await _program.RunAsync(job);

        Assert.Null(finished.Reason);
        Assert.Equal(ResultOutcome.Completed, finished.Outcome);
        string json = await File.ReadAllTextAsync(Path.Combine(job.ScratchDirectory, ResultDocument.FileName), TestContext.Current.CancellationToken);
        ResultDocument result = JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument)!;
        Finding spot = Assert.Single(result.Findings);
        Assert.Equal((finds, finds ? 0.75 : null), (spot.Present, spot.Probability));
        Assert.Equal(finds, spot.Boxes!.Count > 0);
        Assert.Equal(["sr.dcm", "sc.dcm"], result.Objects.Select(made => made.File));
    }

    private string Release(string form, bool finds)
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        File.Copy(Path.Combine(TestFolders.References, "spot-detector.onnx"), Path.Combine(release, "model.onnx"), overwrite: true);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(release, ModelManifest.FileName)))!;
        foreach (int axis in (int[])[2, 3])
        {
            (manifest["inputs"]![0]!["dimensions"]![axis]!["min"], manifest["inputs"]![0]!["dimensions"]![axis]!["max"]) = (8, 8);
        }

        manifest["preprocess"] = JsonNode.Parse($$"""
            [{"step": "modality-lut"},
             {"step": "voi-window", "source": "full-range", "function": "linear", "center": null, "width": null},
             {"step": "resize", "height": 8, "width": 8, "mode": "nearest", "antialias": false},
             {"step": "normalize", "mean": [{{(finds ? 0 : 1)}}], "std": [1], "nonzero": false}]
            """);
        (string boxes, string tensors, string members) = Of(form);
        manifest["postprocess"] = JsonNode.Parse($$"""
            [{"step": "boxes", "boxes": "{{boxes}}", {{members}}, "format": "xyxy", "units": "pixels", "objectness": false,
              "scoreThreshold": 0.5, "nmsIou": 0.5, "nmsPerClass": true, "maxCount": 100},
             {"step": "invert-geometry", "tensor": "{{boxes}}"}]
            """);
        JsonNode outputs = manifest["outputs"]!;
        outputs["tensors"] = JsonNode.Parse($"[{tensors}]");
        outputs["findings"] = new JsonArray();
        outputs["detections"] = JsonNode.Parse("""[{"class": 0, "label": "spot", "code": {"value": "27925004", "scheme": "SCT", "meaning": "Nodule"}}]""");
        manifest["monitor"] = null;
        File.WriteAllText(Path.Combine(release, ModelManifest.FileName), manifest.ToJsonString());
        File.WriteAllText(Path.Combine(release, "golden", GoldenCases.FileName), $$"""
            {"cases": [{"name": "one", "inputs": ["nodule/1.dcm"], "tolerance": {"probability": 0.001, "volumeMl": 0},
              "expected": {"outcome": "completed", "segments": [], "probes": [],
                "findings": [{"label": "spot", "present": {{(finds ? "true" : "false")}}, "probability": {{(finds ? "0.75" : "null")}}, "volumeMl": null}] } }] }
            """);
        return release;
    }

    private static (string Boxes, string Tensors, string Members) Of(string form) => form switch
    {
        "torchvision" => ("boxes", Tensors(("boxes", "KC"), ("scores", "K"), ("classes", "K")), """
            "scores": "scores", "classes": "classes"
            """),
        "tensorflow" => ("boxes1", Tensors(("boxes1", "NKC"), ("scores1", "NK"), ("classes1", "NK")), """
            "scores": "scores1", "classes": "classes1"
            """),
        "NKC" => ("all1", Tensors(("all1", "NKC")), NoOthers),
        "NCK" => ("turned", Tensors(("turned", "NCK")), NoOthers),
        _ => ("all", Tensors(("all", "KC")), NoOthers),
    };

    private static string Tensors(params (string Name, string Layout)[] tensors) => string.Join(", ", tensors.Select(tensor =>
        $$"""{"tensor": "{{tensor.Name}}", "elementType": "{{(tensor.Name.StartsWith("classes", StringComparison.Ordinal) ? "int64" : "float32")}}", "layout": "{{tensor.Layout}}"}"""));
}
