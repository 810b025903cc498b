using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom.Images;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Each step before the network against the values of references/, which numpy, scipy and torch computed.</summary>
public sealed class PreprocessReferenceTests
{
    public static TheoryData<string> ModalityLutCases => ReferenceCase.Names("modality-lut");

    public static TheoryData<string> ModalityLutTableCases => ReferenceCase.Names("modality-lut-table");

    public static TheoryData<string> VoiWindowCases => ReferenceCase.Names("voi-window");

    public static TheoryData<string> InvertCases => ReferenceCase.Names("monochrome1-invert");

    public static TheoryData<string> ResizeCases => ReferenceCase.Names("resize");

    public static TheoryData<string> ClipCases => ReferenceCase.Names("clip");

    public static TheoryData<string> ScaleRangeCases => ReferenceCase.Names("scale-range");

    public static TheoryData<string> NormalizeCases => ReferenceCase.Names("normalize");

    public static TheoryData<string> OrientCases => ReferenceCase.Names("orient");

    public static TheoryData<string> ResampleCases => ReferenceCase.Names("resample");

    [Theory]
    [MemberData(nameof(ModalityLutCases))]
    public void ModalityLut_AgreesWithReference(string name) => AssertAgrees("modality-lut", name);

    [Theory]
    [MemberData(nameof(ModalityLutTableCases))]
    public void ModalityLutTable_AgreesWithReference(string name) => AssertAgrees("modality-lut-table", name);

    [Theory]
    [MemberData(nameof(VoiWindowCases))]
    public void VoiWindow_AgreesWithReference(string name)
    {
        ReferenceCase reference = AssertAgrees("voi-window", name);
        VoiTransform window = VoiWindow.Choose((VoiWindowStep)reference.Preprocess, reference.Instance().Attributes, reference.Input);
        reference.AssertClose(reference.Expected.GetProperty("windowCenter").GetDouble(), window.Center, "window centre");
        reference.AssertClose(reference.Expected.GetProperty("windowWidth").GetDouble(), window.Width, "window width");
    }

    [Theory]
    [MemberData(nameof(InvertCases))]
    public void Monochrome1Invert_AgreesWithReference(string name) => AssertAgrees("monochrome1-invert", name);

    [Theory]
    [MemberData(nameof(ResizeCases))]
    public void Resize_AgreesWithReference(string name) => AssertAgrees("resize", name);

    [Theory]
    [MemberData(nameof(ClipCases))]
    public void Clip_AgreesWithReference(string name) => AssertAgrees("clip", name);

    [Theory]
    [MemberData(nameof(ScaleRangeCases))]
    public void ScaleRange_AgreesWithReference(string name) => AssertAgrees("scale-range", name);

    [Theory]
    [MemberData(nameof(NormalizeCases))]
    public void Normalize_AgreesWithReference(string name) => AssertAgrees("normalize", name);

    [Theory]
    [MemberData(nameof(OrientCases))]
    public void Orient_AgreesWithReference(string name) => AssertAgrees("orient", name);

    [Theory]
    [MemberData(nameof(ResampleCases))]
    public void Resample_AgreesWithReference(string name) => AssertAgrees("resample", name);

    /// <summary>Runs the step by the very code that jobs run.</summary>
    private static ReferenceCase AssertAgrees(string step, string name)
    {
        ReferenceCase reference = ReferenceCase.Find(step, name);
        var image = new PipelineImage();
        bool hasPlace = reference.Json.TryGetProperty("geometry", out _);
        reference.Input.CopyTo(image.Reset([reference.Instance()], reference.InputShape, hasPlace ? reference.Geometry : null));

        Assert.Null(Preprocessor.Run([reference.Preprocess], image, TestContext.Current.CancellationToken));

        JsonElement expected = reference.Expected.TryGetProperty("array", out JsonElement array) ? array : reference.Expected;
        Assert.Equal(ReferenceCase.Shape(expected), image.Volume.Shape);
        reference.AssertClose(expected, image.Volume.Values);
        if (reference.Expected.TryGetProperty("geometry", out JsonElement geometry))
        {
            reference.AssertClose(ReferenceCase.ReadGeometry(geometry), image.Volume.Geometry!);
        }

        return reference;
    }
}
