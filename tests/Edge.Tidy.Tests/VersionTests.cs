using System.Reflection;
using System.Text.Json;

namespace Edge.Tidy.Tests;

public sealed class VersionTests
{
    [Fact]
    public void Assembly_Built_CarriesTheVersionOfVersionJson()
    {
        SourceFile file = SourceTree.OfRepository.Files.Single(file => file.Path == "version.json");
        string wanted = JsonDocument.Parse(file.Text).RootElement.GetProperty("version").GetString()!;
        string stamped = typeof(VersionTests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        Assert.Matches($@"^{wanted.Replace(".", @"\.", StringComparison.Ordinal)}\.\d+(-[0-9a-z.]+)?\+([0-9a-f]{{10}}|unstamped(\.g[0-9a-f]{{10}})?)$", stamped);
    }
}
