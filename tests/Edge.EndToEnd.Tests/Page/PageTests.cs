namespace Edge.EndToEnd.Tests;

/// <summary>Tests of the page share one started appliance and one browser.</summary>
[CollectionDefinition(Name)]
public sealed class PageTests : ICollectionFixture<PageBench>
{
    /// <summary>Its name.</summary>
    public const string Name = "page";
}
