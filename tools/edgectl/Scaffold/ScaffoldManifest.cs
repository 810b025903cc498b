using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Ctl.Scaffold;

/// <summary>
/// Writes the manifest of a new release. What the graph says is written as it is; what a person must decide is a text that begins with
/// <see cref="OpenChoices.Marker"/> where the format takes a text, and stands in the list of decisions where it takes a number.
/// </summary>
internal static class ScaffoldManifest
{
    private const int OpenSizeMax = 1024;

    /// <summary>The manifest.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="graph">What the graph says.</param>
    /// <param name="guess">What it seems to be for.</param>
    public static JsonObject Write(string name, ModelDescription graph, GraphGuess guess)
    {
        bool volume = guess.Layout.Contains('D', StringComparison.Ordinal);
        return new JsonObject
        {
            ["schemaVersion"] = ModelManifest.CurrentSchemaVersion,
            ["name"] = name,
            ["version"] = "0.1.0",
            ["title"] = Choice("what an operator reads: what the model finds, in what"),
            ["unit"] = volume ? "series" : "instance",
            ["accepts"] = Accepts(),
            ["inputs"] = new JsonArray([.. graph.Inputs.Select(input => input == guess.Image ? Image(guess) : Attributes(input))]),
            ["preprocess"] = Preprocess(guess, volume),
            ["postprocess"] = guess.Kind == GuessedKind.Detector ? ScaffoldBoxes.Steps(graph, guess, volume) : Postprocess(guess, volume),
            ["outputs"] = Outputs(graph, guess),
            ["engine"] = new JsonObject
            {
                ["rungs"] = new JsonArray("cpu"),
                ["precision"] = guess.Image.ElementType == "float16" ? "fp16" : "fp32",
                ["tolerance"] = new JsonObject { ["absolute"] = 1e-3, ["relative"] = 1e-3 },
                ["deadlineSeconds"] = 60,
            },
            ["monitor"] = null,
        };
    }

    /// <summary>A text that a person must replace.</summary>
    public static string Choice(string what) => $"{OpenChoices.Marker} {what}";

    private static JsonObject Accepts() => new()
    {
        ["sopClassUids"] = null,
        ["modalities"] = new JsonArray(Choice("Modality (0008,0060) the model was trained on, for example CT")),
        ["bodyParts"] = null,
        ["views"] = null,
        ["lateralities"] = null,
        ["photometricInterpretations"] = new JsonArray("MONOCHROME1", "MONOCHROME2"),
        ["rows"] = null,
        ["columns"] = null,
        ["slices"] = null,
        ["sliceSpacingMm"] = null,
        ["pixelSpacingMm"] = null,
        ["planes"] = null,
        ["obliqueDegrees"] = null,
    };

    private static JsonObject Image(GraphGuess guess) => new()
    {
        ["kind"] = "image",
        ["tensor"] = guess.Image.Name,
        ["elementType"] = guess.Image.ElementType,
        ["layout"] = guess.Layout,
        ["dimensions"] = new JsonArray([.. guess.Layout.Select((axis, at) => Dimension(axis, guess.Image.Dimensions[at]))]),
    };

    private static JsonObject Dimension(char axis, DimensionDescription dimension) => new()
    {
        ["name"] = axis.ToString(),
        ["min"] = dimension.Size ?? 1,
        ["max"] = dimension.Size ?? (axis is 'N' or 'C' ? 1 : OpenSizeMax),
        ["multipleOf"] = 1,
    };

    /// <summary>An input that is no image takes numbers from attributes.</summary>
    private static JsonObject Attributes(TensorDescription input) => new()
    {
        ["kind"] = "attributes",
        ["tensor"] = input.Name,
        ["elementType"] = input.ElementType,
        ["shape"] = new JsonArray([.. input.Dimensions.Select(axis => (JsonNode)(axis.Size ?? 1))]),
        ["values"] = new JsonArray(new JsonObject
        {
            ["from"] = "number",
            ["attribute"] = Choice($"which attribute fills {input.Name} ({Shape(input)}), with unit, subtract and divide as the model was trained"),
            ["unit"] = null,
            ["subtract"] = 0,
            ["divide"] = 1,
            ["missing"] = null,
        }),
    };

    private static JsonArray Preprocess(GraphGuess guess, bool volume)
    {
        var steps = new JsonArray(new JsonObject { ["step"] = "modality-lut" });
        if (volume)
        {
            steps.Add(new JsonObject { ["step"] = "sort-slices" });
            steps.Add(new JsonObject { ["step"] = "orient", ["axes"] = "LPS" });
        }
        else
        {
            steps.Add(new JsonObject
            {
                ["step"] = "voi-window",
                ["source"] = Choice("attributes, voi-lut, full-range or fixed: the window the model was trained with"),
                ["function"] = "linear",
                ["center"] = null,
                ["width"] = null,
            });
            steps.Add(new JsonObject { ["step"] = "monochrome1-invert" });
            int channels = Along(guess, 'C') ?? 1;
            if (channels == 3)
            {
                steps.Add(new JsonObject { ["step"] = "to-rgb" });
            }

            if (Along(guess, 'H') is { } height && Along(guess, 'W') is { } width)
            {
                steps.Add(new JsonObject
                {
                    ["step"] = "resize",
                    ["height"] = height,
                    ["width"] = width,
                    ["mode"] = Choice("bilinear, or as the model was trained"),
                    ["antialias"] = true,
                });
            }
        }

        return steps;
    }

    private static JsonArray Postprocess(GraphGuess guess, bool volume) => guess.Kind switch
    {
        GuessedKind.Classifier => [new JsonObject { ["step"] = "sigmoid" }, Threshold(guess.Channels)],
        GuessedKind.Segmenter when volume => [
            new JsonObject { ["step"] = "softmax" },
            new JsonObject { ["step"] = "argmax" },
            new JsonObject { ["step"] = "invert-geometry" },
            new JsonObject { ["step"] = "measure", ["quantities"] = new JsonArray("volume-ml") },
        ],
        GuessedKind.Segmenter => [new JsonObject { ["step"] = "softmax" }, new JsonObject { ["step"] = "argmax" }, new JsonObject { ["step"] = "invert-geometry" }],
        _ => [],
    };

    private static JsonObject Threshold(int channels) => new()
    {
        ["step"] = "threshold",
        ["operatingPoints"] = new JsonArray([.. Enumerable.Range(0, channels).Select(static _ => (JsonNode)0.5)]),
    };

    private static JsonObject Outputs(ModelDescription graph, GraphGuess guess) => new()
    {
        ["tensors"] = new JsonArray(guess.Kind == GuessedKind.Detector
            ? [.. graph.Outputs.Where(output => output.ElementType is not null).Select(output => Tensor(output, ScaffoldBoxes.LayoutOf(output, guess)))]
            : [Tensor(guess.Output, guess.OutputLayout)]),
        ["findings"] = Meanings(guess.Kind == GuessedKind.Classifier ? guess.Channels : 0, "channel", 0, static () => new JsonObject()),
        ["segments"] = Meanings(
            guess.Kind == GuessedKind.Segmenter ? Math.Max(1, guess.Channels - 1) : 0, "channel", 1, static () => new JsonObject { ["findingPositiveAtMl"] = 0 }),
        ["values"] = Meanings(
            guess.Kind == GuessedKind.Regression ? 1 : 0, "channel", 0, static () => new JsonObject { ["unit"] = Code("the number's unit", "UCUM") }),
        ["detections"] = Meanings(guess.Kind == GuessedKind.Detector ? 1 : 0, "class", 0, static () => new JsonObject()),
        ["objects"] = new JsonArray(),
    };

    private static JsonObject Tensor(TensorDescription output, string layout) => new()
    {
        ["tensor"] = output.Name,
        ["elementType"] = output.ElementType,
        ["layout"] = layout,
    };

    private static JsonArray Meanings(int count, string number, int first, Func<JsonObject> more) =>
        new([.. Enumerable.Range(first, count).Select(value => Meaning(number, value, more()))]);

    private static JsonObject Meaning(string number, int value, JsonObject more)
    {
        var meaning = new JsonObject
        {
            [number] = value,
            ["label"] = Choice(string.Create(CultureInfo.InvariantCulture, $"short name of {number} {value}")),
            ["code"] = Code(string.Create(CultureInfo.InvariantCulture, $"what {number} {value} means"), "SCT"),
        };
        foreach ((string member, JsonNode? node) in more)
        {
            meaning[member] = node?.DeepClone();
        }

        return meaning;
    }

    private static JsonObject Code(string what, string scheme) => new() { ["value"] = Choice($"code of {what}"), ["scheme"] = scheme, ["meaning"] = Choice("meaning of that code") };

    private static int? Along(GraphGuess guess, char axis) => guess.Image.Dimensions[guess.Layout.IndexOf(axis, StringComparison.Ordinal)].Size;

    private static string Shape(TensorDescription tensor) => $"{tensor.ElementType} [{string.Join(',', tensor.Dimensions.Select(axis => axis.Size?.ToString(CultureInfo.InvariantCulture) ?? axis.Symbol ?? "?"))}]";
}
