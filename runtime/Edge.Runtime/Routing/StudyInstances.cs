using Dapper;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Routing;

/// <summary>Reads the objects of a study.</summary>
internal static class StudyInstances
{
    /// <summary>Those that may be worked on, in the order of receipt; what is flagged needs attention first.</summary>
    public static IReadOnlyList<StoredInstance> Routable(SqliteConnection connection, string studyUid) =>
    [
        .. connection.Query<StoredInstance>(
            """
            SELECT id AS Id, sop_instance_uid AS SopInstanceUid, series_uid AS SeriesInstanceUid, modality AS Modality, file AS File
            FROM instances WHERE study_uid = @studyUid AND flag IS NULL ORDER BY file
            """,
            new { studyUid }),
    ];
}
