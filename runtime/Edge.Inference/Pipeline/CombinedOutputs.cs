namespace Edge.Inference.Pipeline;

/// <summary>The outputs of one run, or of a run for each frame or slice brought together: the greatest of each value, or their mean.</summary>
/// <param name="combine"><c>max</c> or <c>mean</c>; null where there is one run.</param>
internal sealed class CombinedOutputs(string? combine) : IDisposable
{
    /// <summary>Scores of an output whose runs are told apart; what has more of them has places.</summary>
    private const int ScoresMax = 4096;

    private NetworkOutputs? _total;
    private int[] _leaders = [];
    private float[] _peaks = [];
    private int _count;

    /// <summary>The outputs so far.</summary>
    /// <exception cref="InvalidOperationException">There were none.</exception>
    public NetworkOutputs Total => _total ?? throw new InvalidOperationException("The network has not run.");

    /// <summary>The run, from 0, that gave a score of the first output its greatest value; 0 where runs are not told apart.</summary>
    public int LeaderOf(int score) => score < _leaders.Length ? _leaders[score] : 0;

    /// <summary>Adds the outputs of a run, and takes them over.</summary>
    /// <returns>Null, or why they do not fit the manifest or those before.</returns>
    public StageStop? Add(NetworkOutputs outputs)
    {
        Lead(outputs);
        _count++;
        if (_total is null)
        {
            _total = outputs;
            return outputs.Problem is { } problem ? StageStop.Failed(problem) : null;
        }

        using (outputs)
        {
            for (int index = 0; index < outputs.All.Count; index++)
            {
                NetworkOutput next = outputs.All[index];
                if (!next.Shape.SequenceEqual(_total.All[index].Shape))
                {
                    return StageStop.Failed("The model gave outputs of different shapes for the frames or slices of one unit. Ask the maker for another release.");
                }

                Combine(next.Values, _total.All[index].Values);
            }

            return null;
        }
    }

    /// <summary>Hands the outputs over to a caller, who disposes them.</summary>
    public NetworkOutputs Take()
    {
        NetworkOutputs total = Total;
        _total = null;
        return total;
    }

    /// <inheritdoc/>
    public void Dispose() => _total?.Dispose();

    private void Lead(NetworkOutputs outputs)
    {
        if (combine is null || outputs.Problem is not null || outputs.All is not [var first, ..] || first.Values.Length > ScoresMax)
        {
            return;
        }

        if (_count == 0)
        {
            _leaders = new int[first.Values.Length];
            _peaks = first.Values.ToArray();
            return;
        }

        for (int index = 0; index < Math.Min(_peaks.Length, first.Values.Length); index++)
        {
            (_leaders[index], _peaks[index]) = first.Values[index] > _peaks[index] ? (_count, first.Values[index]) : (_leaders[index], _peaks[index]);
        }
    }

    private void Combine(ReadOnlySpan<float> next, Span<float> total)
    {
        for (int index = 0; index < total.Length; index++)
        {
            // A value that is no number must stay one, so that it is found.
            total[index] = combine == "mean" ? total[index] + ((next[index] - total[index]) / _count) : MathF.Max(next[index], total[index]);
        }
    }
}
