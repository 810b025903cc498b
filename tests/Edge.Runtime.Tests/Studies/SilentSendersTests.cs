using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

public sealed class SilentSendersTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public SilentSendersTests()
    {
        _appliance = new TestAppliance(_time);
        Send("CT1", Monday, weeks: 3, until: Monday.AddDays(21));
    }

    private SilentSenders Silent => _appliance.Get<SilentSenders>();

    private IReadOnlyList<FaultView> Faults => _appliance.Get<FaultBoard>().Current;

    // It sends each half hour from 8 to 18 on working days; on the last Monday until 9:30.
    [Theory]
    [InlineData("2026-03-23T10:30:00Z", false)]
    [InlineData("2026-03-23T11:20:00Z", false)]
    [InlineData("2026-03-23T11:40:00Z", true)]
    [InlineData("2026-03-24T03:00:00Z", true)]
    public void Look_AfterTheLastStudy_CountsOnlyUsualHours(string now, bool isSilent)
    {
        Send("CT1", Monday.AddDays(21), weeks: 1, until: Monday.AddDays(21).AddHours(9.6));
        _time.SetWall(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        Silent.Look();
        Assert.Equal(isSilent, Faults.Any(fault => fault.Code == "sender-silent"));
    }

    [Fact]
    public void Look_OverTheWeekend_SaysNothing_AndOnMondayItDoes_AndClearsWhenItSends()
    {
        _time.SetWall(Monday.AddDays(20));
        Silent.Look();
        Assert.Empty(Faults);
        _time.SetWall(Monday.AddDays(21).AddHours(10.1));
        Silent.Look();
        FaultView fault = Assert.Single(Faults);
        Assert.Contains("CT1 sent last at 2026-03-20 17:30 UTC", fault.Detail, StringComparison.Ordinal);
        Assert.Contains("edgectl dicom echo", fault.Action, StringComparison.Ordinal);
        Send("CT1", Monday.AddDays(21).AddHours(2), weeks: 1, until: Monday.AddDays(21).AddHours(10.1));
        Silent.Look();
        Assert.Empty(Faults);
    }

    [Fact]
    public void Look_SenderWithoutHistory_SaysNothing()
    {
        Send("NEW", Monday.AddDays(20), weeks: 1, until: Monday.AddDays(23));
        _time.SetWall(Monday.AddDays(25).AddHours(12));
        Silent.Look();
        Assert.DoesNotContain(Faults, fault => fault.Detail.Contains("NEW", StringComparison.Ordinal));
    }

    public void Dispose() => _appliance.Dispose();

    private void Send(string sender, DateTimeOffset from, int weeks, DateTimeOffset until) => _appliance.Store.Write((connection, transaction) =>
    {
        for (DateTimeOffset at = from; at < until && at < from.AddDays(7 * weeks); at = at.AddMinutes(30))
        {
            if (at.Hour is >= 8 and < 18 && at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                connection.Execute(
                    "INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES (@uid, 'complete', @sender, 1, @ms, @ms)",
                    new { uid = $"{sender}.{at.ToUnixTimeMilliseconds()}", sender, ms = at.ToUnixTimeMilliseconds() },
                    transaction);
            }
        }
    });
}
