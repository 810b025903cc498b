using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Keys;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>Metadata that is being written: the signed object, open to change, and the signatures it has so far. A change removes them.</summary>
internal sealed class MetadataDraft
{
    private const string SpecificationVersion = "1.0.34";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private readonly JsonArray _signatures;

    private MetadataDraft(JsonObject signed, JsonArray signatures)
    {
        Signed = signed;
        _signatures = signatures;
    }

    /// <summary>The object that is signed.</summary>
    public JsonObject Signed { get; }

    /// <summary>Its version.</summary>
    public long Version => Signed["version"]!.GetValue<JsonElement>().GetInt64();

    /// <summary>Until when it holds.</summary>
    public string Expires => (string)Signed["expires"]!;

    /// <summary>Ids of the keys that have signed.</summary>
    public IEnumerable<string> Signers => _signatures.Select(signature => (string)signature!["keyid"]!);

    /// <summary>A first version.</summary>
    public static MetadataDraft New(string type, JsonObject members)
    {
        var signed = new JsonObject { ["_type"] = type, ["spec_version"] = SpecificationVersion, ["version"] = Number(1), ["expires"] = "" };
        foreach ((string name, JsonNode? value) in members)
        {
            signed[name] = value?.DeepClone();
        }

        return new MetadataDraft(signed, []);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrustException">It is no metadata.</exception>
    public static MetadataDraft Read(byte[] file, string what)
    {
        JsonFields fields = StrictJson.ReadObject(file, what);
        JsonFields signed = fields.Object("signed");
        _ = signed.Whole("version", 1);
        _ = signed.Text("expires");
        _ = fields.Objects("signatures", TufLimits.Default.ListLengthMax);
        JsonNode whole = JsonObject.Create(fields.Element)!;
        return new MetadataDraft((JsonObject)whole["signed"]!.DeepClone(), (JsonArray)whole["signatures"]!.DeepClone());
    }

    /// <summary>The next version, unsigned.</summary>
    public MetadataDraft Next()
    {
        var signed = (JsonObject)Signed.DeepClone();
        signed["version"] = Number(Version + 1);
        return new MetadataDraft(signed, []);
    }

    /// <summary>Lets it hold until a moment, and removes signatures.</summary>
    public void ExpireAt(DateTimeOffset moment)
    {
        Signed["expires"] = moment.ToUniversalTime().ToString(Expiry.DateFormat, CultureInfo.InvariantCulture);
        Changed();
    }

    /// <summary>Removes signatures, since what they signed has changed.</summary>
    public void Changed() => _signatures.Clear();

    /// <summary>Adds a key's signature, or replaces it.</summary>
    public void Sign(SigningKey key)
    {
        if (_signatures.FirstOrDefault(signature => (string)signature!["keyid"]! == key.Id) is { } before)
        {
            _signatures.Remove(before);
        }

        byte[] payload = CanonicalJson.Write(JsonSerializer.SerializeToElement(Signed));
        _signatures.Add(new JsonObject { ["keyid"] = key.Id, ["sig"] = Convert.ToHexStringLower(key.Sign(payload)) });
    }

    /// <summary>The file.</summary>
    public byte[] Write() =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["signatures"] = _signatures.DeepClone(), ["signed"] = Signed.DeepClone() }, Layout);

    /// <summary>As a reader of others' metadata sees it.</summary>
    public Envelope Envelope(string role) =>
        Tuf.Metadata.Envelope.Read(Write(), role is RoleNames.Root or RoleNames.Timestamp or RoleNames.Snapshot ? role : RoleNames.Targets, RoleNames.FileOf(role), TufLimits.Default);

    /// <summary>A whole number as it is read back.</summary>
    public static JsonNode Number(long value) => JsonValue.Create(JsonSerializer.SerializeToElement(value))!;
}
