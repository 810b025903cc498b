using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

public sealed class AcceptanceTests
{
    private static readonly AcceptedInput Anything = new()
    {
        SopClassUids = null,
        Modalities = null,
        BodyParts = null,
        PhotometricInterpretations = null,
        Rows = null,
        Columns = null,
        Slices = null,
        SliceSpacingMm = null,
        PixelSpacingMm = null,
    };

    [Fact]
    public void Check_NullLimits_AcceptAnything() => Assert.Null(Acceptance.Check(Anything, [Instance()]));

    [Fact]
    public void Check_OtherSopClass_NamesBothByNameAndUid()
    {
        StageStop? stop = Acceptance.Check(Anything with { SopClassUids = [DicomUid.MRImageStorage] }, [Instance()]);
        Assert.Equal(
            "SOP Class UID of instance 7 (1.2.3) is CT Image Storage (1.2.840.10008.5.1.4.1.1.2); the model takes MR Image Storage (1.2.840.10008.5.1.4.1.1.4).",
            stop?.Reason);
        Assert.Equal(ResultOutcome.NotApplicable, stop?.Outcome);
    }

    [Fact]
    public void Check_OtherModality_SaysWhichAreTaken() => Assert.Equal(
        "Modality of instance 7 (1.2.3) is 'CT'; the model takes 'CR', 'DX'.",
        Acceptance.Check(Anything with { Modalities = ["CR", "DX"] }, [Instance()])?.Reason);

    [Fact]
    public void Check_AbsentBodyPart_SaysSo() => Assert.Equal(
        "Body Part Examined of instance 7 (1.2.3) is absent; the model takes 'CHEST'.",
        Acceptance.Check(Anything with { BodyParts = ["CHEST"] }, [Instance()])?.Reason);

    [Theory]
    [InlineData(511, 512, null)]
    [InlineData(512, 512, null)]
    [InlineData(513, 600, "The instance 7 (1.2.3) has 512 rows; the model takes 513 to 600.")]
    public void Check_Rows_BoundsBelong(int min, int max, string? reason) =>
        Assert.Equal(reason, Acceptance.Check(Anything with { Rows = new ValueRange(min, max) }, [Instance()])?.Reason);

    [Fact]
    public void Check_Columns_AreNotRows() => Assert.Equal(
        "The instance 7 (1.2.3) has 256 columns; the model takes 500 to 600.",
        Acceptance.Check(Anything with { Columns = new ValueRange(500, 600) }, [Instance()])?.Reason);

    [Fact]
    public void Check_PixelSpacing_EachOfItsValues() => Assert.Equal(
        "Pixel Spacing of instance 7 (1.2.3) is 0.7\\0.9 mm; the model takes 0.5 to 0.8 mm.",
        Acceptance.Check(Anything with { PixelSpacingMm = new ValueRange(0.5, 0.8) }, [Instance()])?.Reason);

    [Fact]
    public void Check_TooFewSlices_SaysHowMany() => Assert.Equal(
        "The series has 1 slices; the model takes 8 to 1024.",
        Acceptance.Check(Anything with { Slices = new ValueRange(8, 1024) }, [Instance()])?.Reason);

    [Fact]
    public void CheckSliceSpacing_TooWide_SaysHowWide() => Assert.Equal(
        "The slices are 12.5 mm apart; the model takes 0.3 to 10 mm.",
        Acceptance.CheckSliceSpacing(Anything with { SliceSpacingMm = new ValueRange(0.3, 10) }, 12.5)?.Reason);

    [Theory]
    [InlineData("SamplesPerPixel", "3", ResultOutcome.NotApplicable, "in colour")]
    [InlineData("PhotometricInterpretation", "PALETTE COLOR", ResultOutcome.NotApplicable, "PALETTE COLOR")]
    [InlineData("BitsStored", "17", ResultOutcome.Failed, "Bits Stored is 17")]
    public void ReadFormat_ImageThatIsNotTaken_SaysWhy(string keyword, string value, ResultOutcome outcome, string words)
    {
        SourceInstance instance = Instance();
        Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag));
        instance.Attributes.Set(tag, value);
        Assert.Null(ImageFormat.ReadGrey(instance, out StageStop? stop));
        Assert.Equal(outcome, stop?.Outcome);
        Assert.Contains(words, stop!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFormat_NoPixels_IsNotApplicable()
    {
        SourceInstance instance = Instance();
        instance.Attributes.Remove(DicomTag.PixelData);
        Assert.Null(ImageFormat.ReadGrey(instance, out StageStop? stop));
        Assert.Equal("The instance 7 (1.2.3) has no Pixel Data.", stop?.Reason);
    }

    private static SourceInstance Instance()
    {
        var attributes = new DicomDataset();
        foreach ((string keyword, string[] values) in new (string, string[])[]
        {
            ("SOPClassUID", [DicomUid.CTImageStorage]),
            ("SOPInstanceUID", ["1.2.3"]),
            ("Modality", ["CT"]),
            ("InstanceNumber", ["7"]),
            ("PhotometricInterpretation", ["MONOCHROME2"]),
            ("Rows", ["512"]),
            ("Columns", ["256"]),
            ("SamplesPerPixel", ["1"]),
            ("BitsAllocated", ["16"]),
            ("BitsStored", ["12"]),
            ("HighBit", ["11"]),
            ("PixelRepresentation", ["0"]),
            ("PixelSpacing", ["0.7", "0.9"]),
        })
        {
            Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag));
            attributes.Set(tag, values);
        }

        attributes.Set(new DicomValue(DicomTag.PixelData, DicomVR.OW, new byte[2]));
        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}
