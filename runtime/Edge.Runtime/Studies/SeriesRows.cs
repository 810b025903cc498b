using Dapper;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>Reads what the index knows of the objects of a study that may be routed, series by series.</summary>
internal sealed class SeriesRows(EdgeStore store)
{
    /// <summary>A study with more objects is not judged: it waits for its quiet period.</summary>
    public const int ObjectsMax = 50_000;

    /// <summary>The objects of a study, by series; empty when there are too many.</summary>
    public IReadOnlyList<IReadOnlyList<SeriesObject>> Of(string studyUid) => store.Read(connection =>
    {
        List<SeriesObject> objects = connection.Query<SeriesObject>(
            """
            SELECT series_uid AS SeriesUid, image AS Image, number AS Number, plane AS Plane, expected AS Expected
            FROM instances WHERE study_uid = @studyUid AND flag IS NULL ORDER BY series_uid LIMIT @most
            """,
            new { studyUid, most = ObjectsMax + 1 }).AsList();
        return objects.Count > ObjectsMax
            ? (IReadOnlyList<IReadOnlyList<SeriesObject>>)[]
            : [.. objects.GroupBy(item => item.SeriesUid, StringComparer.Ordinal).Select(series => (IReadOnlyList<SeriesObject>)[.. series])];
    });
}
