using Edge.Contracts;

namespace Edge.Updater.Journal;

/// <summary>One update, as the journal has it.</summary>
internal sealed record UpdateRow
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>Version that served when it was offered; null for the first release of a model.</summary>
    public required string? FromVersion { get; init; }

    /// <summary>Version that is offered.</summary>
    public required string ToVersion { get; init; }

    /// <summary>Release counter of the offer.</summary>
    public required long Counter { get; init; }

    /// <summary>Where it was offered, a directory on a stick for example; null: the sources of the configuration.</summary>
    public required string? Source { get; init; }

    /// <summary>Where it stands; the act of this state was begun, or will be.</summary>
    public required UpdateState State { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Failures in this state.</summary>
    public required int Attempts { get; init; }

    /// <summary>States in all.</summary>
    public required int Transitions { get; init; }

    /// <summary>When its act is due.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>When it came into this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Somebody said yes to what it waits for.</summary>
    public required bool IsApproved { get; init; }

    /// <summary>Digest of the release; null until it is verified.</summary>
    public required string? Digest { get; init; }

    /// <summary>When the pointer was moved; null before.</summary>
    public required DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Bytes on this device.</summary>
    public required long BytesDone { get; init; }

    /// <summary>Bytes in all.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>True when nothing more happens to it.</summary>
    public bool IsOver => State >= UpdateState.Committed;

    /// <summary>As the API shows it.</summary>
    public UpdateView ToView() =>
        new(Id, Model, FromVersion, ToVersion, Counter, State, Reason, Attempts, Since, Digest, BytesDone, BytesTotal);
}
