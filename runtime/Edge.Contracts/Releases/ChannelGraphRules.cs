namespace Edge.Contracts;

/// <summary>What a manifest reads of an output's channels against how many the graph gives.</summary>
internal static class ChannelGraphRules
{
    /// <summary>Most channels of an output with a value for each place: a label is a byte.</summary>
    private const int DenseChannelsMax = 256;

    /// <summary>Adds every difference.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="output">The output.</param>
    /// <param name="channels">Its channels in the graph.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(ModelManifest manifest, OutputTensor output, long channels, List<ConfigProblem> problems)
    {
        ModelOutputs outputs = manifest.Outputs;
        if (output.HoldsCandidates)
        {
            CheckCandidates(manifest, output, channels, problems);
            return;
        }

        Read("findings", outputs.Findings.Select(static each => (each.Tensor, each.Channel)));
        Read("segments", outputs.Segments.Select(static each => (each.Tensor, each.Channel)));
        Read("values", outputs.Values.Select(static each => (each.Tensor, each.Channel)));
        if (output.IsDense && channels > DenseChannelsMax)
        {
            problems.Add(new("outputs.tensors", $"{output.Tensor} has {channels} channels in the graph; at most {DenseChannelsMax} can be told apart."));
        }

        for (int index = 0; index < manifest.Postprocess.Count; index++)
        {
            PostprocessStep step = manifest.Postprocess[index];
            if (outputs.Find(step.Tensor) != output)
            {
                continue;
            }

            if (step is ThresholdStep threshold && threshold.OperatingPoints.Count != channels)
            {
                problems.Add(new($"postprocess[{index}].operatingPoints", $"There are {threshold.OperatingPoints.Count}, and {output.Tensor} has {channels} channels in the graph. Write one for each."));
            }

            if (step is CalibrateStep calibrate)
            {
                CheckCalibrate(calibrate, output, channels, $"postprocess[{index}]", problems);
            }
        }

        void Read(string list, IEnumerable<(string? Tensor, int Channel)> entries)
        {
            int index = 0;
            foreach ((string? tensor, int channel) in entries)
            {
                if (outputs.Find(tensor) == output && channel >= channels)
                {
                    problems.Add(new($"outputs.{list}[{index}].channel", $"It is {channel}, and {output.Tensor} has {channels} channels in the graph. Write 0 to {channels - 1}."));
                }

                index++;
            }
        }
    }

    private static void CheckCalibrate(CalibrateStep step, OutputTensor output, long channels, string path, List<ConfigProblem> problems)
    {
        foreach ((string member, int? count) in ((string, int?)[])[
            ("temperature", step.Temperature?.Count), ("slope", step.Slope?.Count), ("intercept", step.Intercept?.Count), ("tables", step.Tables?.Count)])
        {
            if (count is { } entries && entries != 1 && entries != channels)
            {
                problems.Add(new($"{path}.{member}", $"There are {entries}, and {output.Tensor} has {channels} channels in the graph. Write one for each, or one for all."));
            }
        }
    }

    private static void CheckCandidates(ModelManifest manifest, OutputTensor output, long channels, List<ConfigProblem> problems)
    {
        for (int index = 0; index < manifest.Postprocess.Count; index++)
        {
            if (manifest.Postprocess[index] is not BoxesStep step)
            {
                continue;
            }

            int coordinates = BoxesRules.CoordinatesOf(step.Format);
            if (step.Boxes == output.Tensor && channels < coordinates)
            {
                problems.Add(new($"postprocess[{index}].boxes", $"{output.Tensor} has {channels} channels in the graph, and {step.Format} needs {coordinates}. Name another output or format."));
            }

            if ((step.Scores ?? step.Boxes) != output.Tensor)
            {
                continue;
            }

            long scores = channels - (step.Scores is null ? coordinates : 0) - (step.Objectness ? 1 : 0);
            int needed = step.Classes is null ? 1 + manifest.Outputs.Detections.Select(static each => each.Class).DefaultIfEmpty(0).Max() : 1;
            if (scores < needed)
            {
                problems.Add(new($"postprocess[{index}].scores", $"{output.Tensor} has {Math.Max(scores, 0)} scores for each candidate in the graph, and outputs.detections reads {needed}. Correct either."));
            }
        }
    }
}
