using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>A model store for the test double of the inference process, which behaves as it is told per series.</summary>
internal static class ModelDouble
{
    private const string Name = "phantom-radiograph";

    /// <summary>The double; it speaks the protocol of the inference process.</summary>
    public static string Program => Path.Combine(Checkout.Root, "tests", "Edge.Runtime.Tests", "Jobs", "fake-inference");

    /// <summary>Makes the store and returns the settings that use it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="behaviour">Behaviour of every job: one, or one for each lease in turn.</param>
    /// <param name="bySeries">Other behaviour by Series Instance UID.</param>
    public static string[] Install(string folder, string[] behaviour, IReadOnlyDictionary<string, string[]>? bySeries = null)
    {
        string source = Path.Combine(Checkout.Root, "tools", "models", "releases", Name);
        string version = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "pointer.json")))!["active"]!.GetValue<string>();
        string release = Path.Combine(folder, Name, version);
        Directory.CreateDirectory(release);
        File.Copy(Path.Combine(source, "pointer.json"), Path.Combine(folder, Name, "pointer.json"));
        File.Copy(Path.Combine(source, version, "manifest.json"), Path.Combine(release, "manifest.json"));
        var steering = new Dictionary<string, object> { ["default"] = behaviour, ["series"] = bySeries ?? new Dictionary<string, string[]>() };
        File.WriteAllText(Path.Combine(release, "behaviour.json"), JsonSerializer.Serialize(steering));
        return [$"models.directory={folder}", $"inference.program={Program}", "studies.quietSeconds=0.5"];
    }
}
