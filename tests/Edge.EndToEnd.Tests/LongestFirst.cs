using Xunit.Sdk;
using Xunit.v3;

// They wait for real processes much of the time, beside tests that compute.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(Edge.EndToEnd.Tests.LongestFirst))]

namespace Edge.EndToEnd.Tests;

/// <summary>Begins with the classes that take minutes, so that none of them is what all wait for at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(SameBytesTests), PageTests.Name, nameof(DumpMemoryTests), nameof(DemoTests), nameof(FullDiskTests), nameof(RolloutTests), nameof(KillPointTests),
        nameof(KillTests), nameof(InferTests), nameof(HostileObjectTests), nameof(TlsPeerTests), nameof(EnrolmentTests), nameof(ReleaseCeremonyTests),
        nameof(CommitmentTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank)];

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        int found = Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return found < 0 ? Longest.Length : found;
    }
}
