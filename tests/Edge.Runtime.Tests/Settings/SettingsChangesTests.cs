using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Tests.Settings;

/// <summary>Changes on top of device-configs/workstation.json.</summary>
public sealed class SettingsChangesTests : IDisposable
{
    private const string Archive = """[{"name":"main","host":"pacs.example","port":104,"aeTitle":"ARCHIVE","tls":null,"commitment":null}]""";

    private readonly TestAppliance _appliance = new();

    private string File => _appliance.Data.Settings;

    public void Dispose() => _appliance.Dispose();

    [Fact]
    public void Change_Sound_IsInUseAndWrittenAndAudited()
    {
        (SettingsChanges changes, RunningConfig running) = Start();
        string digest = running.Digest;
        Assert.Equal("pacs: main added", changes.Change("anna", 0, Sections("pacs", Archive)).Made?.What);
        Assert.Equal("pacs.example", Assert.Single(running.Current.Pacs).Host);
        Assert.NotEqual(digest, running.Digest);
        Assert.Equal(("page", "file"), (changes.SourceOf("pacs.0.host"), changes.SourceOf("routes.0.name")));
        AuditEntry entry = _appliance.Get<AuditLog>().After(0, 100)[^1];
        Assert.Equal(("user:anna", "Changed the settings, version 1: pacs: main added."), (entry.Who, entry.What));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(File));

        // As the next start reads it.
        (_, RunningConfig next) = Start();
        Assert.Equal((running.Digest, "ARCHIVE"), (next.Digest, next.Current.Pacs[0].AeTitle));
    }

    [Fact]
    public void Change_Broken_SaysEveryProblemAndChangesNothing()
    {
        (SettingsChanges changes, RunningConfig running) = Start();
        DeviceConfig before = running.Current;
        SettingsOutcome outcome = changes.Change(
            "anna",
            0,
            new Dictionary<string, JsonNode?>
            {
                ["pacs"] = JsonNode.Parse("""[{"name":"main","host":"","port":0,"aeTitle":"A","tls":null,"commitment":null}]"""),
                ["routes"] = JsonNode.Parse("""[{"name":"r","priority":1,"model":"m","when":[{"attribute":"Modalty","equals":"CT"}]}]"""),
            });
        Assert.Equal(["pacs[0].host", "pacs[0].port", "routes[0].when[0].attribute"], outcome.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
        Assert.Same(before, running.Current);
        Assert.False(System.IO.File.Exists(File));
        Assert.DoesNotContain(_appliance.Get<AuditLog>().After(0, 100), entry => entry.Who == "user:anna");
    }

    [Fact]
    public void Change_BasedOnAnotherVersion_OrChangingNothing_IsRefused()
    {
        (SettingsChanges changes, _) = Start();
        Assert.NotNull(changes.Change("anna", 0, Sections("pacs", Archive)).Made);
        Assert.Contains("version 1", changes.Change("bert", 0, Sections("routes", "[]")).Refusal, StringComparison.Ordinal);
        Assert.Contains("Nothing", changes.Change("bert", 1, Sections("pacs", Archive)).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web", "null")]
    [InlineData("dicom.users", "null")]
    [InlineData("updates", "null")]
    [InlineData("dicom.aeTitle", "\"OTHER\"")]
    public void Change_OfWhatIsNotThePages_IsRefused(string section, string value)
    {
        (SettingsChanges changes, _) = Start();
        Assert.Equal(section, Assert.Single(changes.Change("anna", 0, Sections(section, value)).Problems).Path);
    }

    [Fact]
    public void Change_OfWhatTheCommandLineSets_IsRefused()
    {
        (SettingsChanges changes, RunningConfig running) = Start("routes.0.priority=99");
        Assert.Equal("routes", Assert.Single(changes.Change("anna", 0, Sections("routes", "[]")).Problems).Path);
        Assert.Equal(("command line", "file"), (changes.SourceOf("routes.0.priority"), changes.SourceOf("routes.0.name")));
        Assert.Equal(99, running.Current.Routes[0].Priority);
    }

    [Fact]
    public void Restore_EarlierVersion_AndTheFileAlone_AreVersionsOfTheirOwn()
    {
        (SettingsChanges changes, RunningConfig running) = Start();
        changes.Change("anna", 0, Sections("pacs", Archive));
        changes.Change("anna", 1, Sections("dicom.callingAes", """["CT1"]"""));
        Assert.Equal("dicom.callingAes: any", changes.Restore("bert", 2, 1).Made?.What);
        Assert.Null(running.Current.Dicom.CallingAes);
        Assert.Equal((4, "pacs: main removed"), changes.Restore("bert", 3, 0) is { Made: { } made } ? (made.Version, made.What) : default);
        Assert.Empty(running.Current.Pacs);
        Assert.Equal("file", changes.SourceOf("pacs"));
        Assert.Contains("no version 9", changes.Restore("bert", 4, 9).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_MoreOftenThanVersionsAreKept_DropsTheOldest()
    {
        (SettingsChanges changes, _) = Start();
        for (int index = 0; index < SettingsFile.VersionsMax + 2; index++)
        {
            Assert.NotNull(changes.Change("anna", index, Sections("dicom.callingAes", $"[\"CT{index}\"]")).Made);
        }

        Assert.Equal((3, SettingsFile.VersionsMax), (changes.File.Versions[0].Version, changes.File.Versions.Count));
        Assert.NotNull(changes.Restore("anna", SettingsFile.VersionsMax + 2, 3).Made);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"format":2,"versions":[]}""")]
    [InlineData("""{"format":1,"versions":[{"version":1,"changedAt":"2026-01-01T00:00:00Z","by":"a","what":"b","sections":{"web":null}}]}""")]
    public void Start_WithSettingsThatCannotBeUsed_SaysWhatToDo(string text)
    {
        System.IO.File.WriteAllText(File, text);
        ConfigProblem problem = Assert.Single(ConfigFile.Read(RepositoryFile.Workstation, [], static _ => true, File).Problems);
        Assert.Equal(File, problem.Path);
        Assert.Contains("Move", problem.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonNode?> Sections(string path, string value) => new() { [path] = JsonNode.Parse(value) };

    private (SettingsChanges Changes, RunningConfig Running) Start(params string[] overrides)
    {
        ConfigOutcome read = ConfigFile.Read(RepositoryFile.Workstation, overrides, static _ => true, File);
        Assert.Empty(read.Problems);
        var running = new RunningConfig(read.Config!, read.Digest!);
        return (new SettingsChanges(new ConfigSource(RepositoryFile.Workstation, read.File, overrides), running, _appliance.Data, _appliance.Get<AuditLog>(), new ManualTime()), running);
    }
}
