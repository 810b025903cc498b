using System.IO.Compression;
using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>What each role sees and does on the page of a running appliance.</summary>
[Collection(PageTests.Name)]
public sealed class PageActionTests(PageBench bench)
{
    private const string Ask = "Show whose study it is";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Viewer_LooksAndSeesNoPatient()
    {
        await using IBrowserContext context = await bench.SignedInAsync("viewer");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"/#/studies/{bench.CtStudy}");
        await page.GetByText("What happened").WaitForAsync();
        await page.GetByText("Result committed").WaitForAsync();
        Assert.Equal(0, await page.GetByText(Ask).CountAsync());
        Assert.Equal(0, await page.Locator("figure img").CountAsync());
        Assert.Equal(403, await ActAsync(page, $"page/studies/{bench.CtStudy}/patient"));
        Assert.Equal(403, await ActAsync(page, "page/jobs/1/cancel"));
    }

    [Fact]
    public async Task Technician_AsksWhoseStudyItIs_AndSeesTheKeyImage()
    {
        await using IBrowserContext context = await bench.SignedInAsync("technician");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"/#/studies/{bench.CtStudy}");
        await page.GetByText("What happened").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>(
            "async () => { const image = document.querySelector('figure img'); image.loading = 'eager'; await image.decode(); return image.naturalWidth >= 512; }"));
        Assert.DoesNotContain("Phantom^", await page.InnerTextAsync("main"), StringComparison.OrdinalIgnoreCase);
        await page.GetByRole(AriaRole.Button, new() { Name = Ask }).ClickAsync();
        await page.GetByText("Patient ID").WaitForAsync();
        await page.GetByText("Why it goes where it goes").ClickAsync();
        await page.GetByText("is the first that matches").First.WaitForAsync();
    }

    [Fact]
    public async Task PatientThatWasShown_IsNotShownToTheNextUserOfTheTab()
    {
        await using IBrowserContext context = await bench.FreshAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"/#/studies/{bench.CtStudy}");
        await PageBench.SignInAsync(page, "technician", PageBench.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = Ask }).ClickAsync();
        await page.GetByText("Patient ID").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await PageBench.SignInAsync(page, "administrator", PageBench.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = Ask }).WaitForAsync();
        Assert.Equal(0, await page.GetByText("Patient ID").CountAsync());
    }

    [Fact]
    public async Task SignIn_WithAWrongPassword_SaysSo_AndByKeyboardAlone_GetsIn()
    {
        await using IBrowserContext context = await bench.FreshAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/#/studies");
        await PageBench.SignInAsync(page, "viewer", "not the password at all");
        await page.GetByText("The name or the password is wrong.").WaitForAsync();
        await page.GetByLabel("Name").FocusAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("viewer");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(PageBench.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Studies" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).WaitForAsync();
    }

    [Fact]
    public async Task SentStudy_AppearsByItself_AndTextOfItsSenderRunsNothing()
    {
        await using IBrowserContext context = await bench.SignedInAsync("technician");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/#/studies");
        await page.GetByText(PageBench.HostileAe).First.WaitForAsync();
        string sent = await bench.SendOneMoreAsync(Cancellation);
        await page.GetByText(sent).WaitForAsync();
        await page.GotoAsync($"/#/studies/{bench.HostileStudy}");
        await page.GetByRole(AriaRole.Button, new() { Name = Ask }).ClickAsync();
        await page.GetByText(PageBench.Hostile).First.WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.hit === undefined && document.querySelectorAll('main b, main script, img[src=x]').length === 0"));
    }

    [Fact]
    public async Task Studies_AreSearchedAndFiltered()
    {
        await using IBrowserContext context = await bench.SignedInAsync("viewer");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/#/studies");
        await page.GetByText(bench.CtStudy).WaitForAsync();
        await page.GetByLabel("Search").FillAsync(PageBench.HostileAe.ToUpperInvariant());
        await page.GetByText(bench.CtStudy).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByText(bench.HostileStudy).WaitForAsync();
        await page.GetByLabel("Search").FillAsync("");
        await page.GetByLabel("What became of it").SelectOptionAsync("found");
        await page.GetByText(bench.CtStudy).WaitForAsync();
        Assert.Equal(0, await page.GetByText(bench.HostileStudy).CountAsync());
        await page.GetByLabel("Search").FillAsync("' OR 1=1 --");
        await page.GetByText("No study is like that.").WaitForAsync();
    }

    [Fact]
    public async Task Technician_TriesEveryConnection_AndTheAuditLogNamesWho()
    {
        await using IBrowserContext context = await bench.SignedInAsync("technician");
        IPage page = await context.NewPageAsync();
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.GotoAsync("/#/connections");
        await page.GetByRole(AriaRole.Button, new() { Name = "C-ECHO" }).ClickAsync();
        await page.GetByText("radiology answered C-ECHO").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send test object" }).ClickAsync();
        await page.GetByText("stored the test object").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Round trip" }).ClickAsync();
        await page.GetByText("The broker answered").WaitForAsync();
        await page.GetByText(PageBench.HostileAe).First.WaitForAsync();
        await page.GotoAsync("/#/audit");
        await page.GetByText("Sent a test object to archive radiology.").First.WaitForAsync();
        await page.GetByText("user:technician").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the chain" }).ClickAsync();
        await page.GetByText("each is as it was written").WaitForAsync();
        Assert.Contains(Directory.GetFiles(bench.ArchiveFolder), file => File.ReadAllText(file).Contains("EDGE^TEST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Technician_DownloadsASupportBundle_AndAViewerDoesNot()
    {
        await using IBrowserContext context = await bench.SignedInAsync("technician");
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/#/system");
        IDownload bundle = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download support bundle" }).ClickAsync());
        using (ZipArchive zip = await ZipFile.OpenReadAsync(await bundle.PathAsync(), Cancellation))
        {
            Assert.Contains("log.txt", zip.Entries.Select(entry => entry.Name));
            using var log = new StreamReader(await zip.GetEntry("log.txt")!.OpenAsync(Cancellation));
            Assert.DoesNotContain(bench.CtStudy, await log.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        }

        await page.GotoAsync("/#/audit");
        await page.GetByText("A support bundle was made on the page.").First.WaitForAsync();
        await using IBrowserContext other = await bench.SignedInAsync("viewer");
        IPage looking = await other.NewPageAsync();
        await looking.GotoAsync("/");
        Assert.Equal(403, await ActAsync(looking, "page/system/support-bundle"));
        Assert.Equal(403, await ActAsync(looking, "page/models/phantom-ct-lesion/roll-back"));
    }

    /// <summary>Acts as the page does, but for what it does not offer.</summary>
    private static Task<int> ActAsync(IPage page, string path) => page.EvaluateAsync<int>(
        """
        async (path) => {
          const session = await (await fetch("page/session")).json();
          return (await fetch(path, { method: "POST", headers: { "X-Edge-Action": session.actionToken } })).status;
        }
        """,
        path);
}
