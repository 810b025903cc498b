namespace Edge.EndToEnd.Tests;

/// <summary>What an appliance holds at one moment (proc(5)).</summary>
/// <param name="Descriptors">Open descriptors, without assemblies.</param>
/// <param name="Threads">Threads.</param>
/// <param name="ResidentMiB">Resident memory, in MiB.</param>
internal sealed record Footprint(int Descriptors, int Threads, long ResidentMiB)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static Footprint Of(Appliance appliance) => new(appliance.OpenDescriptors, appliance.Threads, appliance.ResidentBytes >> 20);

    /// <summary>Waits until the appliance holds no more descriptors and threads than before, but for a few, and returns what it holds.</summary>
    /// <param name="appliance">Which.</param>
    /// <param name="furtherDescriptors">Descriptors it may hold more.</param>
    /// <param name="furtherThreads">Threads it may hold more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="furtherMiB">Resident memory it may hold more, in MiB, which it gives back some seconds after it is idle; null: that is not waited for.</param>
    public async Task<Footprint> ReturnsAsync(
        Appliance appliance, int furtherDescriptors, int furtherThreads, CancellationToken cancellationToken, long? furtherMiB = null)
    {
        Footprint now = Of(appliance);
        await Poll.UntilAsync(
            () =>
            {
                now = Of(appliance);
                bool isBack = now.Descriptors <= Descriptors + furtherDescriptors && now.Threads <= Threads + furtherThreads
                    && (furtherMiB is not { } more || now.ResidentMiB <= ResidentMiB + more);
                return Task.FromResult(isBack ? null : $"the appliance holds {now}, but held {this} before");
            },
            Interval,
            Limit,
            cancellationToken);
        return now;
    }

    public override string ToString() => $"{Descriptors} descriptors, {Threads} threads, {ResidentMiB} MiB";
}
