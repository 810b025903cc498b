using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Instruments;

/// <summary>Keeps what the instruments of the meter say, for the page, Prometheus and central operations alike.</summary>
internal sealed class MetricsListener : IDisposable
{
    /// <summary>Series that are kept; what would be more is left out, so that no attribute can fill the memory.</summary>
    public const int MaxSeries = 2000;

    private static readonly double[] DefaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Attributes), MetricSeries> _series = [];
    private readonly ConcurrentDictionary<(Instrument Instrument, string Attributes), MetricSeries> _observed = [];
    private readonly Lock _reading = new();

    /// <summary>Begins to listen.</summary>
    public MetricsListener()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == EdgeMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every value now, by name and attributes. A gauge that is no longer observed, as of a model that was removed, is not among them.</summary>
    public IReadOnlyList<MetricPoint> Read()
    {
        lock (_reading)
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            return
            [
                .. _series.Concat(_observed).OrderBy(one => one.Key.Instrument.Name, StringComparer.Ordinal).ThenBy(one => one.Key.Attributes, StringComparer.Ordinal)
                    .Select(one => one.Value.Read()),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        ConcurrentDictionary<(Instrument, string), MetricSeries> all = instrument.IsObservable ? _observed : _series;
        string attributes = Text(tags);
        if (!all.TryGetValue((instrument, attributes), out MetricSeries? series))
        {
            if (all.Count >= MaxSeries)
            {
                return;
            }

            series = all.GetOrAdd((instrument, attributes), New(instrument, tags));
        }

        series.Take(value, instrument.IsObservable || KindOf(instrument) == MetricKind.Gauge);
    }

    private static MetricSeries New(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, object? value) in tags)
        {
            attributes[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        IReadOnlyList<double>? bounds = instrument is Histogram<double> histogram ? histogram.Advice?.HistogramBucketBoundaries ?? DefaultBounds : null;
        return new MetricSeries(instrument, KindOf(instrument), attributes, bounds);
    }

    private static MetricKind KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => MetricKind.Histogram,
        Counter<long> or Counter<double> or ObservableCounter<long> or ObservableCounter<double> => MetricKind.Counter,
        _ => MetricKind.Gauge,
    };

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            text.Append(name).Append('=').Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }
}
