using Edge.Contracts;

namespace Edge.Updater.Machine;

/// <summary>How the act of a state ended.</summary>
internal sealed record StepResult
{
    private StepResult()
    {
    }

    /// <summary>The state that follows; null: it stays.</summary>
    public UpdateState? Next { get; private init; }

    /// <summary>Why, in a sentence for operators.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it stays: when it is looked at again. For a failure the machine chooses.</summary>
    public TimeSpan Wait { get; private init; }

    /// <summary>It stays because the act failed, which may be tried a few times.</summary>
    public bool IsFailure { get; private init; }

    /// <summary>The failure lies outside of the release, in a line, a disk or a stick: it is tried for days.</summary>
    public bool IsOutage { get; private init; }

    /// <summary>The act gave way to something else and is not done: it goes on where it was.</summary>
    public static StepResult GivesWay { get; } = new() { Reason = "It gives way." };

    /// <summary>The act is done.</summary>
    public static StepResult To(UpdateState next, string reason) => new() { Next = next, Reason = reason };

    /// <summary>Nothing is wrong; something has to happen first.</summary>
    public static StepResult Waits(string reason, TimeSpan wait) => new() { Reason = reason, Wait = wait };

    /// <summary>The act failed for a reason that may pass.</summary>
    public static StepResult Failed(string reason) => new() { Reason = reason, IsFailure = true };

    /// <summary>The act failed for a reason that has nothing to do with the release.</summary>
    public static StepResult Outage(string reason) => new() { Reason = reason, IsFailure = true, IsOutage = true };
}
