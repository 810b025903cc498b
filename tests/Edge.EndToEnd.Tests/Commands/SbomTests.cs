using System.Text.Json;
using System.Text.RegularExpressions;

namespace Edge.EndToEnd.Tests;

/// <summary>The list of components that the setup makes, held to the shape of CycloneDX 1.6 and to the lock files.</summary>
public sealed partial class SbomTests
{
    [Fact]
    public async Task Sbom_NamesEveryLockedPackage_InTheShapeOfCycloneDx()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "sbom.json");
        Outcome made = await Tool.RunAsync("node", "nodejs", [Path.Combine(Checkout.Root, "tools", "sbom.mjs"), file], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        JsonElement bom = document.RootElement;
        Assert.Equal(("CycloneDX", "1.6", 1), (bom.GetProperty("bomFormat").GetString(), bom.GetProperty("specVersion").GetString(), bom.GetProperty("version").GetInt32()));
        Assert.Matches(SerialNumber(), bom.GetProperty("serialNumber").GetString());
        Assert.True(bom.GetProperty("metadata").GetProperty("timestamp").TryGetDateTimeOffset(out _));
        JsonElement[] components = [.. bom.GetProperty("components").EnumerateArray()];
        Assert.All(components, Whole);
        string[] references = [.. components.Select(component => component.GetProperty("bom-ref").GetString()!)];
        Assert.Equal(references.Length, references.Distinct(StringComparer.Ordinal).Count());
        Assert.All(bom.GetProperty("dependencies")[0].GetProperty("dependsOn").EnumerateArray(), reference => Assert.Contains(reference.GetString(), references));
        Assert.Equal([], Locked().Except(references));
        Assert.Contains(components, component => component.GetProperty("name").GetString() == "libsqlite3-0");
    }

    private static void Whole(JsonElement component)
    {
        Assert.Equal("library", component.GetProperty("type").GetString());
        Assert.NotEqual("", component.GetProperty("version").GetString());
        Assert.Matches(PackageUrl(), component.GetProperty("purl").GetString());
        Assert.Contains(component.GetProperty("scope").GetString(), (string[])["required", "optional", "excluded"]);
        JsonElement licence = Assert.Single(component.GetProperty("licenses").EnumerateArray());
        Assert.True(licence.TryGetProperty("expression", out _) || licence.GetProperty("license").EnumerateObject().Single().Name is "id" or "name");
        if (component.TryGetProperty("hashes", out JsonElement hashes))
        {
            Assert.All(hashes.EnumerateArray(), hash => Assert.Matches("^[0-9a-f]{128}$", hash.GetProperty("content").GetString()));
        }
    }

    private static IEnumerable<string> Locked()
    {
        foreach (string project in (string[])["runtime/Edge.Runtime", "runtime/Edge.Inference", "updater/Edge.Updater", "tools/edgectl"])
        {
            using JsonDocument locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checkout.Root, project, "packages.lock.json")));
            foreach (JsonProperty package in locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
            {
                if (package.Value.GetProperty("type").GetString() != "Project")
                {
                    yield return $"pkg:nuget/{package.Name}@{package.Value.GetProperty("resolved").GetString()}";
                }
            }
        }
    }

    [GeneratedRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex SerialNumber();

    // The package URL specification: pkg:type/[namespace/]name@version.
    [GeneratedRegex("^pkg:(nuget|npm|deb)/([A-Za-z0-9.%_-]+/)?[A-Za-z0-9.+_-]+@[A-Za-z0-9.%+~_-]+$")]
    private static partial Regex PackageUrl();
}
