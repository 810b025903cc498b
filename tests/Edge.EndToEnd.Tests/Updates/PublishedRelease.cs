namespace Edge.EndToEnd.Tests;

/// <summary>A repository with one release that is assigned to every device; made once for the tests of a class.</summary>
public sealed class PublishedRelease : IAsyncLifetime
{
    public const string Version = "2.0.0";

    private readonly TemporaryFolder _folder = new();

    public string Repository { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(_folder.Path, TestContext.Current.CancellationToken);
        await desk.PublishAsync(Version, changeGolden: null, TestContext.Current.CancellationToken);
        Repository = desk.Repository;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
