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
        Views = null,
        Lateralities = null,
        PhotometricInterpretations = null,
        Rows = null,
        Columns = null,
        Slices = null,
        SliceSpacingMm = null,
        PixelSpacingMm = null,
        Planes = null,
        ObliqueDegrees = null,
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

    [Theory]
    [InlineData("ViewPosition", "PA", null)]
    [InlineData("ViewPosition", "LL", "The view of instance 7 (1.2.3) is 'LL'; the model takes 'PA', 'AP'.")]
    [InlineData("Modality", "CT", "The view of instance 7 (1.2.3) is absent; the model takes 'PA', 'AP'.")]
    public void Check_View_IsOneOfThose(string keyword, string value, string? reason) =>
        Assert.Equal(reason, Acceptance.Check(Anything with { Views = ["PA", "AP"] }, [Instance((keyword, [value]))])?.Reason);

    [Fact]
    public void Check_ViewByItsCode_IsTaken()
    {
        SourceInstance instance = Instance();
        var view = new DicomDataset();
        view.Set(DicomTag.CodeValue, "399162004");
        var sequence = new DicomSequence(DicomTag.ViewCodeSequence);
        sequence.Add(view);
        instance.Attributes.Set(sequence);
        Assert.Null(Acceptance.Check(Anything with { Views = ["399162004"] }, [instance]));
    }

    [Theory]
    [InlineData("ImageLaterality", "L", null)]
    [InlineData("Laterality", "L", null)]
    [InlineData("Laterality", "R", "Laterality of instance 7 (1.2.3) is 'R'; the model takes 'L'.")]
    [InlineData("Modality", "CT", "Laterality of instance 7 (1.2.3) is absent; the model takes 'L'.")]
    public void Check_Laterality_OfImageElseOfSeries(string keyword, string value, string? reason) =>
        Assert.Equal(reason, Acceptance.Check(Anything with { Lateralities = ["L"] }, [Instance((keyword, [value]))])?.Reason);

    [Theory]
    [InlineData("1 0 0 0 1 0", null)]
    [InlineData("-1 0 0 0 -1 0", null)]
    [InlineData("1 0 0 0 0 -1", "The instance 7 (1.2.3) is coronal; the model takes axial images.")]
    [InlineData("0 1 0 0 0 -1", "The instance 7 (1.2.3) is sagittal; the model takes axial images.")]
    [InlineData("1 0 0 0 0.866025 0.5", "The instance 7 (1.2.3) is 30 degrees off axial; the model takes 0 to 20 degrees.")]
    public void Check_Plane_ByTheNormal(string cosines, string? reason) => Assert.Equal(
        reason,
        Acceptance.Check(
            Anything with { Planes = ["axial"], ObliqueDegrees = new ValueRange(0, 20) },
            [Instance(("ImageOrientationPatient", cosines.Split(' ')))])?.Reason);

    [Fact]
    public void Check_PlaneOfAnImageWithoutOne_SaysSo() => Assert.Equal(
        "The instance 7 (1.2.3) does not say its Image Orientation (Patient), which the model needs.",
        Acceptance.Check(Anything with { Planes = ["axial"] }, [Instance()])?.Reason);

    [Fact]
    public void Check_SpacingAtTheDetector_CountsWhereThereIsNoOther()
    {
        SourceInstance instance = Instance(("ImagerPixelSpacing", ["0.1", "0.1"]));
        instance.Attributes.Remove(DicomTag.PixelSpacing);
        Assert.Null(Acceptance.Check(Anything with { PixelSpacingMm = new ValueRange(0.1, 0.2) }, [instance]));
    }

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

    private static SourceInstance Instance(params (string Keyword, string[] Values)[] more)
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
        }.Concat(more))
        {
            Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag));
            attributes.Set(tag, values);
        }

        attributes.Set(new DicomValue(DicomTag.PixelData, DicomVR.OW, new byte[2]));
        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}
