namespace Edge.Runtime.Instruments;

/// <summary>The metrics as Prometheus reads them, made at most once in some seconds however often somebody asks: it counts rows and asks the disk.</summary>
internal sealed class MetricsText(MetricsListener metrics, TimeProvider time)
{
    /// <summary>How old it may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly Lock _making = new();
    private string? _text;
    private long _madeAt;

    /// <summary>The text.</summary>
    public string Read()
    {
        lock (_making)
        {
            if (_text is null || time.GetElapsedTime(_madeAt) >= Freshness)
            {
                _text = PrometheusText.Write(metrics.Read());
                _madeAt = time.GetTimestamp();
            }

            return _text;
        }
    }
}
