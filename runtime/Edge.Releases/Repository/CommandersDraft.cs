using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Commands;
using Edge.Releases.Keys;

namespace Edge.Releases.Repository;

/// <summary>
/// Changes to who may command devices, in targets that are being written: the delegation of the role <see cref="CommandSigners.RoleName"/>. Its path pattern covers no
/// target, since the role offers none.
/// </summary>
/// <param name="draft">The targets.</param>
internal sealed class CommandersDraft(MetadataDraft draft)
{
    private const string Paths = "commands/*";

    /// <summary>Lets a key command.</summary>
    /// <exception cref="TrustException">It does already.</exception>
    public void Add(EcdsaPublicKey key)
    {
        JsonObject described = TufKey.Describe(key);
        string id = TufKey.IdOf(JsonSerializer.SerializeToElement(described));
        JsonArray ids = Ids();
        if (ids.Any(known => (string)known! == id))
        {
            throw new TrustException(TrustFailure.Malformed, $"The key {id} commands already.");
        }

        Keys()[id] = described;
        ids.Add(id);
        draft.Changed();
    }

    /// <summary>Takes a key away.</summary>
    /// <exception cref="TrustException">It does not command.</exception>
    public void Remove(string id)
    {
        JsonNode known = Ids().FirstOrDefault(entry => (string)entry! == id) ?? throw new TrustException(TrustFailure.NotFound, $"No key {id} commands.");
        Ids().Remove(known);
        Keys().Remove(id);
        draft.Changed();
    }

    /// <summary>Sets how many keys must sign a command.</summary>
    public void SetThreshold(int threshold)
    {
        Role()["threshold"] = MetadataDraft.Number(threshold);
        draft.Changed();
    }

    /// <summary>Requires that there are as many keys as must sign. Without any key the delegation goes: nobody commands.</summary>
    /// <returns>Ids of the keys, and how many must sign.</returns>
    /// <exception cref="TrustException">There are too few.</exception>
    public (IReadOnlyList<string> KeyIds, long Threshold) Close()
    {
        string[] ids = [.. Ids().Select(id => (string)id!)];
        long threshold = Role()["threshold"]!.Deserialize<long>();
        if (ids.Length == 0)
        {
            draft.Signed.Remove("delegations");
            draft.Changed();
        }
        else if (ids.Length < threshold)
        {
            throw new TrustException(TrustFailure.Malformed, $"{ids.Length} keys command; {threshold} must sign.");
        }

        return (ids, threshold);
    }

    private JsonArray Ids() => (JsonArray)Role()["keyids"]!;

    private JsonObject Keys() => (JsonObject)Delegations()["keys"]!;

    private JsonObject Role()
    {
        var roles = (JsonArray)Delegations()["roles"]!;
        if (roles.OfType<JsonObject>().FirstOrDefault(role => (string?)role["name"] == CommandSigners.RoleName) is not { } role)
        {
            role = new JsonObject
            {
                ["name"] = CommandSigners.RoleName,
                ["keyids"] = new JsonArray(),
                ["threshold"] = MetadataDraft.Number(1),
                ["terminating"] = true,
                ["paths"] = new JsonArray(Paths),
            };
            roles.Add(role);
        }

        return role;
    }

    private JsonObject Delegations()
    {
        if (draft.Signed["delegations"] is not JsonObject delegations)
        {
            delegations = new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray() };
            draft.Signed["delegations"] = delegations;
        }

        return delegations;
    }
}
