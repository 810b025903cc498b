using Edge.Contracts;
using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>What an administrator sets on the page, on an appliance of its own: it comes into use at once, and what is open goes on.</summary>
[Collection(PageTests.Name)]
public sealed class SettingsTests(PageBench bench)
{
    private const string Change = "/#/settings/change";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrator_AddsAnArchiveAndARoute_AndAnOpenAssociationGoesOn()
    {
        using var folder = new TemporaryFolder();
        using StoreScp archive = await StoreScp.StartAsync(folder.Sub("archive"), Cancellation);
        string data = Path.Combine(folder.Path, "data");
        string study = bench.Set.Study("ct").StudyUid;
        Appliance appliance = await Appliance.StartAsync(data, ["studies.quietSeconds=1"], Cancellation);
        try
        {
            using var held = HeldAssociation.Start(appliance.DicomPort, Cancellation);
            using var scanner = Scanner.Start(held.Port, "OLDCT", bench.Set.Study("ct").Files);
            await held.Accepted.WaitAsync(Cancellation);

            IPage page = await bench.SignedInAtAsync(appliance, "administrator", Cancellation);
            await page.GotoAsync("/#/settings");
            await page.GetByRole(AriaRole.Link, new() { Name = "Change settings" }).ClickAsync();
            await page.GetByLabel("AE titles that may send").FillAsync("NEWCT");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add an archive" }).ClickAsync();
            ILocator added = page.GetByRole(AriaRole.Group, new() { Name = "New archive" });
            await added.GetByLabel("Host name or address").FillAsync("127.0.0.1");
            await added.GetByLabel("Port").FillAsync("0");
            await added.GetByLabel("AE title").FillAsync("ARCHIVE");
            await added.GetByLabel("Name", new() { Exact = true }).FillAsync("main");
            await AddRouteAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();

            // A port that is none changes nothing, and is named beside its field.
            await page.GetByText("Nothing was changed").First.WaitForAsync();
            ILocator port = page.GetByRole(AriaRole.Group, new() { Name = "main" }).GetByLabel("Port");
            Assert.Equal("true", await port.GetAttributeAsync("aria-invalid"));
            Assert.False(File.Exists(appliance.Data.Settings));
            await port.FillAsync(archive.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
            await page.GetByText("Saved as version 1, and in use now.").WaitForAsync();
            await page.GotoAsync("/#/audit");
            await page.GetByText("dicom.callingAes: only NEWCT; pacs: main added; routes: urgent added").First.WaitForAsync();
            await page.GetByText("user:administrator").First.WaitForAsync();

            // Who was there before goes on, though nobody of that name gets in any more.
            held.LetGo();
            Assert.Equal(bench.Set.Study("ct").Files.Count, (await scanner.AcknowledgedAsync(Cancellation)).Count);
            Assert.NotEqual(0, (await EchoAsync(appliance, "OLDCT")).ExitCode);
            Assert.Equal(0, (await EchoAsync(appliance, "NEWCT")).ExitCode);
            IReadOnlyList<UnitSummary> units = await Trial.WaitAsync(appliance, study, Cancellation, "done");
            Assert.All(units, unit => Assert.Equal("urgent", unit.Route));
            await Poll.UntilAsync(
                () => Task.FromResult(Directory.GetFiles(archive.Folder).Length > 0 ? null : $"nothing has come: {appliance.LogTail()}"),
                TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), Cancellation);

            // It is there after a restart, and said where it comes from.
            await appliance.DisposeAsync();
            appliance = await Appliance.StartAsync(data, ["studies.quietSeconds=1"], Cancellation);
            Assert.Equal(0, (await EchoAsync(appliance, "NEWCT")).ExitCode);
            Assert.NotEqual(0, (await EchoAsync(appliance, "OLDCT")).ExitCode);
            Outcome shown = await Trial.EdgectlAsync(appliance, Cancellation, "config", "show", Checkout.WorkstationConfig);
            Assert.Matches(@"pacs\.0\.host +""127\.0\.0\.1"" +page", shown.Output);
            Assert.Matches(@"dicom\.aeTitle +""EDGE"" +file", shown.Output);
        }
        finally
        {
            await appliance.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("technician")]
    public async Task OthersThanAdministrators_ChangeNothing(string user)
    {
        await using IBrowserContext context = await bench.SignedInAsync(user);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByText("Latest studies").First.WaitForAsync();
        Assert.Equal(403, await PostAsync(page, "session.actionToken", """{"basedOn":0,"sections":{"routes":[]}}"""));
        Assert.Equal(0, await page.GetByRole(AriaRole.Link, new() { Name = "Change settings" }).CountAsync());
        Assert.False(File.Exists(bench.Appliance.Data.Settings));
    }

    [Fact]
    public async Task Administrator_WithoutTheTokenOfThePage_ChangesNothing()
    {
        await using IBrowserContext context = await bench.SignedInAsync("administrator");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(Change);
        await page.GetByText("Save and use").WaitForAsync();
        Assert.Equal(403, await PostAsync(page, "''", """{"basedOn":0,"sections":{"routes":[]}}"""));

        // What the command line sets, and what is no section of the page, is refused too; so is what is broken.
        Assert.Equal(422, await PostAsync(page, "session.actionToken", """{"basedOn":0,"sections":{"pacs":[]}}"""));
        Assert.Equal(422, await PostAsync(page, "session.actionToken", """{"basedOn":0,"sections":{"web":null}}"""));
        Assert.Equal(422, await PostAsync(page, "session.actionToken", """{"basedOn":0,"sections":{"routes":[{"name":"a b","priority":"x"}]}}"""));
        Assert.Equal(409, await PostAsync(page, "session.actionToken", """{"basedOn":7,"sections":{"routes":[]}}"""));
        Assert.Equal(400, await PostAsync(page, "session.actionToken", "[]"));
        Assert.False(File.Exists(bench.Appliance.Data.Settings));
    }

    private static async Task AddRouteAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a route" }).ClickAsync();
        ILocator route = page.GetByRole(AriaRole.Group, new() { Name = "New route" });
        await route.GetByLabel("Model").FillAsync("phantom-ct-lesion");
        await route.GetByLabel("Priority").FillAsync("20");
        await route.GetByLabel("Value").FillAsync("CT");
        await route.GetByLabel("Name", new() { Exact = true }).FillAsync("urgent");
    }

    private static Task<Outcome> EchoAsync(Appliance appliance, string callingAe) => Tool.RunAsync(
        "echoscu", "dcmtk", ["-aet", callingAe, "127.0.0.1", appliance.DicomPort.ToString(System.Globalization.CultureInfo.InvariantCulture)], Cancellation);

    private static Task<int> PostAsync(IPage page, string token, string body) => page.EvaluateAsync<int>(
        $$"""
        async (body) => {
          const session = await (await fetch("page/session")).json();
          return (await fetch("page/settings/edit", { method: "POST", body, headers: { "Content-Type": "application/json", "X-Edge-Action": {{token}} } })).status;
        }
        """,
        body);
}
