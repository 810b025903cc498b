namespace Edge.Contracts;

/// <summary>What golden cases must satisfy so that they compare something, and nothing that cannot come out.</summary>
internal static class GoldenRules
{
    /// <summary>Adds every problem, each with its path in <c>cases.json</c> and what to write instead.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(GoldenCases cases, ModelManifest manifest, List<ConfigProblem> problems)
    {
        if (cases.Cases.Count > GoldenCases.CountMax)
        {
            problems.Add(new("cases", $"There are {cases.Cases.Count}. Write at most {GoldenCases.CountMax}."));
        }

        if (cases.Cases.Count > 0 && cases.Cases.All(static golden => golden.Expected.Outcome != ResultOutcome.Completed))
        {
            problems.Add(new("cases", "None is completed, so that nothing compares what the network gives. Add one whose outcome is completed."));
        }

        for (int index = 0; index < cases.Cases.Count; index++)
        {
            GoldenCase golden = cases.Cases[index];
            string path = $"cases[{index}]";
            if (cases.Cases.Take(index).Any(before => before.Name == golden.Name))
            {
                problems.Add(new($"{path}.name", $"'{golden.Name}' stands twice. Give each case its own."));
            }

            if (golden.Inputs.Count == 0 || (manifest.Unit == UnitKind.Instance && golden.Inputs.Count != 1))
            {
                problems.Add(new($"{path}.inputs", $"There are {golden.Inputs.Count}. Write {(manifest.Unit == UnitKind.Instance ? "the one image" : "every slice of the series")}."));
            }

            CheckExpected(golden, manifest, $"{path}.expected", problems);
            CheckTolerance(golden, $"{path}.tolerance", problems);
        }
    }

    private static void CheckExpected(GoldenCase golden, ModelManifest manifest, string path, List<ConfigProblem> problems)
    {
        GoldenExpectation expected = golden.Expected;
        switch (expected.Outcome)
        {
            case ResultOutcome.Completed:
                GoldenFindingRules.Check(expected, manifest, path, problems);
                CheckProbes(expected, manifest, path, problems);
                if (ComparesNothing(golden))
                {
                    problems.Add(new(path, "Nothing that the network computes is compared but present or absent. Add probes, stages, or a number for each finding."));
                }

                break;
            case ResultOutcome.NotApplicable when expected.Findings.Count + expected.Segments.Count + expected.Probes.Count > 0:
                problems.Add(new(path, "Of an input that is not applicable there is nothing to compare. Write empty lists for findings, segments and probes."));
                break;
            case ResultOutcome.NotApplicable:
                break;
            default:
                problems.Add(new($"{path}.outcome", "Write completed or not-applicable."));
                break;
        }
    }

    private static bool ComparesNothing(GoldenCase golden) =>
        golden.Expected.Probes.Count == 0
        && golden.Expected.Segments.Count == 0
        && golden.Stages is not { Count: > 0 }
        && golden.Expected.Findings.All(static finding => finding is { Probability: null, VolumeMl: null, Value: null, DiameterMm: null, Mean: null, Boxes: not { Count: > 0 } });

    private static void CheckProbes(GoldenExpectation expected, ModelManifest manifest, string path, List<ConfigProblem> problems)
    {
        IReadOnlyList<OutputTensor> tensors = manifest.Outputs.Tensors;
        for (int index = 0; index < expected.Probes.Count; index++)
        {
            GoldenProbe probe = expected.Probes[index];
            OutputTensor? tensor = tensors.FirstOrDefault(each => probe.Tensor is null || each.Tensor == probe.Tensor);
            if (tensor is null)
            {
                problems.Add(new($"{path}.probes[{index}].tensor", $"There is no output {probe.Tensor}. Write one of: {string.Join(", ", tensors.Select(static each => each.Tensor))}."));
            }
            else if (probe.Index.Count != tensor.Layout.Length || probe.Index.Any(static at => at < 0))
            {
                problems.Add(new($"{path}.probes[{index}].index", $"Write {tensor.Layout.Length} numbers from 0, one for each axis of {tensor.Layout}."));
            }
        }
    }

    private static void CheckTolerance(GoldenCase golden, string path, List<ConfigProblem> problems)
    {
        GoldenTolerance tolerance = golden.Tolerance;
        Check("probability", tolerance.Probability, isNeeded: false);
        Check("volumeMl", tolerance.VolumeMl, isNeeded: false);
        Check("value", tolerance.Value, golden.Expected.Findings.Any(static finding => finding.Value is not null));
        Check("diameterMm", tolerance.DiameterMm, golden.Expected.Findings.Any(static finding => finding.DiameterMm is not null));
        Check("mean", tolerance.Mean, golden.Expected.Findings.Any(static finding => finding.Mean is not null));
        Check("boxPixels", tolerance.BoxPixels, golden.Expected.Findings.Any(static finding => finding.Boxes is { Count: > 0 }));

        void Check(string member, double? value, bool isNeeded)
        {
            if (value is null ? isNeeded : !(value >= 0))
            {
                problems.Add(new($"{path}.{member}", "Write the largest difference that counts as equal, from 0."));
            }
        }
    }
}
