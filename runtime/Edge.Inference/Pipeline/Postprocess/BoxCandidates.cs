using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Reads a detector's outputs: coordinates in one of the common forms, scores with or without objectness, classes or class scores.</summary>
internal static class BoxCandidates
{
    /// <summary>Axes of the boxes of a format: 2 or 3.</summary>
    public static int AxisCount(string format) => format is "xyzxyz" or "zyxzyx" or "cxcyczwhd" ? 3 : 2;

    /// <summary>Reads the candidates of the listed classes from the score threshold on.</summary>
    /// <param name="step">How to read them.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="grid">Size of the network's grid.</param>
    /// <param name="stop">Why the outputs do not fit; null where they do.</param>
    public static List<BoxCandidate>? Read(
        BoxesStep step, IReadOnlyList<DetectionOutput> classes, NetworkOutputs outputs, VolumeShape grid, out StageStop? stop)
    {
        int axes = AxisCount(step.Format);
        NetworkOutput boxes = outputs.Get(step.Boxes);
        NetworkOutput scores = step.Scores is null ? boxes : outputs.Get(step.Scores);
        NetworkOutput? classOf = step.Classes is null ? null : outputs.Get(step.Classes);
        int firstScore = (step.Scores is null ? 2 * axes : 0) + (step.Objectness ? 1 : 0);
        int needed = firstScore + (classOf is null ? 1 + classes.Max(output => output.Class) : 1);
        if (boxes.Channels < 2 * axes || scores.Channels < needed || scores.Places != boxes.Places || (classOf is not null && classOf.Places != boxes.Places))
        {
            stop = OutputFit.Stop(boxes, $"{2 * axes} coordinates and {needed} score channels for each of as many candidates");
            return null;
        }

        stop = null;
        var found = new List<BoxCandidate>();
        Span<float> coordinates = stackalloc float[6];
        for (int candidate = 0; candidate < boxes.Places; candidate++)
        {
            (int number, float score) = classOf is null
                ? Best(scores, firstScore, candidate, classes)
                : (Listed((int)MathF.Round(classOf.Values[candidate]), classes), scores.Values[(firstScore * scores.Places) + candidate]);
            score *= step.Objectness ? scores.Values[((firstScore - 1) * scores.Places) + candidate] : 1;
            if (number < 0 || !(score >= step.ScoreThreshold))
            {
                continue;
            }

            if (!ClassScores.IsProbability(score))
            {
                stop = ClassScores.NoProbability(scores.Declared.Tensor, score);
                return null;
            }

            for (int channel = 0; channel < 2 * axes; channel++)
            {
                coordinates[channel] = boxes.Values[(channel * boxes.Places) + candidate];
            }

            if (BoxOf(step, coordinates, grid, number, score) is { Extent: > 0 } box)
            {
                found.Add(box);
            }
        }

        return found;
    }

    /// <summary>The listed class of the greatest score; of equal ones the lowest.</summary>
    private static (int Class, float Score) Best(NetworkOutput scores, int firstScore, int candidate, IReadOnlyList<DetectionOutput> classes)
    {
        (int best, float greatest) = (-1, float.NegativeInfinity);
        ReadOnlySpan<float> values = scores.Values;
        for (int index = 0; index < classes.Count; index++)
        {
            int number = classes[index].Class;
            float score = values[((firstScore + number) * scores.Places) + candidate];
            if (score > greatest || (score == greatest && number < best))
            {
                (best, greatest) = (number, score);
            }
        }

        return (best, greatest);
    }

    private static int Listed(int number, IReadOnlyList<DetectionOutput> classes) => classes.Any(output => output.Class == number) ? number : -1;

    private static BoxCandidate BoxOf(BoxesStep step, ReadOnlySpan<float> c, VolumeShape grid, int number, float score)
    {
        BoxCandidate box = step.Format switch
        {
            "xyxy" => new(number, score, c[0], c[1], 0, c[2], c[3], 1),
            "yxyx" => new(number, score, c[1], c[0], 0, c[3], c[2], 1),
            "xywh" => new(number, score, c[0], c[1], 0, c[0] + c[2], c[1] + c[3], 1),
            "cxcywh" => new(number, score, c[0] - (c[2] / 2), c[1] - (c[3] / 2), 0, c[0] + (c[2] / 2), c[1] + (c[3] / 2), 1),
            "xyzxyz" => new(number, score, c[0], c[1], c[2], c[3], c[4], c[5]),
            "zyxzyx" => new(number, score, c[2], c[1], c[0], c[5], c[4], c[3]),
            _ => new(
                number, score, c[0] - (c[3] / 2), c[1] - (c[4] / 2), c[2] - (c[5] / 2), c[0] + (c[3] / 2), c[1] + (c[4] / 2), c[2] + (c[5] / 2)),
        };
        if (box.MaxX <= box.MinX || box.MaxY <= box.MinY || box.MaxZ <= box.MinZ)
        {
            return default;
        }

        if (step.Units != "normalised")
        {
            return box;
        }

        int depth = AxisCount(step.Format) == 3 ? grid.Depth : 1;
        return box with
        {
            MinX = box.MinX * grid.Width,
            MaxX = box.MaxX * grid.Width,
            MinY = box.MinY * grid.Height,
            MaxY = box.MaxY * grid.Height,
            MinZ = box.MinZ * depth,
            MaxZ = box.MaxZ * depth,
        };
    }
}
