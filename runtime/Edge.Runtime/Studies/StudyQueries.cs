using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>What is known of studies, for the page and edgectl. Each answer is one consistent snapshot.</summary>
internal sealed class StudyQueries(EdgeStore store, DataDirectory data)
{
    /// <summary>Studies listed where no limit is given.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Studies listed at most.</summary>
    public const int LimitMax = 1000;

    /// <summary>Studies, the last to receive an object first.</summary>
    /// <param name="limit">How many at most; 1 to <see cref="LimitMax"/>.</param>
    /// <param name="skip">How many to leave out first, so that a reader goes on where the page before ended.</param>
    public IReadOnlyList<StudySummary> List(int limit, int skip = 0) => store.Read(connection =>
    {
        List<StudyRow> studies = connection.Query<StudyRow>(
            StudyRow.Select + "ORDER BY last_received_at DESC, study_uid LIMIT @limit OFFSET @skip", new { limit = Math.Clamp(limit, 1, LimitMax), skip = Math.Max(skip, 0) }).AsList();
        ILookup<string, UnitRow> units = connection.Query<UnitRow>(
            UnitRow.Select + "WHERE u.current = 1 AND u.study_uid IN @uids ORDER BY u.id", new { uids = studies.Select(study => study.StudyUid) })
            .ToLookup(unit => unit.StudyUid, StringComparer.Ordinal);
        return (IReadOnlyList<StudySummary>)[.. studies.Select(study => study.ToSummary(units[study.StudyUid]))];
    });

    /// <summary>A study with every stored object; null when there is none of that UID.</summary>
    public StudyDetail? Find(string studyUid) => store.Read(connection =>
    {
        StudyRow? study = connection.QuerySingleOrDefault<StudyRow>(StudyRow.Select + "WHERE study_uid = @studyUid", new { studyUid });
        if (study is null)
        {
            return null;
        }

        IEnumerable<UnitRow> units = connection.Query<UnitRow>(
            UnitRow.Select + "WHERE u.current = 1 AND u.study_uid = @studyUid ORDER BY u.id", new { studyUid });
        IEnumerable<InstanceRow> instances = connection.Query<InstanceRow>(
            InstanceRow.Select + "WHERE study_uid = @studyUid ORDER BY file", new { studyUid });
        return new StudyDetail(study.ToSummary(units), [.. instances.Select(instance => instance.ToView(data))]);
    });
}
