using System.Text.Json.Nodes;

namespace Edge.Contracts.Tests.Releases;

/// <summary>A copy of a sample release that a test may spoil.</summary>
internal sealed class ReleaseCopy : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Directory { get; } = Path.Combine(Path.GetTempPath(), $"release-check-{Guid.NewGuid():N}");

    /// <summary>Copies a sample release.</summary>
    public void Take(string name)
    {
        string source = RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0");
        foreach (string file in System.IO.Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(Directory, Path.GetRelativePath(source, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, file)))!;

    public void Write(string file, JsonNode content) => File.WriteAllText(Path.Combine(Directory, file), content.ToJsonString());

    /// <summary>Sets a member, named by its path with dots, to a JSON value.</summary>
    public void Change(string file, string member, string json)
    {
        JsonNode root = Read(file);
        string[] names = member.Split('.');
        JsonNode at = names[..^1].Aggregate(root, (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
        if (at is JsonArray items)
        {
            items[int.Parse(names[^1], null)] = JsonNode.Parse(json);
        }
        else
        {
            at[names[^1]] = JsonNode.Parse(json);
        }

        Write(file, root);
    }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
