using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Store;

/// <summary>The document of a result as its row has it, for who only shows it: one that cannot be read must not take what is beside it along.</summary>
internal static class StoredDocument
{
    /// <summary>Said in place of what it holds.</summary>
    public const string Unreadable = "its record in the database cannot be read; rebuild the database: edgectl inbox reindex";

    /// <summary>The document; null when there is none.</summary>
    /// <param name="json">As stored; null: there is none.</param>
    /// <param name="isUnreadable">There is one, and it cannot be read.</param>
    public static ResultDocument? Read(string? json, out bool isUnreadable)
    {
        isUnreadable = false;
        if (json is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            isUnreadable = true;
            return null;
        }
    }
}
