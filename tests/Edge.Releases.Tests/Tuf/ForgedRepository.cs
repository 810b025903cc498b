using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Sources;

namespace Edge.Releases.Tests.Tuf;

/// <summary>A TUF repository in memory whose every part a test can make wrong. It serves itself.</summary>
internal sealed class ForgedRepository : IReleaseSource
{
    public const string Far = "2032-01-01T00:00:00Z";
    public const string Past = "2031-04-30T00:00:00Z";

    public ForgedRepository()
    {
        foreach (string role in new[] { "root", "timestamp", "snapshot", "targets" })
        {
            Signers[role] = [new ForgedKey()];
        }

        Signed["root"] = Common("root");
        Signed["root"]["consistent_snapshot"] = true;
        Signed["targets"] = Common("targets");
        Signed["targets"]["targets"] = new JsonObject();
        Signed["snapshot"] = Common("snapshot");
        Signed["snapshot"]["meta"] = new JsonObject();
        Signed["timestamp"] = Common("timestamp");
        Signed["timestamp"]["meta"] = new JsonObject();
        PublishAll();
    }

    /// <summary>Who signs each role.</summary>
    public Dictionary<string, List<ForgedKey>> Signers { get; } = [];

    /// <summary>The signed part of each role.</summary>
    public Dictionary<string, JsonObject> Signed { get; } = [];

    /// <summary>What is served, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Paths asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What is served instead of a file, if set.</summary>
    public Func<string, Stream?>? Instead { get; set; }

    public Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation)
    {
        string name = string.Join('/', path);
        Asked.Add(name);
        if (Instead?.Invoke(name) is { } other)
        {
            return Task.FromResult(new SourceFile(other, 0, null));
        }

        return Files.TryGetValue(name, out byte[]? file)
            ? Task.FromResult(new SourceFile(new MemoryStream(file, writable: false), 0, null))
            : throw new TrustException(TrustFailure.NotFound, $"no {name}");
    }

    public long Version(string role) => Whole(Signed[role]["version"])!.Value;

    public void SetVersion(string role, long version) => Signed[role]["version"] = version;

    /// <summary>Adds a target to a role and to what is served.</summary>
    public void AddTarget(string role, string path, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        ((JsonObject)Signed[role]["targets"]!)[path] = new JsonObject
        {
            ["length"] = bytes.Length,
            ["hashes"] = new JsonObject { ["sha256"] = hash },
        };
        int slash = path.LastIndexOf('/');
        Files[$"{path[..(slash + 1)]}{hash}.{path[(slash + 1)..]}"] = bytes;
    }

    /// <summary>Adds a delegated role and publishes nothing yet.</summary>
    public void Delegate(string from, string role, string pattern, bool terminating = false)
    {
        if (!Signed.ContainsKey(role))
        {
            Signers[role] = [new ForgedKey()];
            Signed[role] = Common("targets");
            Signed[role]["targets"] = new JsonObject();
        }

        var delegations = (JsonObject?)Signed[from]["delegations"];
        if (delegations is null)
        {
            delegations = new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray() };
            Signed[from]["delegations"] = delegations;
        }

        delegations["keys"]![Signers[role][0].Id] = Signers[role][0].Public();
        ((JsonArray)delegations["roles"]!).Add(new JsonObject
        {
            ["name"] = role,
            ["keyids"] = new JsonArray(Signers[role][0].Id),
            ["threshold"] = 1,
            ["paths"] = new JsonArray(pattern),
            ["terminating"] = terminating,
        });
    }

    /// <summary>Raises the versions of targets, snapshot and timestamp (and root, if asked) and serves them.</summary>
    public void Update(params string[] more)
    {
        foreach (string role in more.Concat(["targets", "snapshot", "timestamp"]))
        {
            SetVersion(role, Version(role) + 1);
        }

        PublishAll();
    }

    /// <summary>Serves every role as it is now.</summary>
    public void PublishAll()
    {
        NameKeys();
        Publish("root");
        foreach (string role in Signed.Keys.Except(["root", "snapshot", "timestamp"]))
        {
            Publish(role);
            Signed["snapshot"]["meta"]![role + ".json"] = Meta(role);
        }

        Publish("snapshot");
        Signed["timestamp"]["meta"]!["snapshot.json"] = Meta("snapshot");
        Publish("timestamp");
    }

    /// <summary>Signs a role by its signers and serves it.</summary>
    public void Publish(string role)
    {
        byte[] file = Sign(role, Signers[role]);
        Files[role == "timestamp" ? "timestamp.json" : $"{Version(role)}.{role}.json"] = file;
    }

    /// <summary>A role's file, signed by given keys.</summary>
    public byte[] Sign(string role, IEnumerable<ForgedKey> keys)
    {
        byte[] payload = CanonicalJson.Write(JsonSerializer.SerializeToElement(Signed[role]));
        var signatures = new JsonArray([.. keys.Select(key => new JsonObject { ["keyid"] = key.Id, ["sig"] = Convert.ToHexStringLower(key.Sign(payload)) })]);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["signed"] = Signed[role].DeepClone(), ["signatures"] = signatures });
    }

    /// <summary>Lists every signer's key in the root.</summary>
    public void NameKeys()
    {
        var keys = new JsonObject();
        var roles = new JsonObject();
        foreach (string role in new[] { "root", "timestamp", "snapshot", "targets" })
        {
            foreach (ForgedKey key in Signers[role])
            {
                keys[key.Id] = key.Public();
            }

            long threshold = Whole(Signed["root"]["roles"]?[role]?["threshold"]) ?? 1;
            roles[role] = new JsonObject { ["keyids"] = new JsonArray([.. Signers[role].Select(key => JsonValue.Create(key.Id))]), ["threshold"] = threshold };
        }

        Signed["root"]["keys"] = keys;
        Signed["root"]["roles"] = roles;
    }

    private JsonObject Meta(string role)
    {
        byte[] file = Files[$"{Version(role)}.{role}.json"];
        return new JsonObject
        {
            ["version"] = Version(role),
            ["length"] = file.Length,
            ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
        };
    }

    private static long? Whole(JsonNode? number) => number is null ? null : long.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);

    private static JsonObject Common(string type) => new() { ["_type"] = type, ["spec_version"] = "1.0.34", ["version"] = 1, ["expires"] = Far };
}
