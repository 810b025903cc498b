using System.Globalization;

namespace Edge.Ctl.Fleet.Simulator;

/// <summary>What a simulation saw.</summary>
internal sealed class SimulationTally
{
    private const int LatenciesKept = 100_000;

    private readonly Lock _lock = new();
    private readonly double[] _latenciesMs = new double[LatenciesKept];
    private long _answers;
    private long _bytes;
    private long _refused;
    private long _connected;
    private long _ended;

    /// <summary>Devices that were accepted and acknowledged.</summary>
    public long Devices => Interlocked.Read(ref _connected);

    /// <summary>A device's birth was acknowledged.</summary>
    public void Connected() => Interlocked.Increment(ref _connected);

    /// <summary>A device could not go on.</summary>
    public void Ended() => Interlocked.Increment(ref _ended);

    /// <summary>The broker has answered a message.</summary>
    public void Answered(bool isTaken, int bytes, TimeSpan latency)
    {
        lock (_lock)
        {
            // Past its size the newest take the place of the oldest.
            _latenciesMs[_answers++ % LatenciesKept] = latency.TotalMilliseconds;
            _bytes += bytes;
            _refused += isTaken ? 0 : 1;
        }
    }

    /// <summary>Begins to count anew: what was so far was coming up.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_answers, _bytes, _refused) = (0, 0, 0);
        }
    }

    /// <summary>Figures of a time.</summary>
    public string Describe(TimeSpan elapsed)
    {
        lock (_lock)
        {
            double[] sorted = [.. _latenciesMs.Take((int)Math.Min(_answers, LatenciesKept)).Order()];
            double At(double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"devices {_connected}, ended {_ended}, messages {_answers}, {_answers / elapsed.TotalSeconds:0.0} a second, {_bytes / elapsed.TotalSeconds / 1024:0.0} KiB a second, refused {_refused}, acknowledged after p50 {At(0.5):0.0} ms, p95 {At(0.95):0.0} ms, p99 {At(0.99):0.0} ms");
        }
    }
}
