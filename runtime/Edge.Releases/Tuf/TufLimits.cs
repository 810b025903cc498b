namespace Edge.Releases.Tuf;

/// <summary>Everything that is bounded when metadata and targets come from somebody else (TUF 1.0.34 §5 leaves these to the application).</summary>
public sealed record TufLimits
{
    /// <summary>The limits of the appliance.</summary>
    public static TufLimits Default { get; } = new();

    /// <summary>W of §5.3.3: bytes of a root file; default 512 KiB.</summary>
    public int RootSizeMaxBytes { get; init; } = 512 * 1024;

    /// <summary>Y of §5.3.3: root files taken in one update; default 1,024. The next update goes on from there.</summary>
    public int RootCountMax { get; init; } = 1024;

    /// <summary>X of §5.4.1: bytes of the timestamp file; default 16 KiB.</summary>
    public int TimestampSizeMaxBytes { get; init; } = 16 * 1024;

    /// <summary>Y of §5.5.1: bytes of the snapshot file, also where the timestamp states a length; default 2 MiB.</summary>
    public int SnapshotSizeMaxBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Z of §5.6.1: bytes of a targets file, also where the snapshot states a length; default 8 MiB.</summary>
    public int TargetsSizeMaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>§5.6.7.1: roles visited in the search for one target; default 32.</summary>
    public int RoleVisitMax { get; init; } = 32;

    /// <summary>Signatures, keys or roles in one list of a file; default 1,024.</summary>
    public int ListLengthMax { get; init; } = 1024;

    /// <summary>Least speed of a download, averaged over all of it; default 16 KiB a second.</summary>
    public int SpeedMinBytesPerSecond { get; init; } = 16 * 1024;

    /// <summary>Highest rate of a download, so that others have the line too; null, the default: none.</summary>
    public long? RateMaxBytesPerSecond { get; init; }

    /// <summary>Time that a download has besides what its length takes at the least speed; default 30 seconds.</summary>
    public TimeSpan GraceTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time without a single byte; default 20 seconds.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest time that a download of at most <paramref name="sizeBytes"/> may take.</summary>
    internal TimeSpan DeadlineFor(long sizeBytes) => GraceTime + TimeSpan.FromSeconds((double)sizeBytes / SpeedMinBytesPerSecond);
}
