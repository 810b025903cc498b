using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Edge.Runtime.Stow;

namespace Edge.Runtime.Tests.Stow;

public sealed class StoreReportTests
{
    /// <summary>B007 says that the data set is at fault: it must not be said of an object that only came after another.</summary>
    [Theory]
    [InlineData("The data set has no Study Instance UID.", 0xB007)]
    [InlineData(ObjectHeader.OtherContent, 0xB111)]
    [InlineData(UnitHold.Flag, 0xB111)]
    [InlineData(ObjectHeader.NotChosen, 0xB111)]
    [InlineData(RemovedSeries.SentAgain, 0xB111)]
    public void ToDataset_KeptWithAFlag_WarnsOfItsReason(string flag, int warning)
    {
        var report = new StoreReport(
            [new PartResult("1.2", "1.2.3", StoreOutcome.Success)], new Dictionary<string, string> { ["1.2.3"] = flag }, RequestEnd.Whole);
        Assert.Equal(202, report.HttpStatus);
        DicomDataset item = Assert.Single(report.ToDataset().GetItems(DicomTag.ReferencedSOPSequence));
        Assert.Equal([warning], item.GetIntegers(DicomTag.WarningReason)!.Select(value => (int)value));
    }
}
