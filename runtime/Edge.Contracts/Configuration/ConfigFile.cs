using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>Reads a configuration file: the one place where a file becomes a <see cref="DeviceConfig"/>.</summary>
public static class ConfigFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Member that editors read to find the schema; it says nothing about the device.</summary>
    internal const string SchemaMember = "$schema";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>
    /// Reads <paramref name="path"/>: (1) the JSON, (2) what was set on the page and then the overrides onto it, (3) its shape against the record tree, (4) the values,
    /// (5) paths made absolute. Every problem of steps 2 to 4 is reported at once.
    /// </summary>
    /// <param name="path">JSON file.</param>
    /// <param name="overrides">Overrides <c>KEY=VALUE</c>, for example <c>dicom.listeners.0.port=0</c>, checked like the file.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    /// <param name="settings">File with what was set on the page (<see cref="SettingsFile"/>), which need not exist; null: none.</param>
    public static ConfigOutcome Read(string path, IEnumerable<string> overrides, Func<string, bool> knowsAttribute, string? settings = null)
    {
        ConfigProblem? unreadable = null;
        ConfigOverlay? overlay = settings is null ? null : SettingsFile.Read(settings, out unreadable).Current;
        if (unreadable is not null)
        {
            return Failed([unreadable]);
        }

        try
        {
            if (BoundedFile.Read(path, MaxBytes) is not { } bytes)
            {
                return Failed([new("$", $"The file is larger than {MaxBytes / 1024 / 1024} MiB. Name a device configuration, for example device-configs/workstation.json.")]);
            }

            return Parse(bytes, Path.GetDirectoryName(Path.GetFullPath(path))!, overrides, knowsAttribute, overlay) with { File = bytes };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed([new("$", $"The file cannot be read: {exception.Message} Check the path and its permissions.")]);
        }
    }

    /// <summary>As <see cref="Read"/>, from bytes.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="directory">Absolute directory that relative paths start from.</param>
    /// <param name="overrides">Overrides <c>KEY=VALUE</c>.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    /// <param name="overlay">What was set on the page; null: nothing.</param>
    public static ConfigOutcome Parse(
        ReadOnlySpan<byte> json, string directory, IEnumerable<string> overrides, Func<string, bool> knowsAttribute, ConfigOverlay? overlay = null)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Strict);
        }
        catch (JsonException exception)
        {
            return Failed([new("$", $"This is no JSON: {exception.Message} Correct the file there.")]);
        }

        var problems = new List<ConfigProblem>();
        (root as JsonObject)?.Remove(SchemaMember);
        overlay?.Apply(root);
        foreach (string assignment in overrides)
        {
            ConfigOverride.Apply(root, assignment, problems);
        }

        ConfigShape.Check(root, problems);
        JsonNode? shaped = problems.Count > 0 ? ConfigStandIn.Mend(root) : root;
        DeviceConfig config;
        try
        {
            config = shaped.Deserialize(EdgeJson.Default.DeviceConfig)!;
        }
        catch (JsonException exception)
        {
            return Failed([.. problems, new(exception.Path ?? "$", exception.Message)]);
        }

        problems.AddRange(config.Validate());
        problems.AddRange(ConfigRules.UnknownAttributes(config, knowsAttribute));
        return problems.Count > 0 ? Failed(problems) : new ConfigOutcome(Absolute(config, directory), Digest(root!), []) { Root = root };
    }

    private static ConfigOutcome Failed(IReadOnlyList<ConfigProblem> problems) => new(null, null, problems);

    private static DeviceConfig Absolute(DeviceConfig config, string directory) => config with
    {
        Dicom = config.Dicom with
        {
            Listeners = [.. config.Dicom.Listeners.Select(listener => listener with { Tls = listener.Tls?.Absolute(directory) })],
            Commitment = config.Dicom.Commitment?.Absolute(directory),
        },
        Pacs = [.. config.Pacs.Select(pacs => pacs with { Tls = pacs.Tls?.Absolute(directory) })],
        Models = config.Models with { Directory = Path.GetFullPath(config.Models.Directory, directory) },
        Inference = config.Inference with
        {
            Program = config.Inference.Program is { } program ? Path.GetFullPath(program, directory) : null,
            Engine = config.Inference.Engine is { CacheDirectory: { } cache } engine
                ? engine with { CacheDirectory = Path.GetFullPath(cache, directory) }
                : config.Inference.Engine,
        },
        Mqtt = config.Mqtt?.Absolute(directory),
        Syslog = config.Syslog?.Absolute(directory),
        Updates = config.Updates is { } updates
            ? updates with
            {
                Sources = [.. updates.Sources.Select(source => IsDirectory(source) ? Path.GetFullPath(source, directory) : source)],
                Ca = updates.Ca is { } authorities ? Path.GetFullPath(authorities, directory) : null,
                Root = Path.GetFullPath(updates.Root, directory),
                ReleaseKey = Path.GetFullPath(updates.ReleaseKey, directory),
            }
            : null,
        Web = config.Web with { Stow = Absolute(config.Web.Stow, directory), Tls = Absolute(config.Web.Tls, directory) },
    };

    private static bool IsDirectory(string source) => source != UpdatesConfig.BrokerSource && !source.Contains("://", StringComparison.Ordinal);

    private static StowConfig? Absolute(StowConfig? stow, string directory) =>
        stow is { Listener: { } listener } ? stow with { Listener = listener with { Tls = Absolute(listener.Tls, directory) } } : stow;

    private static WebTlsConfig? Absolute(WebTlsConfig? tls, string directory) =>
        tls is null ? null : new WebTlsConfig(Path.GetFullPath(tls.Certificate, directory), Path.GetFullPath(tls.Key, directory));

    private static string Digest(JsonNode root)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            WriteSorted(root, writer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    private static void WriteSorted(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in items)
                {
                    WriteSorted(item, writer);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
