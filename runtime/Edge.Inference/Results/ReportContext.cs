using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>What a report says before its findings: who observed, which procedure is reported, and which images were looked at.</summary>
internal static class ReportContext
{
    /// <summary>The device that observed (TID 1002 and 1004).</summary>
    public static IEnumerable<DicomDataset> Observer(ObjectContext context, ContentItem content)
    {
        RuntimeLineage runtime = context.Runtime;
        const string observation = ContentItem.HasObservationContext;
        return
        [
            content.Code(observation, Codes.ObserverType, Codes.Device),
            content.Uid(observation, Codes.DeviceUid, ResultUids.OfDevice(runtime.Site, runtime.Device)),
            content.Text(observation, Codes.DeviceName, runtime.Device),
            content.Text(observation, Codes.DeviceManufacturer, ObjectHeader.Manufacturer),
            content.Text(observation, Codes.DeviceModel, "Edge"),
            content.Text(observation, Codes.DeviceSerial, $"{runtime.Site}/{runtime.Device}"),
        ];
    }

    /// <summary>The procedure: as the study names it, else what its modality stands for.</summary>
    public static DicomDataset Procedure(ObjectContext context, ContentItem content)
    {
        CodedConcept procedure = context.First.GetItems(DicomTag.ProcedureCodeSequence) is [var stated, ..]
            && stated.GetString(DicomTag.CodeValue) is { } value
            && stated.GetString(DicomTag.CodingSchemeDesignator) is { } scheme
            && stated.GetString(DicomTag.CodeMeaning) is { } meaning
                ? new CodedConcept(value, scheme, meaning)
                : Codes.ProcedureOf(context.First.GetString(DicomTag.Modality));
        return content.Code(ContentItem.HasConceptModifier, Codes.ProcedureReported, procedure);
    }

    /// <summary>Every input (TID 1600).</summary>
    public static DicomDataset Library(ObjectContext context, ContentItem content) => content.Container(
        Codes.ImageLibrary,
        "1600",
        [
            content.Container(
                Codes.ImageLibraryGroup,
                template: null,
                context.Inputs.Select(input => content.Image(ContentItem.Contains, name: null, InstanceReferences.Whole(input)))),
        ]);

    /// <summary>The algorithm (TID 4019).</summary>
    public static IEnumerable<DicomDataset> Algorithm(ObjectContext context, ContentItem content)
    {
        const string modifier = ContentItem.HasConceptModifier;
        return
        [
            content.Text(modifier, Codes.AlgorithmName, context.Model.Name),
            content.Text(modifier, Codes.AlgorithmVersion, context.Model.Version),
            content.Text(modifier, Codes.AlgorithmParameters, Parameters(context)),
        ];
    }

    /// <summary>What makes the algorithm's answer beside its version: the release, and what ran it.</summary>
    public static string Parameters(ObjectContext context) =>
        $"release sha256:{context.Model.Digest}; engine {context.Engine.Rung}, ONNX Runtime {context.Engine.OnnxRuntimeVersion}, {context.Engine.Threads} threads";
}
