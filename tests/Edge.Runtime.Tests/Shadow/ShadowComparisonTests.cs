using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Shadow;

namespace Edge.Runtime.Tests.Shadow;

/// <summary>What two results of one study are held against each other by. Overlaps are counted by hand: 2 |A ∩ B| / (|A| + |B|).</summary>
public sealed class ShadowComparisonTests : IDisposable
{
    private static readonly CodedConcept Code = new("1", "99TEST", "Test");

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-overlap-").FullName;

    [Fact]
    public void Compare_ScoresAndCalls_TakesTheGreatestDifference()
    {
        ShadowAgreement agreement = Compare(
            [Scored("a", true, 0.75), Scored("b", false, 0.25), Scored("c", false, null)], [Scored("c", true, 0.5), Scored("b", false, 0.375), Scored("a", true, 0.75)]);
        Assert.Equal((3, 2, new LabelledFigure("c", 0.5)), (agreement.Findings, agreement.SameCall, agreement.Probability!));
        Assert.Null(agreement.Overlap);
        Assert.Null(agreement.Value);
    }

    [Fact]
    public void Compare_FindingThatTheOtherLacks_IsNoSameCall()
    {
        ShadowAgreement agreement = Compare([Scored("a", false, 0.25)], []);
        Assert.Equal((1, 0, null), (agreement.Findings, agreement.SameCall, agreement.Probability));
    }

    [Theory]
    [InlineData(40, 50, 0.2)]
    [InlineData(-50, 40, 1.8)]
    [InlineData(0, 0, 0)]
    public void Compare_Values_GivesTheDifferenceAsAShareOfTheGreater(double was, double now, double share)
    {
        LabelledFigure figure = Compare([Scored("age", true, null) with { Value = was }], [Scored("age", true, null) with { Value = now }]).Value!;
        Assert.Equal(("age", share), (figure.Label, Math.Round(figure.Figure, 9)));
    }

    [Theory]
    [InlineData(3, 1, 0.5)]
    [InlineData(0, 0, 1)]
    [InlineData(2, 0, 0)]
    public void Compare_VolumesWithoutMasks_GivesTheGreatestOverlapThatTheyAllow(double was, double now, double overlap) =>
        Assert.Equal(new LabelledFigure("lesion", overlap), Compare([Volume("lesion", was)], [Volume("lesion", now)]).Overlap);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_Masks_CountsPixelsSliceBySlice(bool isFractional)
    {
        // 3 × 3 pixels a frame, so that a frame of bits begins within a byte. Slice 1: 4 of 4 and 4 share 2. Slice 2: 2 against 0. 2 · 2 / (6 + 4).
        string was = Write("was.dcm", isFractional, ("lesion", 1, "110110000"), ("lesion", 2, "000000011"), ("cyst", 1, "000000000"));
        string now = Write("now.dcm", isFractional, ("lesion", 1, "011011000"), ("cyst", 1, "000000000"));
        IReadOnlyDictionary<string, double> overlaps = MaskOverlap.Of(was, now);
        Assert.Equal((0.4, 1.0), (overlaps["lesion"], overlaps["cyst"]));

        ShadowAgreement agreement = ShadowComparison.Compare((Result([Volume("lesion", 1), Volume("cyst", 0)], was), _folder), (Result([Volume("lesion", 1), Volume("cyst", 0)], now), _folder));
        Assert.Equal(new LabelledFigure("lesion", 0.4), agreement.Overlap);
    }

    [Fact]
    public void Of_SameMasksInOtherOrder_IsOne()
    {
        string was = Write("was.dcm", false, ("lesion", 1, "110110000"), ("lesion", 2, "000000011"));
        string now = Write("now.dcm", false, ("lesion", 2, "000000011"), ("lesion", 1, "110110000"));
        Assert.Equal(1, MaskOverlap.Of(was, now)["lesion"]);
    }

    [Fact]
    public void Of_FewerPixelsThanFrames_IsRefused()
    {
        string path = Write("short.dcm", false, ("lesion", 1, "110110000"));
        DicomFile file = DicomFile.Open(path);
        file.Dataset.Set(DicomTag.Rows, 300);
        file.Save(path);
        Assert.Throws<InvalidDataException>(() => MaskOverlap.Of(path, path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ShadowAgreement Compare(IReadOnlyList<Finding> was, IReadOnlyList<Finding> now) =>
        ShadowComparison.Compare((Result(was, null), _folder), (Result(now, null), _folder));

    private static Finding Scored(string label, bool isPresent, double? probability) => new(label, Code, isPresent, probability, 0.5, null);

    private static Finding Volume(string label, double volumeMl) => new(label, Code, true, null, null, volumeMl);

    private static ResultDocument Result(IReadOnlyList<Finding> findings, string? segmentation) => new()
    {
        SchemaVersion = ResultDocument.CurrentSchemaVersion,
        ResultId = "r",
        Outcome = ResultOutcome.Completed,
        Reason = null,
        Findings = findings,
        Objects = segmentation is null ? [] : [new ResultObject(Path.GetFileName(segmentation), ResultObjectKind.Segmentation, "1", "1", "1", "1", "", 1)],
        Lineage = new Lineage(
            new RuntimeLineage("s", "d", "1", "", "r", "", null), new ResultUnit(UnitKind.Series, "1", "1", null, 1), [], new ModelIdentity("m", "1.0.0", "", null), null, null),
        Timings = new StageTimings(1, 1, 1, 1, 4),
    };

    private string Write(string name, bool isFractional, params (string Label, int Slice, string Pixels)[] frames)
    {
        string[] labels = [.. frames.Select(static frame => frame.Label).Distinct()];
        var made = new DicomDataset();
        made.Set(DicomTag.SOPClassUID, DicomUid.SegmentationStorage);
        made.Set(DicomTag.SOPInstanceUID, "2.25.1");
        made.Set(DicomTag.Rows, 3);
        made.Set(DicomTag.Columns, 3);
        made.Set(DicomTag.BitsAllocated, isFractional ? 8 : 1);
        made.Set(DicomTag.SegmentSequence, [.. labels.Select((label, index) =>
        {
            var item = new DicomDataset();
            item.Set(DicomTag.SegmentNumber, index + 1);
            item.Set(DicomTag.SegmentLabel, label);
            return item;
        })]);
        made.Set(DicomTag.PerFrameFunctionalGroupsSequence, [.. frames.Select(frame => Groups(Array.IndexOf(labels, frame.Label) + 1, frame.Slice))]);
        byte[] bits = [.. frames.SelectMany(static frame => frame.Pixels).Select(static pixel => (byte)(pixel - '0'))];
        made.SetBytes(
            DicomTag.PixelData,
            isFractional ? DicomVR.OB : DicomVR.OW,
            isFractional ? bits.Select(static bit => (byte)(bit * 200)).Append((byte)0).ToArray() : [.. bits.Chunk(8).Select(static chunk => (byte)chunk.Select((bit, index) => bit << index).Sum()), 0]);
        string path = Path.Combine(_folder, name);
        new DicomFile(made, DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);
        return path;
    }

    private static DicomDataset Groups(int segment, int slice)
    {
        var content = new DicomDataset();
        content.Set(DicomTag.InStackPositionNumber, slice);
        var identification = new DicomDataset();
        identification.Set(DicomTag.ReferencedSegmentNumber, segment);
        var groups = new DicomDataset();
        groups.Set(DicomTag.FrameContentSequence, content);
        groups.Set(DicomTag.SegmentIdentificationSequence, identification);
        return groups;
    }
}
