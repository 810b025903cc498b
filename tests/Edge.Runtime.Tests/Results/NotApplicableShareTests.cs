using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Results;

public sealed class NotApplicableShareTests : IDisposable
{
    private readonly TestAppliance _appliance = new();
    private int _results;

    [Fact]
    public void Look_ShareRisesFarAboveWhatItWas_ShowsAndClears()
    {
        Add(200, index => index % 10 == 0);
        Look(shown: false);
        Add(50, index => index % 2 == 0);
        Look(shown: true);
        FaultView fault = _appliance.Get<FaultBoard>().Current[0];
        Assert.Contains("double: 25 of the latest 50 results; before it was 10", fault.Detail, StringComparison.Ordinal);
        Add(30, _ => false);
        Look(shown: false);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void Look_NewModelThatNeverFits_ShowsOnceThereIsEnoughToTell(int results, bool shown)
    {
        Add(results, _ => true);
        Look(shown);
    }

    [Fact]
    public void Look_ModelThatOftenDoesNotFit_IsNoNews()
    {
        Add(200, index => index % 10 < 6);
        Look(shown: false);
    }

    public void Dispose() => _appliance.Dispose();

    private void Look(bool shown)
    {
        _appliance.Get<NotApplicableShare>().Look();
        Assert.Equal(shown, _appliance.Get<FaultBoard>().Current.Any(fault => fault.Code == "model-not-applicable"));
    }

    private void Add(int count, Func<int, bool> isNotApplicable) => _appliance.Store.Write((connection, transaction) =>
    {
        for (int index = 0; index < count; index++)
        {
            int id = ++_results;
            connection.Execute(
                """
                INSERT INTO units (id, study_uid, kind, series_uid, sop_instance_uid, revision, current, content, created_at) VALUES (@id, 's' || @id, 'series', 'x', '', 1, 1, '', 0);
                INSERT INTO jobs (id, unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
                VALUES (@id, @id, 'double', '1.0.0', '', 'r' || @id, 'done', 1, 1, 0, 0, 0);
                INSERT INTO results (result_id, job_id, outcome, committed_at, document) VALUES ('r' || @id, @id, @outcome, @id, '{}');
                """,
                new { id, outcome = isNotApplicable(index) ? "not-applicable" : "completed" },
                transaction);
        }
    });
}
