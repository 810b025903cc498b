using Edge.Contracts;

namespace Edge.Ctl.Scaffold;

/// <summary>What a graph seems to be for. Every guess is marked for a person to confirm.</summary>
/// <param name="Kind">What it gives.</param>
/// <param name="Image">The input that is an image: the one with the most axes.</param>
/// <param name="Layout">Order of that input's axes.</param>
/// <param name="Output">The output that was looked at: the first that is a tensor.</param>
/// <param name="OutputLayout">Order of its axes.</param>
/// <param name="Channels">Its channels; 1 where they are open.</param>
internal sealed record GraphGuess(
    GuessedKind Kind, TensorDescription Image, string Layout, TensorDescription Output, string OutputLayout, int Channels)
{
    private const int MostChannelsLast = 4;
    private const int VolumeAxes = 5;
    private const int ImageAxes = 4;

    /// <summary>Most classes that a score of each place is likely to have; more along the last axis are columns.</summary>
    private const int BoxNumbersMin = 4;

    /// <summary>Guesses; null where the graph has no input of four or five axes and no tensor to give.</summary>
    public static GraphGuess? Of(ModelDescription graph)
    {
        TensorDescription? image = graph.Inputs.Where(input => input.ElementType is not null && input.Dimensions.Count is ImageAxes or VolumeAxes)
            .MaxBy(input => input.Dimensions.Count);
        TensorDescription? output = graph.Outputs.FirstOrDefault(each => each.ElementType is not null && each.Dimensions.Count > 0);
        if (image is null || output is null)
        {
            return null;
        }

        string layout = LayoutOf(image);
        if (output.Dimensions.Count == image.Dimensions.Count && HasPlaces(output, image, layout))
        {
            string same = LayoutOf(output);
            return new GraphGuess(GuessedKind.Segmenter, image, layout, output, same, SizeAlong(output, same.IndexOf('C', StringComparison.Ordinal)));
        }

        if (output.Dimensions.Count == 3 || (graph.Outputs.Count > 1 && graph.Outputs.Any(IsBoxes)))
        {
            TensorDescription boxes = graph.Outputs.FirstOrDefault(IsBoxes) ?? output;
            string list = boxes.Dimensions.Count == 2 ? "KC" : IsTurned(boxes) ? "NCK" : "NKC";
            return new GraphGuess(GuessedKind.Detector, image, layout, boxes, list, SizeAlong(boxes, list.IndexOf('C', StringComparison.Ordinal)));
        }

        int channels = output.Dimensions.Count == 1 ? SizeAlong(output, 0) : SizeAlong(output, 1);
        GuessedKind kind = channels == 1 ? GuessedKind.Regression : GuessedKind.Classifier;
        return new GraphGuess(kind, image, layout, output, ScoreLayout(output), channels);
    }

    /// <summary>A score for each channel: axes behind the channels are of one.</summary>
    private static string ScoreLayout(TensorDescription output) =>
        output.Dimensions.Count == 1 ? "C" : "NC" + new string('1', output.Dimensions.Count - 2);

    /// <summary>Candidates are more than what is said of each.</summary>
    private static bool IsTurned(TensorDescription boxes) =>
        boxes.Dimensions[1].Size is { } second && (boxes.Dimensions[2].Size is { } last ? second < last : second >= BoxNumbersMin);

    private static bool IsBoxes(TensorDescription output) => output.Dimensions is [.., { Size: BoxNumbersMin }] && output.Dimensions.Count is 2 or 3;

    private static bool HasPlaces(TensorDescription output, TensorDescription image, string layout)
    {
        // 1×1 at every place is a pooled score that kept its axes.
        return LayoutOf(output).Select((axis, at) => (axis, at)).Where(pair => pair.axis is 'H' or 'W')
            .All(pair => output.Dimensions[pair.at].Size is not 1)
            || image.Dimensions[layout.IndexOf('H', StringComparison.Ordinal)].Size is 1;
    }

    /// <summary>Channels last where the last axis is as small as channels are and the second is not.</summary>
    private static string LayoutOf(TensorDescription tensor)
    {
        bool last = tensor.Dimensions[^1].Size is >= 1 and <= MostChannelsLast && tensor.Dimensions[1].Size is not (>= 1 and <= MostChannelsLast);
        return (tensor.Dimensions.Count, last) switch
        {
            (VolumeAxes, true) => "NDHWC",
            (VolumeAxes, false) => "NCDHW",
            (_, true) => "NHWC",
            _ => "NCHW",
        };
    }

    private static int SizeAlong(TensorDescription tensor, int axis) => axis >= 0 && axis < tensor.Dimensions.Count ? tensor.Dimensions[axis].Size ?? 1 : 1;
}
