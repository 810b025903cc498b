using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>
/// The probability of each segment at each voxel of the source. It is kept on the network's grid and read slice by slice on the source's, so that no copy
/// of the source's size is made.
/// </summary>
internal sealed class ProbabilityVolume : IDisposable
{
    private readonly ScoreStore _scores;
    private readonly ScoreSampling _sampling;

    /// <summary>Takes scores over.</summary>
    /// <param name="scores">Scores on the network's grid.</param>
    /// <param name="map">The way from the source to that grid.</param>
    /// <param name="source">Size of the source.</param>
    public ProbabilityVolume(ScoreStore scores, GridMap map, VolumeShape source)
    {
        _scores = scores;
        Shape = source;
        _sampling = new ScoreSampling(map, source, scores.Shape);
    }

    /// <summary>Channels.</summary>
    public int Channels => _scores.Channels;

    /// <summary>Size of the source, [D,H,W].</summary>
    public VolumeShape Shape { get; }

    /// <summary>Reads one slice of the source, trilinear between the voxels of the network's grid; 0 where the network saw nothing.</summary>
    /// <param name="channel">The segment's channel.</param>
    /// <param name="slice">Index along D.</param>
    /// <param name="probabilities">Receives them, 0..1, [H,W].</param>
    public void ReadSlice(int channel, int slice, Span<float> probabilities) => _sampling.ReadSlice(_scores.Channel(channel), slice, probabilities);

    /// <inheritdoc/>
    public void Dispose() => _scores.Dispose();
}
