using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

public sealed class CountRuleTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Whole_SeriesRelatedInstances_HoldsWhenMetExactly(int objects, bool isWhole) => Assert.Equal(
        isWhole ? "3 of 3 objects by NumberOfSeriesRelatedInstances" : null,
        CountRule.Whole(Repeat(objects, Slices.With(DicomTag.NumberOfSeriesRelatedInstances, DicomVR.IS, "3")), [ExpectedCountNames.Series]));

    [Fact]
    public void Whole_CountThatIsNotBelieved_IsNone() =>
        Assert.Null(CountRule.Whole(Repeat(3, Slices.With(DicomTag.NumberOfSeriesRelatedInstances, DicomVR.IS, "3")), [ExpectedCountNames.Acquisition]));

    [Fact]
    public void Whole_CountThatOneObjectDoesNotRepeat_IsNone() => Assert.Null(CountRule.Whole(
        [.. Repeat(2, Slices.With(DicomTag.NumberOfSeriesRelatedInstances, DicomVR.IS, "3")), Slices.Read(Slices.At(1, 0))], [ExpectedCountNames.Series]));

    [Fact]
    public void Whole_ImagesInAcquisition_CountsEachAcquisition()
    {
        SeriesObject[] series = [.. Repeat(3, Acquisition("1", "3")), .. Repeat(2, Acquisition("2", "2"))];
        Assert.Equal("5 of 5 objects by ImagesInAcquisition of 2", CountRule.Whole(series, [ExpectedCountNames.Acquisition]));
        Assert.Null(CountRule.Whole(series[..^1], [ExpectedCountNames.Acquisition]));
        Assert.Null(CountRule.Whole(series[1..], [ExpectedCountNames.Acquisition]));
    }

    [Fact]
    public void Whole_AcquisitionThatContradictsItself_IsNone() =>
        Assert.Null(CountRule.Whole([.. Repeat(1, Acquisition("1", "2")), .. Repeat(1, Acquisition("1", "3"))], [ExpectedCountNames.Acquisition]));

    [Fact]
    public void Whole_Concatenation_NeedsEveryPart()
    {
        SeriesObject[] series = [.. Repeat(
            2, Slices.With(DicomTag.ConcatenationUID, DicomVR.UI, "1.2.3"), Slices.With(DicomTag.InConcatenationTotalNumber, 2))];
        Assert.NotNull(CountRule.Whole(series, [ExpectedCountNames.Concatenation]));
        Assert.Null(CountRule.Whole(series[1..], [ExpectedCountNames.Concatenation]));
    }

    /// <summary>PS3.3 C.8.9.1: the slices of each time slice, or of each time slot of each R-R interval.</summary>
    [Theory]
    [InlineData(@"STATIC\IMAGE", 2)]
    [InlineData(@"WHOLE BODY\IMAGE", 2)]
    [InlineData(@"DYNAMIC\IMAGE", 6)]
    [InlineData(@"GATED\IMAGE", 8)]
    public void Whole_PetSeries_CountsByItsType(string type, int images)
    {
        SeriesObject[] series = Repeat(
            images,
            Slices.With(DicomTag.SeriesType, DicomVR.CS, type),
            Slices.With(DicomTag.NumberOfSlices, 2),
            Slices.With(DicomTag.NumberOfTimeSlices, 3),
            Slices.With(DicomTag.NumberOfTimeSlots, 4),
            Slices.With(DicomTag.NumberOfRRIntervals, 1));
        Assert.NotNull(CountRule.Whole(series, [ExpectedCountNames.PetSlices]));
        Assert.Null(CountRule.Whole(series[1..], [ExpectedCountNames.PetSlices]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    [InlineData("99999999999")]
    public void Whole_NumberThatIsNone_SaysNothing(string number) => Assert.Null(CountRule.Whole(
        Repeat(3, Slices.With(DicomTag.NumberOfSeriesRelatedInstances, DicomVR.IS, number)), [ExpectedCountNames.Series]));

    private static Action<DicomDataset> Acquisition(string number, string images) => dataset =>
    {
        dataset.Set(DicomTag.AcquisitionNumber, DicomVR.IS, number);
        dataset.Set(DicomTag.ImagesInAcquisition, DicomVR.IS, images);
    };

    private static SeriesObject[] Repeat(int count, params IReadOnlyList<Action<DicomDataset>> writers) =>
        [.. Enumerable.Range(0, count).Select(_ => Slices.Read(writers))];
}
