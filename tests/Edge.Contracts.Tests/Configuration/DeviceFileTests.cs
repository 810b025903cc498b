using System.Xml.Linq;

namespace Edge.Contracts.Tests.Configuration;

public sealed class DeviceFileTests
{
    private static readonly string Folder = RepositoryRoot.Find("device-configs");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).OfType<string>().Where(name => !name.EndsWith(".schema.json", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_EveryDeviceFile_HasNoProblem(string name)
    {
        ConfigOutcome outcome = ConfigFile.Read(Path.Combine(Folder, name), [], static _ => true);
        Assert.Empty(outcome.Problems);
        Assert.NotNull(outcome.Config);
    }

    [Theory]
    [InlineData("workstation")]
    [InlineData("jetson-orin-nano")]
    [InlineData("jetson-agx-orin")]
    [InlineData("site-example")]
    public void Folder_HasAFileForEachDevice(string name) => Assert.Contains($"{name}.json", Files.Select(row => row.Data));

    [Fact]
    public void Schema_IsCurrent()
    {
        string written = ConfigSchema.Write(XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Edge.Contracts.xml")));
        string committed = File.ReadAllText(Path.Combine(Folder, "device-config.schema.json"));
        Assert.True(written == committed, "Run: edgectl config schema > device-configs/device-config.schema.json");
    }
}
