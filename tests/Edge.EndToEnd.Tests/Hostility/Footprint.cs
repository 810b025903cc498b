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
    public async Task<Footprint> ReturnsAsync(Appliance appliance, int furtherDescriptors, int furtherThreads, CancellationToken cancellationToken)
    {
        Footprint now = Of(appliance);
        await Poll.UntilAsync(
            () =>
            {
                now = Of(appliance);
                bool isBack = now.Descriptors <= Descriptors + furtherDescriptors && now.Threads <= Threads + furtherThreads;
                return Task.FromResult(isBack ? null : $"the appliance holds {now}, but held {this} before");
            },
            Interval,
            Limit,
            cancellationToken);
        return now;
    }

    public override string ToString() => $"{Descriptors} descriptors, {Threads} threads, {ResidentMiB} MiB";
}
