using System.Diagnostics.Metrics;
using Edge.Contracts;

namespace Edge.Runtime.Instruments;

/// <summary>The values of one instrument with one set of attributes.</summary>
internal sealed class MetricSeries(Instrument instrument, MetricKind kind, SortedDictionary<string, string> attributes, IReadOnlyList<double>? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = bounds is null ? [] : new long[bounds.Count + 1];
    private double _value;
    private long _count;

    /// <summary>Takes a measurement: adds it to a counter or histogram, or makes it what a gauge or an observed counter is.</summary>
    public void Take(double value, bool isAbsolute)
    {
        lock (_lock)
        {
            if (bounds is not null)
            {
                int bucket = 0;
                while (bucket < bounds.Count && value > bounds[bucket])
                {
                    bucket++;
                }

                _counts[bucket]++;
                _count++;
            }

            _value = isAbsolute ? value : _value + value;
        }
    }

    /// <summary>What it is now.</summary>
    public MetricPoint Read()
    {
        lock (_lock)
        {
            MetricHistogram? histogram = bounds is null ? null : new MetricHistogram(_count, _value, bounds, [.. _counts]);
            return new MetricPoint(instrument.Name, instrument.Unit ?? "", kind, attributes, bounds is null ? _value : null, histogram)
            {
                Description = instrument.Description ?? "",
            };
        }
    }
}
