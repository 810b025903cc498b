using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>Brings back the unit that a result is about from the result's lineage.</summary>
internal static class RestoredUnit
{
    /// <summary>Inserts the unit with its revision; the highest revision is the current one.</summary>
    /// <returns>Its row; null when that revision of the unit is there already.</returns>
    public static long? Insert(SqliteTransaction transaction, ResultDocument document, long createdAt)
    {
        SqliteConnection connection = transaction.Connection!;
        ResultUnit unit = document.Lineage.Unit;
        RuntimeLineage runtime = document.Lineage.Runtime;
        var row = new
        {
            study = unit.StudyInstanceUid,
            kind = RowNames.Name(unit.Kind),
            series = unit.SeriesInstanceUid,
            sop = unit.SopInstanceUid ?? string.Empty,
            unit.Revision,
            runtime.ReplacesResultId,
            runtime.UnitContent,
            runtime.Route,
            document.Lineage.Model.Name,
            createdAt,
        };
        long? unitId = connection.ExecuteScalar<long?>(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, replaces, current, content, route, model, reason, created_at)
            SELECT @study, @kind, @series, @sop,
                   (SELECT modality FROM instances WHERE study_uid = @study AND series_uid = @series LIMIT 1),
                   @Revision,
                   (SELECT unit_id FROM jobs WHERE result_id = @ReplacesResultId),
                   NOT EXISTS (SELECT 1 FROM units WHERE study_uid = @study AND kind = @kind AND series_uid = @series
                                                     AND sop_instance_uid = @sop AND revision > @Revision),
                   @UnitContent, @Route, @Name, NULL, @createdAt
            WHERE true
            ON CONFLICT DO NOTHING
            RETURNING id
            """,
            row,
            transaction);
        if (unitId is null)
        {
            return null;
        }

        connection.Execute(
            """
            UPDATE units SET current = 0
            WHERE study_uid = @study AND kind = @kind AND series_uid = @series AND sop_instance_uid = @sop AND revision < @Revision
            """,
            row,
            transaction);
        connection.Execute(
            """
            INSERT OR IGNORE INTO unit_instances (unit_id, instance_id)
            SELECT @unitId, id FROM instances
            WHERE study_uid = @study AND series_uid = @series AND sop_instance_uid = @SopInstanceUid AND flag IS NULL
            """,
            document.Lineage.Inputs.Select(input => new { unitId, row.study, row.series, input.SopInstanceUid }),
            transaction);
        return unitId;
    }
}
