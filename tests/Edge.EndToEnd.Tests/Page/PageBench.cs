using Edge.Mqtt.Tests;
using Microsoft.Playwright;

namespace Edge.EndToEnd.Tests;

/// <summary>One started appliance with an archive, a broker, users of each role and studies, and one Chromium, for all tests of the page.</summary>
public sealed class PageBench : IAsyncLifetime
{
    /// <summary>Password of every user; the name of a user is its role.</summary>
    public const string Password = "correct horse battery";

    /// <summary>What a scanner that means no good calls itself, the patient and the study.</summary>
    public const string Hostile = "<img src=x onerror=window.hit=1>";

    /// <summary>AE title of such a scanner: at most 16 characters.</summary>
    public const string HostileAe = "<b>x</b><script>";

    private const string PatientNameTag = "0010,0010";
    private const string StudyDescriptionTag = "0008,1030";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _states = [];
    private StoreScp? _archive;
    private MosquittoBroker? _broker;
    private IPlaywright? _playwright;

    internal Appliance Appliance { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal DemonstrationSet Set { get; private set; } = null!;

    /// <summary>Where the archive writes.</summary>
    internal string ArchiveFolder => _archive!.Folder;

    internal Uri Address => new($"http://127.0.0.1:{Appliance.WebPort}/");

    /// <summary>Study that a model ran on.</summary>
    internal string CtStudy => Set.Study("ct").StudyUid;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        _archive = await StoreScp.StartAsync(_folder.Sub("archive"), cancellation);
        _broker = await MosquittoBroker.StartAsync();
        Set = await DemonstrationSet.WriteAsync(Path.Combine(_folder.Path, "set"), cancellation);
        Appliance = await Appliance.StartAsync(
            Path.Combine(_folder.Path, "data"),
            [
                "studies.quietSeconds=1", "mqtt.host=127.0.0.1", $"mqtt.port={_broker.Port}",
                Archives.Setting(("radiology", _archive.Port, Commits: false)),
            ],
            cancellation);
        foreach (string role in (string[])["viewer", "technician", "administrator"])
        {
            await AddUserAsync(Appliance, role, cancellation);
        }

        await SendHostileAsync(cancellation);
        await Trial.SendAsync(Appliance, Set.Study("radiograph").Files, cancellation);
        await Trial.SendAsync(Appliance, Set.Study("ct").Files, cancellation);
        await Trial.WaitAsync(Appliance, Set.Study("radiograph").StudyUid, cancellation, "done");
        await Trial.WaitAsync(Appliance, CtStudy, cancellation, "done");
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (Appliance is not null)
        {
            await Appliance.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _archive?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A browser that nobody has used.</summary>
    internal Task<IBrowserContext> FreshAsync() => Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address.ToString() });

    /// <summary>A browser in which this user has signed in by the form; once for each user, since every sign-in costs.</summary>
    internal async Task<IBrowserContext> SignedInAsync(string user, ColorScheme scheme = ColorScheme.Light)
    {
        if (!_states.TryGetValue(user, out string? state))
        {
            await using IBrowserContext first = await FreshAsync();
            IPage page = await first.NewPageAsync();
            await page.GotoAsync("/");
            await SignInAsync(page, user, Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
            _states[user] = state = await first.StorageStateAsync();
        }

        return await Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address.ToString(), StorageState = state, ColorScheme = scheme });
    }

    /// <summary>Makes a user who is called like its role.</summary>
    internal static async Task AddUserAsync(Appliance appliance, string role, CancellationToken cancellation)
    {
        Outcome added = await Tool.RunAsync(
            "/bin/sh",
            "dash",
            ["-c", "echo \"$1\" | \"$0\" user add \"$2\" --role \"$2\" --password-stdin --data \"$3\"", Checkout.Program("edgectl"), Password, role, appliance.Data.Root],
            cancellation);
        Assert.True(added.ExitCode == 0, added.Errors);
    }

    /// <summary>A page of an appliance of a test's own, in which its user has signed in.</summary>
    internal async Task<IPage> SignedInAtAsync(Appliance appliance, string user, CancellationToken cancellation)
    {
        await AddUserAsync(appliance, user, cancellation);
        IBrowserContext context = await Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = $"http://127.0.0.1:{appliance.WebPort}/" });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await SignInAsync(page, user, Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        return page;
    }

    /// <summary>Fills the form in.</summary>
    internal static async Task SignInAsync(IPage page, string user, string password)
    {
        await page.GetByLabel("Name").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Study whose every shown text would run a script in a page that takes it for markup.</summary>
    internal string HostileStudy => Set.Study("ultrasound").StudyUid;

    /// <summary>Sends a study that is not there yet, and returns its UID.</summary>
    internal Task<string> SendOneMoreAsync(CancellationToken cancellation) => Trial.SendPhantomAsync(Appliance, _folder, PhantomKind.Radiograph, cancellation);

    private async Task SendHostileAsync(CancellationToken cancellation)
    {
        string file = Path.Combine(_folder.Path, "hostile.dcm");
        File.Copy(Set.Study("ultrasound").Files[0], file);
        Outcome changed = await Tool.RunAsync(
            "dcmodify", "dcmtk", ["-nb", "-m", $"{PatientNameTag}={Hostile}", "-i", $"{StudyDescriptionTag}={Hostile}", file], cancellation);
        Assert.True(changed.ExitCode == 0, changed.Errors);
        using var scanner = Scanner.Start(Appliance.DicomPort, HostileAe, [file]);
        Assert.Single(await scanner.AcknowledgedAsync(cancellation));
    }
}
