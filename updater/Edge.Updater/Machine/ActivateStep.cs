using System.Globalization;
using Edge.Contracts;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>Has a release serve, in the maintenance window, and takes it back. Jobs that run keep the release that they began with.</summary>
internal sealed class ActivateStep(UpdatesConfig config, ModelSlots slots, RuntimeSocket runtime, TimeProvider time)
{
    /// <summary>The act of <see cref="UpdateState.WaitingWindow"/>.</summary>
    public Task<StepResult> AwaitWindowAsync(UpdateRow update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TimeSpan wait = config.Window is { } window ? UntilOpen(window, TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay)) : TimeSpan.Zero;
        return Task.FromResult(wait == TimeSpan.Zero
            ? StepResult.To(UpdateState.Activating, "It may begin to serve.")
            : StepResult.Waits($"It waits for the maintenance window, {config.Window!.From} to {config.Window.To}.", wait));
    }

    /// <summary>The act of <see cref="UpdateState.Activating"/>.</summary>
    public async Task<StepResult> ActivateAsync(UpdateRow update, CancellationToken cancellation)
    {
        slots.Point(update.Model, new ModelPointer(update.ToVersion, update.FromVersion));
        return await ServesAsync(update.Model, update.ToVersion, update.Digest, cancellation) is { } problem
            ? StepResult.Failed(problem)
            : StepResult.To(UpdateState.Probation, "It serves.");
    }

    /// <summary>The act of <see cref="UpdateState.RollingBack"/>: the release before serves again; where there was none, none does.</summary>
    public async Task<StepResult> RollBackAsync(UpdateRow update, CancellationToken cancellation)
    {
        // The reason that brought it here is what people need to read in the end.
        slots.Point(update.Model, update.FromVersion is { } before ? new ModelPointer(before, before) : null);
        string? problem = update.FromVersion is { } version ? await ServesAsync(update.Model, version, digest: null, cancellation) : null;
        return problem is null ? StepResult.To(UpdateState.RolledBack, update.Reason) : StepResult.Failed(problem);
    }

    /// <summary>Time until a window opens; zero while it is open.</summary>
    internal static TimeSpan UntilOpen(UpdateWindowConfig window, TimeOnly now)
    {
        TimeOnly from = TimeOnly.ParseExact(window.From, "HH:mm", CultureInfo.InvariantCulture);
        TimeOnly to = TimeOnly.ParseExact(window.To, "HH:mm", CultureInfo.InvariantCulture);
        return now.IsBetween(from, to) ? TimeSpan.Zero : from - now;
    }

    private async Task<string?> ServesAsync(string model, string version, string? digest, CancellationToken cancellation)
    {
        IReadOnlyList<ModelView> models = await runtime.ModelsAsync(cancellation);
        ModelView? view = models.FirstOrDefault(view => view.Name == model);
        return view is null || view.ActiveVersion != version ? $"The runtime does not serve {version}: it reads another model store, or cannot read this one."
            : view.Problem is not null ? $"The runtime cannot serve it: {view.Problem}."
            : digest is not null && view.Digest != digest ? $"The runtime serves files with the digest {view.Digest}; what was verified has {digest}."
            : null;
    }
}
