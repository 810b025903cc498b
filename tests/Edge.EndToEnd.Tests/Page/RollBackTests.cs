using System.Text.Json.Nodes;
using Edge.Contracts;
using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>A release that is taken back on the page, by the real update agent.</summary>
[Collection(PageTests.Name)]
public sealed class RollBackTests(PageBench bench)
{
    private const string Next = "2.0.0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Technician_RollsBackAReleaseOnProbation_AndTheOneBeforeServes()
    {
        using var folder = new TemporaryFolder();
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(folder.Path, Cancellation);
        await desk.PublishAsync(Next, changeGolden: null, Cancellation);
        string config = await UpdateAgentProcess.ConfigureAsync(folder.Path, desk, [await desk.ExportAsync(Cancellation)], Cancellation);
        JsonNode updates = JsonNode.Parse(await File.ReadAllTextAsync(config, Cancellation))!["updates"]!;
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"), [$"models.directory={desk.Store}", $"updates={updates.ToJsonString()}"], Cancellation, updater: Path.Combine(folder.Path, "updater"));
        await using UpdateAgentProcess agent = await UpdateAgentProcess.StartAsync(folder.Path, config, appliance, Cancellation);
        await agent.WaitAsync(Next, UpdateState.Probation, Cancellation);

        IPage page = await bench.SignedInAtAsync(appliance, "technician", Cancellation);
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.GotoAsync("/#/models");
        ILocator model = page.GetByRole(AriaRole.Region, new() { Name = ReleaseDesk.Model });
        await model.GetByText("Roll back to the release before").ClickAsync();
        await model.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await page.GetByText("The update agent takes it back").WaitForAsync();

        UpdateView back = await agent.WaitAsync(Next, UpdateState.RolledBack, Cancellation);
        Assert.Contains("User technician of the page", back.Reason, StringComparison.Ordinal);
        JsonNode pointer = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(desk.Store, ReleaseDesk.Model, ModelPointer.FileName), Cancellation))!;
        Assert.Equal(ReleaseDesk.First, (string?)pointer["active"]);
        await page.GotoAsync("/#/audit");
        await page.GetByText($"Had the release of model {ReleaseDesk.Model} that is under way taken back.").First.WaitForAsync();
        await page.GotoAsync("/#/models");
        await model.GetByText("Roll back to the release before").ClickAsync();
        await model.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await page.GetByText($"No update of {ReleaseDesk.Model} is under way.").WaitForAsync();
    }
}
