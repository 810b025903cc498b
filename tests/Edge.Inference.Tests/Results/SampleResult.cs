using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Results;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Results;

/// <summary>A result about real files with labels, findings and boxes that the test knows.</summary>
internal sealed class SampleResult : IDisposable
{
    private static readonly ModelIdentity Model = new("sample-model", "2.1.0", new string('e', 64), new string('f', 64));
    private static readonly EngineUsed Engine = new("cpu", [], "1.30.0", 2);

    private readonly Segmentation _segmentation;

    private SampleResult(ObjectContext context, Segmentation segmentation)
    {
        Context = context;
        _segmentation = segmentation;
    }

    public ObjectContext Context { get; }

    /// <summary>Makes one.</summary>
    /// <param name="files">The sources.</param>
    /// <param name="objects">Objects to make, as a manifest names them.</param>
    /// <param name="revision">Revision; the second replaces the first.</param>
    /// <param name="omitEmpty">True to leave empty frames out.</param>
    /// <param name="nothing">True for a segmentation of nothing.</param>
    /// <param name="oneSegment">True for the first segment alone.</param>
    public static SampleResult Of(IReadOnlyList<string> files, string[] objects, int revision = 1, bool omitEmpty = false, bool nothing = false, bool oneSegment = false)
    {
        var unit = new JobUnit(UnitKind.Series, "1.2", "1.3", null, revision, [.. files.Select(file => new JobInstance(Path.GetFileName(file), file))]);
        var inputs = new List<SourceInstance>();
        Assert.Null(SourceReader.Read(unit, inputs, CancellationToken.None));
        inputs = [.. inputs.Select(input => input with { SopInstanceUid = input.File.Dataset.GetString(Dicom.DicomTag.SOPInstanceUID)! })];
        ModelManifest manifest = Manifest(objects, omitEmpty);
        ModelOutputs outputs = manifest.Outputs;
        manifest = oneSegment ? manifest with { Outputs = outputs with { Segments = [outputs.Segments[0]] } } : manifest;
        var frames = new List<SourceInstance>();
        Assert.Null(FrameDivision.Divide(manifest, inputs, frames));
        SourceGrid source = Grid(frames);
        Segmentation segmentation = Segment(manifest, source, nothing, objects.Contains("seg-fractional"));
        var context = new ObjectContext
        {
            Uids = new ResultUids(new string(revision == 1 ? 'a' : 'b', 32)),
            ContentTime = new DateTimeOffset(2026, 3, 1, 8, 30, 15, TimeSpan.FromHours(1)),
            Runtime = new RuntimeLineage("site", "device-1", "1.2.3", new string('c', 64), "route", new string('d', 64), null),
            Unit = unit,
            Manifest = manifest,
            Model = Model,
            Engine = Engine,
            Inputs = inputs,
            Source = source,
            Findings = Findings(segmentation),
            Segmentations = [segmentation],
            Replaces = revision == 1 ? null : Before(),
        };
        return new SampleResult(context, segmentation);
    }

    /// <summary>Objects of the revision before the second.</summary>
    public static ReplacedResult Before() => new("aaaa",
    [
        new("sr.dcm", ResultObjectKind.StructuredReport, "1.2.840.10008.5.1.4.1.1.88.34", "2.25.11", "2.25.12", "1.2.840.10008.1.2.1", "00", 1),
        new("seg.dcm", ResultObjectKind.Segmentation, "1.2.840.10008.5.1.4.1.1.66.4", "2.25.13", "2.25.14", "1.2.840.10008.1.2.1", "00", 1),
        new("sc.dcm", ResultObjectKind.SecondaryCapture, "1.2.840.10008.5.1.4.1.1.7", "2.25.15", "2.25.16", "1.2.840.10008.1.2.1", "00", 1),
    ]);

    /// <summary>Makes the objects in a folder, with what object_peers.py is to expect of them.</summary>
    public IReadOnlyList<ResultObject> Make(string folder, bool reject = false)
    {
        var made = new List<ResultObject>();
        Assert.Null(ResultObjects.Make(Context, reject, folder, made));
        SourceGrid source = Context.Source;
        File.WriteAllBytes(Path.Combine(folder, "labels.raw"), _segmentation.Labels.Labels.ToArray());
        File.WriteAllText(Path.Combine(folder, "expected.json"), JsonSerializer.Serialize(new
        {
            sources = Context.Inputs.Select(input => input.Path),
            slices = source.Slices.Select(slice => new { file = slice.Path, frame = slice.Frame }),
            shape = new[] { source.Shape.Depth, source.Shape.Height, source.Shape.Width },
            segments = Context.Manifest.Outputs.Segments.Select(segment => new { channel = segment.Channel, label = segment.Label, code = segment.Code.Value }),
            fractional = Context.Manifest.Outputs.Objects.Contains("seg-fractional"),
            keepsEmpty = !Context.Manifest.Outputs.OmitEmptyFrames,
            kinds = made.Select(each => Path.GetFileNameWithoutExtension(each.File)),
            present = Context.Findings.Where(finding => finding.Present && finding.Value is null).SelectMany(finding =>
                Enumerable.Repeat(finding.Code.Value, finding.Boxes?.Count ?? 1)),
            replaced = (Context.Replaces?.Objects ?? []).Select(each => each.SopInstanceUid),
        }));
        return made;
    }

    public void Dispose() => _segmentation.Probabilities?.Dispose();

    private static CodedConcept Sct(string value, string meaning) => new(value, "SCT", meaning);

    private static ModelManifest Manifest(string[] objects, bool omitEmpty) => Releases.Manifest("phantom-ct-lesion") with
    {
        Unit = UnitKind.Series,
        Outputs = new ModelOutputs(
            [new OutputTensor("logits", "float32", "NCDHW")],
            [new FindingOutput(0, "nodule", Sct("27925004", "Nodule")) { Site = Sct("39607008", "Lung") }, new FindingOutput(1, "effusion", Sct("60046008", "Pleural effusion"))],
            [
                new SegmentOutput(1, "lesion", Sct("52988006", "Lesion"), 0) { Site = Sct("10200004", "Liver"), Colour = "#20C0FF" },
                new SegmentOutput(2, "cyst", Sct("441457006", "Cyst"), 0),
                new SegmentOutput(3, "organ", Sct("10200004", "Liver"), 0) { Category = Sct("123037004", "Anatomical Structure") },
            ],
            [],
            [new DetectionOutput(0, "mass", Sct("4147007", "Mass"))],
            objects)
        {
            OmitEmptyFrames = omitEmpty,
        },
    };

    private static SourceGrid Grid(List<SourceInstance> frames)
    {
        var shape = new VolumeShape(
            frames.Count, (int)frames[0].File.Dataset.GetIntegers(Dicom.DicomTag.Rows)![0], (int)frames[0].File.Dataset.GetIntegers(Dicom.DicomTag.Columns)![0]);
        return frames.Count > 1 && StackSorting.Sort(frames, out SliceStack? stack) is null
            ? new SourceGrid([.. stack!.Order.Select(index => frames[index])], shape, stack.Geometry)
            : new SourceGrid(frames, shape, null);
    }

    /// <summary>Label 1 in the middle of all but the first slice, label 3 in a corner of the last; label 2 nowhere.</summary>
    private static Segmentation Segment(ModelManifest manifest, SourceGrid source, bool nothing, bool fractional)
    {
        VolumeShape shape = source.Shape;
        byte[] labels = new byte[shape.Count];
        for (int index = 0; !nothing && index < labels.Length; index++)
        {
            (int d, int h, int w) = (index / shape.SliceCount, index % shape.SliceCount / shape.Width, index % shape.Width);
            bool middle = (d > 0 || shape.Depth == 1) && Math.Abs(h - (shape.Height / 2)) + Math.Abs(w - (shape.Width / 2)) <= 2 + (2 * d);
            labels[index] = middle ? (byte)1 : d == shape.Depth - 1 && h < 3 && w < 4 ? (byte)3 : (byte)0;
        }

        ProbabilityVolume? probabilities = null;
        if (fractional)
        {
            var scores = new ScoreStore(4, shape);
            for (int channel = 0; channel < 4; channel++)
            {
                Span<float> values = scores.Channel(channel);
                for (int index = 0; index < labels.Length; index++)
                {
                    values[index] = labels[index] == channel ? 0.75f : 0;
                }
            }

            probabilities = new ProbabilityVolume(scores, GridMap.Identity, shape);
        }

        return new Segmentation("logits", manifest.Outputs.Segments, new LabelVolume(labels, shape, source.Geometry), probabilities);
    }

    private static Finding[] Findings(Segmentation segmentation)
    {
        Finding Segment(SegmentOutput output)
        {
            var found = new Finding(
                output.Label, output.Code, segmentation.Labels.Count(output.Channel) > 0, null, null, segmentation.Labels.VolumeMl(output.Channel));
            return found with { DiameterMm = 4.5 };
        }

        return
        [
            new Finding("nodule", Sct("27925004", "Nodule"), true, 0.9125, 0.5, null),
            new Finding("effusion", Sct("60046008", "Pleural effusion"), false, 0.125, 0.5, null),
            .. segmentation.Segments.Select(Segment),
            new Finding("mass", Sct("4147007", "Mass"), true, 0.75, 0.5, null)
            {
                Boxes = [new DetectedBox(0.75, [2, 3], [9.5, 11]), new DetectedBox(0.5, [1, 1], [4, 4])],
            },
        ];
    }
}
