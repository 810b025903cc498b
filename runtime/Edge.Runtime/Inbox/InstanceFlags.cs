using Dapper;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>Tells which objects are kept with a flag.</summary>
internal sealed class InstanceFlags(EdgeStore store)
{
    private const int UidsPerQuery = 500;

    /// <summary>The flags of objects by SOP Instance UID; one without a flag is left out, and so are rows whose file is lost.</summary>
    /// <param name="sopInstanceUids">Which.</param>
    public IReadOnlyDictionary<string, string> Of(IReadOnlyList<string> sopInstanceUids)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] uids in sopInstanceUids.Chunk(UidsPerQuery))
        {
            foreach ((string uid, string flag) in store.Read(connection => connection.Query<(string, string)>(
                """
                SELECT sop_instance_uid, flag FROM instances
                WHERE sop_instance_uid IN @uids AND flag IS NOT NULL AND flag NOT IN @lost ORDER BY id
                """,
                new { uids, lost = LostFiles.Flags })))
            {
                flags[uid] = flag;
            }
        }

        return flags;
    }
}
