using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Ctl.Scaffold;

/// <summary>The steps of a detector: which output holds coordinates, scores and classes is guessed by their axes; what the numbers mean a person says.</summary>
internal static class ScaffoldBoxes
{
    /// <summary>The layout of one of a detector's outputs.</summary>
    public static string LayoutOf(TensorDescription output, GraphGuess guess)
    {
        bool batched = guess.OutputLayout.StartsWith('N');
        return output == guess.Output ? guess.OutputLayout : (output.Dimensions.Count, batched) switch
        {
            (3, _) => "NKC",
            (2, true) => "NK",
            (2, false) => "KC",
            _ => "K",
        };
    }

    /// <summary>The steps.</summary>
    public static JsonArray Steps(ModelDescription graph, GraphGuess guess, bool volume)
    {
        TensorDescription[] others = [.. graph.Outputs.Where(output => output.ElementType is not null && output != guess.Output)];
        string formats = volume ? "xyzxyz, zyxzyx or cxcyczwhd" : "xyxy, yxyx, cxcywh or xywh";
        return new JsonArray(
            new JsonObject
            {
                ["step"] = "boxes",
                ["boxes"] = guess.Output.Name,
                ["scores"] = others.FirstOrDefault(static output => output.ElementType != "int64")?.Name,
                ["classes"] = others.FirstOrDefault(static output => output.ElementType == "int64")?.Name,
                ["format"] = ScaffoldManifest.Choice($"{formats}: what the coordinates are"),
                ["units"] = ScaffoldManifest.Choice("pixels of the network's input, or normalised to 0 to 1"),
                ["objectness"] = false,
                ["scoreThreshold"] = 0.5,
                ["nmsIou"] = 0.5,
                ["nmsPerClass"] = true,
                ["maxCount"] = 100,
            },
            new JsonObject { ["step"] = "invert-geometry", ["tensor"] = guess.Output.Name });
    }
}
