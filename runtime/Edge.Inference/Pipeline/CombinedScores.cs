namespace Edge.Inference.Pipeline;

/// <summary>The scores of one run, or of a run for each frame brought together: the greatest of each, or their mean.</summary>
/// <param name="combine"><c>max</c> or <c>mean</c>; null where there is one run.</param>
internal sealed class CombinedScores(string? combine) : IDisposable
{
    private NetworkScores? _total;
    private int _count;

    /// <summary>The scores so far.</summary>
    /// <exception cref="InvalidOperationException">There were none.</exception>
    public NetworkScores Total => _total ?? throw new InvalidOperationException("The network has not run.");

    /// <summary>Adds the scores of a run, and takes them over.</summary>
    /// <returns>Null, or why they do not fit those before.</returns>
    public StageStop? Add(NetworkScores scores)
    {
        _count++;
        if (_total is null)
        {
            _total = scores;
            return null;
        }

        using (scores)
        {
            if (!scores.Shape.SequenceEqual(_total.Shape))
            {
                return StageStop.Failed("The model gave outputs of different shapes for the frames of one image. Ask the maker for another release.");
            }

            Combine(scores.Values, _total.Values);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _total?.Dispose();

    private void Combine(ReadOnlySpan<float> next, Span<float> total)
    {
        for (int index = 0; index < total.Length; index++)
        {
            // A value that is no number must stay one, so that it is found.
            total[index] = combine == "mean" ? total[index] + ((next[index] - total[index]) / _count) : MathF.Max(next[index], total[index]);
        }
    }
}
