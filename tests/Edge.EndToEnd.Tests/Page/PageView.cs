using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>A view of the page that a test opens.</summary>
/// <param name="Name">Name of its screenshots.</param>
/// <param name="Hash">Where it is.</param>
/// <param name="Shows">Text that it shows once it is there.</param>
internal sealed record PageView(string Name, string Hash, string Shows)
{
    /// <summary>Opens it and waits until it shows what it should.</summary>
    public async Task OpenAsync(IPage page)
    {
        await page.GotoAsync("/" + Hash);
        await page.GetByText(Shows).First.WaitForAsync();
        await page.WaitForFunctionAsync("() => !document.querySelector('.pill.wait')");
    }

    /// <summary>Every view, as the appliance of the bench has them.</summary>
    public static IReadOnlyList<PageView> All(PageBench bench) =>
    [
        new("overview", "#/", "Latest studies"),
        new("studies", "#/studies", "What ran, or why not"),
        new("study", $"#/studies/{bench.CtStudy}", "What happened"),
        new("models", "#/models", "How long runs took"),
        new("connections", "#/connections", "Storage commitment"),
        new("system", "#/system", "Memory of edge-runtime"),
        new("settings", "#/settings", "Find a setting"),
        new("settings-change", "#/settings/change", "Save and use"),
        new("audit", "#/audit", "Check the chain"),
        new("faults", "#/faults", "Errors in the log"),
        new("account", "#/account", "Password so far"),
    ];
}
