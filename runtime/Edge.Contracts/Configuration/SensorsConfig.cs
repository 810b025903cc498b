using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Where sensors are read, and from when on they raise a fault.</summary>
/// <param name="Root">Directory that holds <c>sys</c> and <c>proc</c>; null: <c>/</c>. Another one is for trying out.</param>
/// <param name="HottestC">Temperature from which on the device is too hot, in °C, where a sensor names none itself. 40 to 120; null: 95.</param>
/// <param name="LeastFreeMemoryMiB">Available memory below which a fault warns, in MiB. 16 to 1048576; null: a sixteenth of the machine's, at most 512.</param>
public sealed record SensorsConfig(string? Root, double? HottestC, long? LeastFreeMemoryMiB)
{
    private const double DefaultHottestC = 95;

    /// <summary>What holds where nothing is configured.</summary>
    public static readonly SensorsConfig Default = new(null, null, null);

    /// <summary>Where sensors are read.</summary>
    [JsonIgnore]
    public string From => Root ?? "/";

    /// <summary>Temperature from which on the device is too hot where a sensor names none, in °C.</summary>
    [JsonIgnore]
    public double Hottest => HottestC ?? DefaultHottestC;
}
