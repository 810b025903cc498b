namespace Edge.Contracts;

/// <summary>What <c>boxes</c> must satisfy.</summary>
internal static class BoxesRules
{
    private static readonly string[] Units = ["pixels", "normalised"];

    /// <summary>Coordinates of a box in a format: 4, or 6 of a volume.</summary>
    public static int CoordinatesOf(string format) => format is "xyzxyz" or "zyxzyx" or "cxcyczwhd" ? 6 : 4;

    /// <summary>Adds every problem.</summary>
    public static void Check(BoxesStep step, ModelOutputs outputs, string path, string[] formats, int countMax, ICollection<ConfigProblem> problems)
    {
        CheckTensor(step.Boxes, $"{path}.boxes", ["KC", "NKC", "NCK"]);
        if (step.Scores is { } scores)
        {
            CheckTensor(scores, $"{path}.scores", ["K", "NK", "KC", "NKC", "NCK"]);
        }

        if (step.Classes is { } classes)
        {
            CheckTensor(classes, $"{path}.classes", ["K", "NK"]);
        }

        if (!formats.Contains(step.Format))
        {
            problems.Add(new($"{path}.format", $"It is {step.Format}. Write {string.Join(", ", formats)}."));
        }

        if (!Units.Contains(step.Units))
        {
            problems.Add(new($"{path}.units", $"It is {step.Units}. Write pixels or normalised."));
        }

        if (!(step.ScoreThreshold is >= 0 and <= 1))
        {
            problems.Add(new($"{path}.scoreThreshold", "Write 0 to 1."));
        }

        if (!(step.NmsIou is > 0 and <= 1))
        {
            problems.Add(new($"{path}.nmsIou", "Write a share above 0, at most 1; 1 leaves no box out."));
        }

        if (step.MaxCount < 1 || step.MaxCount > countMax)
        {
            problems.Add(new($"{path}.maxCount", $"Write 1 to {countMax}."));
        }

        void CheckTensor(string name, string at, string[] layouts)
        {
            if (outputs.Tensors.FirstOrDefault(tensor => tensor.Tensor == name) is not { } tensor)
            {
                problems.Add(new(at, $"There is no output {name}. Write the name of one of outputs.tensors."));
            }
            else if (!layouts.Contains(tensor.Layout))
            {
                problems.Add(new(at, $"{name} has the layout {tensor.Layout}. Name one of {string.Join(", ", layouts)}."));
            }
        }
    }
}
