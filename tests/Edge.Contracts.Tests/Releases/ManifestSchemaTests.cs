using System.Xml.Linq;

namespace Edge.Contracts.Tests.Releases;

public sealed class ManifestSchemaTests
{
    [Fact]
    public void Schema_IsCurrent()
    {
        string written = ManifestSchema.Write(XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Edge.Contracts.xml")));
        string committed = File.ReadAllText(RepositoryRoot.Find("docs/manifest.schema.json"));
        Assert.True(written == committed, "Run: edgectl model schema > docs/manifest.schema.json");
    }
}
