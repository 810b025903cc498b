using Edge.Contracts;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Host;

/// <summary><c>edge-runtime verify</c>: verifies the inbox while the appliance does not run, with a line of JSON on standard output for each message.</summary>
internal static class VerifyCommand
{
    private const long BytesPerMiB = 1024 * 1024;

    /// <summary>Verifies. The caller holds the data directory's lock.</summary>
    /// <returns>0 when all is well, 1 when not.</returns>
    /// <exception cref="IOException">The inbox cannot be listed.</exception>
    public static async Task<int> RunAsync(DataDirectory data, int mibPerSecond, TimeProvider time, CancellationToken cancellationToken)
    {
        using EdgeStore store = EdgeStore.Open(data.Database);
        var verifier = new InboxVerifier(data, store, new InboxBuckets(data, store, time), new LostFiles(store), time);
        await using Stream output = Console.OpenStandardOutput();
        VerifyReport? report = await verifier.RunAsync(
            mibPerSecond * BytesPerMiB, async message => await output.WriteAsync(VerifyLine.Encode(message), cancellationToken), cancellationToken);
        return report is { IsWell: true } ? 0 : 1;
    }
}
