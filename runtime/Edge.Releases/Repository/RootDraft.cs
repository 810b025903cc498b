using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Keys;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>Changes to who signs what, in a root that is being written.</summary>
/// <param name="draft">The root.</param>
internal sealed class RootDraft(MetadataDraft draft)
{
    private JsonObject Keys => (JsonObject)draft.Signed["keys"]!;

    /// <summary>A first root without keys.</summary>
    public static MetadataDraft New() => MetadataDraft.New(RoleNames.Root, new JsonObject
    {
        ["consistent_snapshot"] = true,
        ["keys"] = new JsonObject(),
        ["roles"] = new JsonObject(RoleNames.TopLevel.Select(role => KeyValuePair.Create(
            role, (JsonNode?)new JsonObject { ["keyids"] = new JsonArray(), ["threshold"] = MetadataDraft.Number(1) }))),
    });

    /// <summary>Lets a key sign for a role.</summary>
    /// <exception cref="TrustException">It does already.</exception>
    public void Add(string role, EcdsaPublicKey key)
    {
        JsonObject described = TufKey.Describe(key);
        string id = TufKey.IdOf(JsonSerializer.SerializeToElement(described));
        JsonArray ids = IdsOf(role);
        if (ids.Any(known => (string)known! == id))
        {
            throw new TrustException(TrustFailure.Malformed, $"The key {id} signs for {role} already.");
        }

        Keys[id] = described;
        ids.Add(id);
        draft.Changed();
    }

    /// <summary>Takes a key away from a role, and from the root when no role is left to it.</summary>
    /// <exception cref="TrustException">The role does not have it.</exception>
    public void Remove(string role, string id)
    {
        JsonNode known = IdsOf(role).FirstOrDefault(entry => (string)entry! == id)
            ?? throw new TrustException(TrustFailure.NotFound, $"No key {id} signs for {role}.");
        IdsOf(role).Remove(known);
        if (!RoleNames.TopLevel.Any(other => IdsOf(other).Any(entry => (string)entry! == id)))
        {
            Keys.Remove(id);
        }

        draft.Changed();
    }

    /// <summary>Sets how many keys must sign for a role.</summary>
    public void SetThreshold(string role, int threshold)
    {
        RoleOf(role)["threshold"] = MetadataDraft.Number(threshold);
        draft.Changed();
    }

    /// <summary>Requires that every role has at least as many keys as must sign.</summary>
    /// <exception cref="TrustException">One has not.</exception>
    public void RequireUsable()
    {
        RootMetadata root = RootMetadata.Read(draft.Envelope(RoleNames.Root), TufLimits.Default);
        foreach ((string role, RoleKeys keys) in root.Roles)
        {
            if (keys.KeyIds.Count < keys.Threshold)
            {
                throw new TrustException(TrustFailure.Malformed, $"{role} has {keys.KeyIds.Count} keys; {keys.Threshold} must sign.");
            }
        }
    }

    private JsonObject RoleOf(string role) => (JsonObject?)draft.Signed["roles"]![role] ?? throw new TrustException(TrustFailure.NotFound, $"There is no role {role}.");

    private JsonArray IdsOf(string role) => (JsonArray)RoleOf(role)["keyids"]!;
}
