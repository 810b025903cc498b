using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Inbox;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

/// <summary>Each rule of completion, from the first object to the reason that is stored, and what a late object does then.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Other = "1.2.840.99.1.2";

    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public CompletionTests()
    {
        _appliance = new TestAppliance(_time, routes: TestAppliance.Route("ct", "model-a", "Modality", "CT"));
        _appliance.AddRelease("model-a", UnitKind.Series);
        _appliance.Config = _appliance.Config with
        {
            Studies = TestAppliance.Quiet(60) with
            {
                ByCallingAe = new Dictionary<string, CompletionConfig>
                {
                    ["RELEASING"] = TestAppliance.Quiet(60) with { ReleasedQuietSeconds = 2 },
                    ["COUNTING"] = TestAppliance.Quiet(60) with { SettleSeconds = 3, Counts = [ExpectedCountNames.Study, ExpectedCountNames.Acquisition] },
                    ["STACKING"] = TestAppliance.Quiet(60) with { SettleSeconds = 4, Stack = Slices.Rule },
                },
            },
        };
        _appliance.Restart();
    }

    private StudyAssembler Assembler => _appliance.Workers<StudyAssembler>()[0];

    private SenderReleases Releases => _appliance.Get<SenderReleases>();

    private StudySummary Summary => _appliance.Detail().Summary;

    [Fact]
    public void Released_AfterTheShorterSilence_Completes()
    {
        Releases.Opened(0, 1, "RELEASING");
        _appliance.Receive("1.1", callingAe: "RELEASING");
        Pass(1);
        Releases.Ended(0, 1, isReleased: true);
        Pass(1.9);
        Assert.Equal("receiving", Summary.State);
        Pass(0.1);
        Assert.Equal("RELEASING released its association and sent nothing more for 2 s", Summary.CompleteReason);
    }

    [Fact]
    public void Released_WhileAnotherAssociationIsOpen_WaitsForBoth()
    {
        Releases.Opened(0, 1, "RELEASING");
        Releases.Opened(1, 1, "RELEASING");
        _appliance.Receive("1.1", callingAe: "RELEASING");
        Pass(1);
        Releases.Ended(0, 1, isReleased: true);
        Pass(10);
        Assert.Equal("receiving", Summary.State);
        Releases.Ended(1, 1, isReleased: true);
        Pass(2);
        Assert.NotNull(Summary.CompleteReason);
    }

    [Fact]
    public void Released_BrokenOff_WaitsForTheWholeQuietPeriod()
    {
        Releases.Opened(0, 1, "RELEASING");
        _appliance.Receive("1.1", callingAe: "RELEASING");
        Releases.Ended(0, 1, isReleased: false);
        Pass(59);
        Assert.Equal("receiving", Summary.State);
        Pass(1);
        Assert.Equal("RELEASING sent nothing more for 60 s", Summary.CompleteReason);
    }

    [Fact]
    public void Released_BeforeTheLastObject_SaysNothing()
    {
        Releases.Opened(0, 1, "RELEASING");
        Releases.Ended(0, 1, isReleased: true);
        Pass(1);
        Releases.Opened(0, 2, "RELEASING");
        _appliance.Receive("1.1", callingAe: "RELEASING");
        Pass(10);
        Assert.Equal("receiving", Summary.State);
    }

    [Fact]
    public void Released_SenderWithoutThatRule_WaitsForTheWholeQuietPeriod()
    {
        Releases.Opened(0, 1, "SCANNER");
        _appliance.Receive("1.1");
        Releases.Ended(0, 1, isReleased: true);
        Pass(59);
        Assert.Equal("receiving", Summary.State);
    }

    [Fact]
    public void Counts_StudyRelatedInstances_CompleteTheStudyWhenMet()
    {
        for (int index = 1; index <= 3; index++)
        {
            _appliance.Receive(
                $"1.{index}", index == 3 ? Other : "1.2.840.99.1.1", callingAe: "COUNTING",
                more: Slices.With(DicomTag.NumberOfStudyRelatedInstances, DicomVR.IS, "3"));
            Pass(3);
            Assert.Equal(index < 3, Summary.State == "receiving");
        }

        Assert.Equal(
            "COUNTING sent nothing more for 3 s, and nothing is missing: 3 of 3 objects by NumberOfStudyRelatedInstances", Summary.CompleteReason);
    }

    [Fact]
    public void Counts_AnotherSeriesWithoutOne_WaitsForTheWholeQuietPeriod()
    {
        ReceiveAcquisition(3);
        _appliance.Receive("2.1", Other, callingAe: "COUNTING", more: Slices.At(1, 0));
        Pass(59);
        Assert.Equal("receiving", Summary.State);
        Pass(1);
        Assert.Equal("COUNTING sent nothing more for 60 s", Summary.CompleteReason);
    }

    [Fact]
    public void Counts_LocalizersBeside_DoNotHoldItUp()
    {
        _appliance.Receive("2.1", Other, callingAe: "COUNTING", more: dataset =>
        {
            Slices.At(1, 0)(dataset);
            dataset.Set(DicomTag.ImageType, DicomVR.CS, @"ORIGINAL\PRIMARY\LOCALIZER");
        });
        ReceiveAcquisition(3);
        Pass(3);
        Assert.NotNull(Summary.CompleteReason);
    }

    [Fact]
    public void Stack_WithoutAGap_CompletesAfterTheSettleTime()
    {
        ReceiveStack(6);
        Pass(3.9);
        Assert.Equal("receiving", Summary.State);
        Pass(0.1);
        Assert.Equal(
            "STACKING sent nothing more for 4 s, and nothing is missing: 6 slices 1 mm apart without a gap, instance numbers 1 to 6", Summary.CompleteReason);
    }

    [Fact]
    public void Stack_WithAGap_WaitsForTheMissingSlice()
    {
        ReceiveStack(6, without: 3);
        Pass(30);
        Assert.Equal("receiving", Summary.State);
        _appliance.Receive("1.3", callingAe: "STACKING", more: Slices.At(3, 3));
        Pass(4);
        Assert.NotNull(Summary.CompleteReason);
    }

    [Fact]
    public void Stack_StillArriving_IsNotTakenForWhole()
    {
        for (int number = 1; number <= 30; number++)
        {
            _appliance.Receive($"1.{number}", callingAe: "STACKING", more: Slices.At(number, number));
            Pass(3.9);
            Assert.Equal("receiving", Summary.State);
        }
    }

    [Fact]
    public void Look_EarlyRules_SaysWhenTheSettleTimeEnds()
    {
        ReceiveStack(6);
        Assert.Equal(TimeSpan.FromSeconds(4), Assembler.CompleteDue());
    }

    [Fact]
    public void Stack_AfterARestart_IsFoundAgain()
    {
        ReceiveStack(6);
        _appliance.Restart();
        Pass(4);
        Assert.NotNull(Summary.CompleteReason);
    }

    /// <summary>Whatever rule completed the study, a late object runs its own series again, as a revision that names the one before, and no other.</summary>
    [Theory]
    [InlineData("quiet")]
    [InlineData("released")]
    [InlineData("count")]
    [InlineData("stack")]
    [InlineData("operator")]
    public void LateObject_AfterAnyRule_RunsItsSeriesAgainAlone(string rule)
    {
        CompleteTwoSeries(rule);
        _appliance.Plan();
        Assert.Equal([1, 1], Summary.Units.Select(unit => unit.Revision));
        long jobs = _appliance.Scalar<long>("SELECT count(*) FROM jobs");
        Assert.Equal(2, jobs);
        _appliance.Store.Write((connection, transaction) => Dapper.SqlMapper.Execute(connection, "UPDATE jobs SET state = 'done'", transaction: transaction));

        _appliance.Receive("9.9", Other, more: Slices.At(7, 7));
        Assert.Equal("receiving", Summary.State);
        Assert.Null(Summary.CompleteReason);
        Pass(60);
        _appliance.Plan();
        Assert.Equal("SCANNER sent nothing more for 60 s", Summary.CompleteReason);
        Assert.Equal(1, Summary.Units.Single(unit => unit.SeriesInstanceUid != Other).Revision);
        Assert.Equal(2, Summary.Units.Single(unit => unit.SeriesInstanceUid == Other).Revision);
        Assert.Equal(jobs + 1, _appliance.Scalar<long>("SELECT count(*) FROM jobs"));
        Assert.Equal(1, _appliance.Scalar<long>($"SELECT count(*) FROM units WHERE replaces IS NOT NULL AND series_uid = '{Other}'"));
    }

    public void Dispose() => _appliance.Dispose();

    private void CompleteTwoSeries(string rule)
    {
        string sender = rule switch { "released" => "RELEASING", "count" => "COUNTING", "stack" => "STACKING", _ => "SCANNER" };
        Releases.Opened(0, 1, sender);
        for (int number = 1; number <= 6; number++)
        {
            foreach (string series in (string[])["1.2.840.99.1.1", Other])
            {
                _appliance.Receive($"{series}.{number}", series, callingAe: sender, more: dataset =>
                {
                    Slices.At(number, number)(dataset);
                    Slices.With(DicomTag.NumberOfStudyRelatedInstances, DicomVR.IS, "12")(dataset);
                });
            }
        }

        Releases.Ended(0, 1, isReleased: true);
        Pass(rule switch { "released" => 2, "count" => 3, "stack" => 4, "quiet" => 60, _ => 0 });
        if (rule == "operator")
        {
            Assert.True(_appliance.Get<StudyRows>().Complete(TestAppliance.Study, "an operator said so"));
        }

        Assert.NotNull(Summary.CompleteReason);
    }

    private void Pass(double seconds)
    {
        Assembler.CompleteDue();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assembler.CompleteDue();
    }

    private void ReceiveAcquisition(int images)
    {
        for (int number = 1; number <= images; number++)
        {
            _appliance.Receive($"1.{number}", callingAe: "COUNTING", more: dataset =>
            {
                Slices.At(number, number)(dataset);
                Slices.With(DicomTag.AcquisitionNumber, DicomVR.IS, "1")(dataset);
                Slices.With(DicomTag.ImagesInAcquisition, DicomVR.IS, images.ToString(System.Globalization.CultureInfo.InvariantCulture))(dataset);
            });
        }
    }

    private void ReceiveStack(int slices, int without = 0)
    {
        foreach (int number in Enumerable.Range(1, slices).Where(number => number != without))
        {
            _appliance.Receive($"1.{number}", callingAe: "STACKING", more: Slices.At(number, number));
        }
    }
}
