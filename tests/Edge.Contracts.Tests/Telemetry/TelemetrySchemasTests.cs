using System.Xml.Linq;

namespace Edge.Contracts.Tests.Telemetry;

public sealed class TelemetrySchemasTests
{
    /// <summary>docs/mqtt holds what the types say. To write it anew, run this test with EDGE_WRITE_DOCS=1.</summary>
    [Fact]
    public void Folder_IsCurrent()
    {
        string folder = Path.Combine(Path.GetDirectoryName(RepositoryRoot.Find("docs/mqtt.md"))!, "mqtt");
        IReadOnlyDictionary<string, string> written = TelemetrySchemas.Write(XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Edge.Contracts.xml")));
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_DOCS") == "1")
        {
            foreach ((string name, string text) in written)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }

        Assert.Equal(written.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(folder, "*.schema.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.All(written, one => Assert.Equal(one.Value, File.ReadAllText(Path.Combine(folder, one.Key))));
    }
}
