namespace Edge.Runtime.Store;

/// <summary>One signal per stage that waits for committed rows, in the order of the pipeline. Raise after the commit, never before.</summary>
internal sealed class StageSignals
{
    /// <summary>An instance was stored and indexed: studies look.</summary>
    public StageSignal InstanceStored { get; } = new();

    /// <summary>A study is complete, or is to be routed again: the planner looks.</summary>
    public StageSignal StudyComplete { get; } = new();

    /// <summary>A job was queued or may be leased again: the dispatcher looks.</summary>
    public StageSignal JobQueued { get; } = new();

    /// <summary>An outbox row was committed: the links look, each with a waiter of its own (<see cref="StageSignal.Join"/>).</summary>
    public StageSignal OutboxFilled { get; } = new();
}
