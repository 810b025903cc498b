using Xunit.Sdk;
using Xunit.v3;

// They wait for real processes most of the time: so many at once take both cores and no more.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer(typeof(Edge.EndToEnd.Tests.LongestFirst))]

namespace Edge.EndToEnd.Tests;

/// <summary>Begins with the classes that take minutes, so that none of them is what all wait for at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(SameBytesTests), PageTests.Name, nameof(DumpMemoryTests), nameof(DemoTests), nameof(FullDiskTests), nameof(RolloutTests), nameof(KillPointTests),
        nameof(KillTests), nameof(InferTests), nameof(HostileObjectTests), nameof(PrivacyTests), nameof(ReleaseCeremonyTests),
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
