using Dapper;
using Edge.Contracts;
using Edge.Runtime.Health;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Health;

public sealed class StudyStoriesTests
{
    [Fact]
    public void Story_TwoSeriesOnOneModel_EachHasItsOwnJob()
    {
        using var appliance = new TestAppliance(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));
        appliance.AddRelease("double", UnitKind.Series);
        appliance.Receive("1.1", series: "1.2.840.99.1.1");
        appliance.Receive("1.2", series: "1.2.840.99.1.2");
        appliance.Recover();
        appliance.CompleteAndPlan();
        Dictionary<string, long> jobs = appliance.Store.Read(connection => connection.Query<(string Series, long Job)>(
            "SELECT u.series_uid, j.id FROM units u JOIN jobs j ON j.unit_id = u.id")).ToDictionary(row => row.Series, row => row.Job, StringComparer.Ordinal);
        Assert.Equal(2, jobs.Count);
        StudyStory story = new StudyStories(appliance.Store, appliance.Get<ResultFiles>()).Find(TestAppliance.Study)!;
        Assert.Equal(
            jobs.OrderBy(job => job.Key, StringComparer.Ordinal).Select(job => (job.Key, (long?)job.Value)),
            story.Units.Select(unit => (unit.Unit.SeriesInstanceUid, unit.JobId)).OrderBy(unit => unit.SeriesInstanceUid, StringComparer.Ordinal));
    }
}
