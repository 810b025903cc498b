using System.Text.Json.Nodes;

namespace Edge.Ctl.Scaffold;

/// <summary>
/// golden/cases.json of a new release: one case in the form that the manifest's outputs ask for. Its numbers are zeros, which no model gives; that they are to
/// be replaced stands in its name, since a number cannot be marked.
/// </summary>
internal static class ScaffoldGolden
{
    /// <summary>The cases.</summary>
    /// <param name="guess">What the graph seems to be for.</param>
    /// <param name="manifest">The manifest that was written.</param>
    public static JsonObject Write(GraphGuess guess, JsonObject manifest)
    {
        bool volume = guess.Layout.Contains('D', StringComparison.Ordinal);
        JsonNode outputs = manifest["outputs"]!;
        var findings = new JsonArray();
        foreach (string list in (string[])["findings", "segments", "values", "detections"])
        {
            foreach (JsonNode? output in outputs[list]!.AsArray())
            {
                findings.Add(Finding(list, output!["label"]!.GetValue<string>(), volume));
            }
        }

        var golden = new JsonObject
        {
            ["name"] = ScaffoldManifest.Choice("a case for each kind of input, one with nothing to find among them, and every number below by your own code (docs/golden.md)"),
            ["inputs"] = new JsonArray(ScaffoldManifest.Choice(
                $"{(volume ? "every slice of a de-identified or synthetic series" : "a de-identified or synthetic image")}, relative to golden/")),
            ["expected"] = new JsonObject
            {
                ["outcome"] = "completed",
                ["findings"] = findings,
                ["segments"] = new JsonArray(),
                ["probes"] = new JsonArray(new JsonObject
                {
                    ["tensor"] = guess.Output.Name,
                    ["index"] = new JsonArray([.. guess.OutputLayout.Select(static _ => (JsonNode)0)]),
                    ["value"] = 0,
                }),
            },
            ["tolerance"] = Tolerance(guess.Kind),
        };
        return new JsonObject { ["cases"] = new JsonArray(golden) };
    }

    private static JsonObject Finding(string list, string label, bool volume)
    {
        var finding = new JsonObject
        {
            ["label"] = label,
            ["present"] = list == "values",
            ["probability"] = list == "findings" ? 0 : null,
            ["volumeMl"] = list == "segments" && volume ? 0 : null,
        };
        if (list == "values")
        {
            finding["value"] = 0;
        }
        else if (list == "detections")
        {
            finding["boxes"] = new JsonArray();
        }

        return finding;
    }

    private static JsonObject Tolerance(GuessedKind kind)
    {
        var tolerance = new JsonObject { ["probability"] = 0.001, ["volumeMl"] = 0 };
        if (kind == GuessedKind.Regression)
        {
            tolerance["value"] = 0.001;
        }
        else if (kind == GuessedKind.Detector)
        {
            tolerance["boxPixels"] = 0.5;
        }

        return tolerance;
    }
}
