using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>The act of a state. It may be done again after a crash at any moment of it, and then ends the same way.</summary>
/// <param name="update">The update; its state was journalled before.</param>
/// <param name="cancellation">The agent stops; the act is done again at its next start.</param>
internal delegate Task<StepResult> UpdateStep(UpdateRow update, CancellationToken cancellation);
