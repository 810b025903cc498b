using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>Unique identifiers of one made-up instance, under a number of the test run (PS3.5 B.2).</summary>
internal sealed record InstanceUids(string Study, string Series, string Instance)
{
    private static readonly string Run = "2.25." + new System.Numerics.BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true).ToString(CultureInfo.InvariantCulture);
    private static int _studies;

    /// <summary>The instances of one new study with one series.</summary>
    public static IReadOnlyList<InstanceUids> NewStudy(int instances)
    {
        string study = $"{Run}.{Interlocked.Increment(ref _studies)}";
        return [.. Enumerable.Range(1, instances).Select(number => new InstanceUids(study, study + ".1", $"{study}.1.{number}"))];
    }
}
