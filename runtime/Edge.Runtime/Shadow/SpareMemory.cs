namespace Edge.Runtime.Shadow;

/// <summary>Whether there is memory for a second model beside the one that serves.</summary>
/// <param name="ReadMiB">Memory that can be had without swapping, in MiB; null where the kernel does not say.</param>
internal sealed record SpareMemory(Func<long?> ReadMiB)
{
    /// <summary>Memory that a run leaves alone, in MiB.</summary>
    public const long ReserveMiB = 512;

    /// <summary>A release may need more than the one before: so many times as much is asked for.</summary>
    public const double NeedFactor = 2;

    /// <summary>Why a run of a release must wait; null when it need not.</summary>
    /// <param name="peakMiB">Most memory that the active release had for the same study; null where it was not measured.</param>
    public string? WhyNot(double? peakMiB)
    {
        long needMiB = ReserveMiB + (long)((peakMiB ?? 0) * NeedFactor);
        return ReadMiB() is { } free && free < needMiB ? $"{free} MiB of memory are free, and {needMiB} are needed beside the model that serves." : null;
    }
}
