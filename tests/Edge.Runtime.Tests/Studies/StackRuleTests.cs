using Edge.Dicom;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

public sealed class StackRuleTests
{
    [Fact]
    public void Whole_RegularStackInAnyOrder_SaysSo() => Assert.Equal(
        "5 slices 2.5 mm apart without a gap, instance numbers 1 to 5",
        StackRule.Whole([Slice(3, 5), Slice(1, 0), Slice(5, 10), Slice(2, 2.5), Slice(4, 7.5)], Slices.Rule));

    [Fact]
    public void Whole_TooFewSlices_IsNone() => Assert.Null(StackRule.Whole(Stack(4), Slices.Rule));

    [Fact]
    public void Whole_NumbersFromZeroOn_IsWhole() => Assert.NotNull(StackRule.Whole([.. Enumerable.Range(0, 6).Select(index => Slice(index, index))], Slices.Rule));

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Whole_NumbersDoNotStartAtTheBeginning_IsNone(int first) =>
        Assert.Null(StackRule.Whole([.. Enumerable.Range(first, 6).Select(number => Slice(number, number))], Slices.Rule));

    [Fact]
    public void Whole_NumberMissing_IsNone() =>
        Assert.Null(StackRule.Whole([.. Stack(9).Where(slice => slice.Number != 5).Select((slice, index) => Slice((int)slice.Number!, index))], Slices.Rule));

    [Fact]
    public void Whole_NumberTwice_IsNone() => Assert.Null(StackRule.Whole([.. Stack(6), Slice(6, 6)], Slices.Rule));

    [Fact]
    public void Whole_NoInstanceNumber_IsNone() => Assert.Null(
        StackRule.Whole([.. Stack(6), Slices.Read(Slices.At(7, 6), dataset => dataset.Remove(DicomTag.InstanceNumber))], Slices.Rule));

    [Fact]
    public void Whole_SliceMissingThoughNumbersAreNot_IsNone() =>
        Assert.Null(StackRule.Whole([.. Enumerable.Range(1, 6).Select(number => Slice(number, number < 4 ? number : number + 1))], Slices.Rule));

    [Theory]
    [InlineData(0.09, true)]
    [InlineData(0.11, false)]
    public void Whole_SliceOffItsPlace_CountsUpToTheTolerance(double offMm, bool isWhole) => Assert.Equal(
        isWhole, StackRule.Whole([.. Enumerable.Range(1, 7).Select(number => Slice(number, number + (number == 4 ? offMm : 0)))], Slices.Rule) is not null);

    [Fact]
    public void Whole_SecondOrientation_IsNone() =>
        Assert.Null(StackRule.Whole([.. Stack(6), Slices.Read(Slices.At(7, 6, @"0\1\0\0\0\-1"))], Slices.Rule));

    [Fact]
    public void Whole_LocalizerAmongThem_CountsItsNumberAlone() => Assert.Equal(
        "6 slices 1 mm apart without a gap, instance numbers 1 to 7",
        StackRule.Whole([.. Stack(6), Slices.Read(Slices.At(7, 99, @"0\1\0\0\0\-1"), Localizer)], Slices.Rule));

    [Fact]
    public void Whole_EachPositionAsOftenAsAnnounced_IsWhole()
    {
        SeriesObject[] series = [.. Enumerable.Range(0, 12).Select(index => Slices.Read(
            Slices.At(index + 1, index % 6), Slices.With(DicomTag.NumberOfTemporalPositions, DicomVR.IS, "2")))];
        Assert.NotNull(StackRule.Whole(series, Slices.Rule));
        Assert.Null(StackRule.Whole(series[..^1], Slices.Rule));
    }

    [Fact]
    public void Whole_PositionTwiceUnannounced_IsNone() =>
        Assert.Null(StackRule.Whole([.. Enumerable.Range(0, 12).Select(index => Slice(index + 1, index % 6))], Slices.Rule));

    [Fact]
    public void Whole_MultiFrameObject_HoldsItsStack() => Assert.Equal(
        "1 multi-frame objects, which hold whole stacks themselves",
        StackRule.Whole([Slices.Read(Slices.With(DicomTag.Rows, 64), Slices.With(DicomTag.NumberOfFrames, DicomVR.IS, "40"))], Slices.Rule));

    [Fact]
    public void Whole_PartOfAConcatenation_IsNone() => Assert.Null(StackRule.Whole(
        [
            Slices.Read(
                Slices.With(DicomTag.Rows, 64),
                Slices.With(DicomTag.NumberOfFrames, DicomVR.IS, "40"),
                Slices.With(DicomTag.ConcatenationUID, DicomVR.UI, "1.2.3"),
                Slices.With(DicomTag.InConcatenationTotalNumber, 2)),
        ],
        Slices.Rule));

    [Fact]
    public void IsBeside_LocalizersAndReports_AreBeside()
    {
        Assert.True(StackRule.IsBeside([Slices.Read(Slices.At(1, 0), Localizer)]));
        Assert.True(StackRule.IsBeside([Slices.Read(Slices.With(DicomTag.Modality, DicomVR.CS, "SR"))]));
        Assert.False(StackRule.IsBeside([Slice(1, 0)]));
    }

    private static void Localizer(DicomDataset dataset) => dataset.Set(DicomTag.ImageType, DicomVR.CS, @"ORIGINAL\PRIMARY\LOCALIZER\CT_SOM5 TOP");

    private static SeriesObject Slice(int number, double positionMm) => Slices.Read(Slices.At(number, positionMm));

    private static SeriesObject[] Stack(int count) => [.. Enumerable.Range(1, count).Select(number => Slice(number, number - 1))];
}
