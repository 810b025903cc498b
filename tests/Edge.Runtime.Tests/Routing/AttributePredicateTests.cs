using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Routing;

namespace Edge.Runtime.Tests.Routing;

public sealed class AttributePredicateTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"edge-predicate-{Guid.NewGuid():N}.dcm");

    [Theory]
    [InlineData("Modality", "CT", true)]
    [InlineData("Modality", "ct", false)]
    [InlineData("0008,0060", "CT", true)]
    [InlineData("ImageType", "LOCALIZER", true)]
    [InlineData("ImageType", "AXIAL", false)]
    [InlineData("Rows", "512", true)]
    [InlineData("BodyPartExamined", "", false)]
    public void Equals_AnyValueOfTheAttribute_Holds(string attribute, string wanted, bool held) =>
        Assert.Equal(held, Test(new PredicateConfig { Attribute = attribute, EqualTo = wanted }).Held);

    [Fact]
    public void In_OneOfTheList_Holds()
    {
        Assert.True(Test(new PredicateConfig { Attribute = "Modality", In = ["CR", "CT"] }).Held);
        Assert.False(Test(new PredicateConfig { Attribute = "Modality", In = ["CR", "DX"] }).Held);
    }

    [Theory]
    [InlineData("^Thorax", true)]
    [InlineData("^thorax", false)]
    [InlineData("(?i)^thorax", true)]
    public void Matches_Pattern_HoldsWhereItMatches(string pattern, bool held) =>
        Assert.Equal(held, Test(new PredicateConfig { Attribute = "SeriesDescription", Matches = pattern }).Held);

    [Theory]
    [InlineData(1, 5, true)]
    [InlineData(2.5, 2.5, true)]
    [InlineData(2.6, 5, false)]
    public void Range_BoundsIncluded_Holds(double min, double max, bool held) =>
        Assert.Equal(held, Test(new PredicateConfig { Attribute = "SliceThickness", Range = new ValueRange(min, max) }).Held);

    [Theory]
    [InlineData("Modality", true, true)]
    [InlineData("Modality", false, false)]
    [InlineData("BodyPartExamined", true, false)]
    [InlineData("BodyPartExamined", false, true)]
    [InlineData("PatientComments", false, true)]
    public void Present_AttributeWithOrWithoutValue_Holds(string attribute, bool present, bool held) =>
        Assert.Equal(held, Test(new PredicateConfig { Attribute = attribute, Present = present }).Held);

    [Fact]
    public void Test_Verdict_SaysWhatWasWantedAndFound()
    {
        PredicateVerdict verdict = Test(new PredicateConfig { Attribute = "ImageType", In = ["AXIAL"] });
        Assert.Equal(new PredicateVerdict("ImageType is one of AXIAL", false, "ORIGINAL\\PRIMARY\\LOCALIZER"), verdict);
    }

    [Fact]
    public void Test_UnreadableHeader_NeverHolds()
    {
        File.WriteAllText(_file, "this is no DICOM file, and long enough to hold a preamble: " + new string('x', 400));
        var header = InstanceHeader.Read(_file, [DicomTag.Modality]);
        Assert.NotNull(header.Problem);
        Assert.False(AttributePredicate.From(new PredicateConfig { Attribute = "Modality", Present = false }).Test(header).Held);
    }

    public void Dispose() => File.Delete(_file);

    private PredicateVerdict Test(PredicateConfig config)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.ImageType, DicomVR.CS, "ORIGINAL", "PRIMARY", "LOCALIZER");
        dataset.Set(DicomTag.SOPClassUID, DicomVR.UI, "1.2.840.10008.5.1.4.1.1.2");
        dataset.Set(DicomTag.SOPInstanceUID, DicomVR.UI, "1.2.3");
        dataset.Set(DicomTag.Modality, DicomVR.CS, "CT ");
        dataset.Set(DicomTag.SeriesDescription, DicomVR.LO, "Thorax 2.5 B70f");
        dataset.Set(DicomTag.BodyPartExamined, DicomVR.CS, string.Empty);
        dataset.Set(DicomTag.SliceThickness, DicomVR.DS, "2.50");
        dataset.Set(DicomTag.Rows, 512L);
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(_file);
        AttributePredicate predicate = AttributePredicate.From(config);
        return predicate.Test(InstanceHeader.Read(_file, [predicate.Tag]));
    }
}
