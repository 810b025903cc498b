using System.Globalization;
using Edge.Contracts;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>Holds the outputs of a release on probation against those of the release before, over what each has read on this device.</summary>
internal sealed class OutputDrift(RuntimeSocket runtime, TimeProvider time)
{
    /// <summary>Numbers of an output, of each release, from which on it is judged.</summary>
    public const int LeastNumbers = 200;

    /// <summary>Why a release must be taken back; null where nothing speaks against it, or there is too little to say.</summary>
    /// <param name="update">The update.</param>
    /// <param name="plan">What its makers ask for.</param>
    /// <param name="activated">When it began to serve.</param>
    /// <param name="before">How far back the release before is looked at.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RuntimeDownException">The runtime does not answer.</exception>
    public async Task<string?> WhyNotAsync(UpdateRow update, MonitorPlan? plan, DateTimeOffset activated, TimeSpan before, CancellationToken cancellation)
    {
        if (plan?.DriftMax is not { } most || update.FromVersion is not { } version)
        {
            return null;
        }

        IReadOnlyList<OutputCounts> now = await runtime.OutputsAsync(update.Model, update.ToVersion, update.ToVersion, activated, time.GetUtcNow(), cancellation);
        IReadOnlyList<OutputCounts> then = await runtime.OutputsAsync(update.Model, version, update.ToVersion, activated - before, activated, cancellation);
        foreach (OutputCounts output in now.Where(static output => output.Counts.Sum() >= LeastNumbers))
        {
            if (then.FirstOrDefault(other => other.Output == output.Output) is { } was && was.Counts.Sum() >= LeastNumbers
                && StabilityIndex.Of(was.Counts, output.Counts) is var index && index > most)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The output {output.Output} is distributed otherwise than with {version}: stability index {index:0.00} over {was.Counts.Sum()} and {output.Counts.Sum()} results, and {most:0.##} is allowed.");
            }
        }

        return null;
    }
}
