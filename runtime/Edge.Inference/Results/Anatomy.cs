using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>Copies which part of the body a picture shows, and which side of it (PS3.3 C.7.3.1, C.7.6.1).</summary>
internal static class Anatomy
{
    /// <summary>Parts of which a body has one, so that a side must not be stated (PS3.16 annex L).</summary>
    private static readonly HashSet<string> Unpaired =
    [
        "ABDOMEN", "ABDOMENPELVIS", "AORTA", "BACK", "BLADDER", "BRAIN", "CHEST", "CHESTABDOMEN", "CHESTABDPELVIS", "COCCYX", "COLON", "CSPINE",
        "FACE", "HEAD", "HEART", "JAW", "LIVER", "LSPINE", "MEDIASTINUM", "NECK", "NOSE", "PANCREAS", "PELVIS", "PROSTATE", "RECTUM", "SKULL",
        "SPINE", "SPLEEN", "SSPINE", "STERNUM", "STOMACH", "TLSPINE", "TONGUE", "TSPINE", "UTERUS", "WHOLEBODY",
    ];

    /// <summary>Copies the part; then the side of the image, else that of the series, which is empty for a paired part of which no side is known.</summary>
    /// <param name="source">Attributes of the source.</param>
    /// <param name="target">The picture.</param>
    public static void Copy(DicomDataset source, DicomDataset target)
    {
        SourceModules.CopyOne(source, DicomTag.BodyPartExamined, target);
        if (source.GetString(DicomTag.BodyPartExamined) is { } part && Unpaired.Contains(part))
        {
            return;
        }

        if (source.GetString(DicomTag.ImageLaterality) is not null)
        {
            SourceModules.CopyOne(source, DicomTag.ImageLaterality, target);
        }
        else
        {
            SourceModules.CopyOrEmpty(source, DicomTag.Laterality, target);
        }
    }

    /// <summary>
    /// The same for an image of many frames: its side, where all slices have the one, is stated as that of the image, whether the source says it of image or series. Image Laterality
    /// stands for the series' (PS3.3 C.7.3.1), which readers of segmentations do not look for.
    /// </summary>
    /// <param name="slices">The slices that it is of.</param>
    /// <param name="target">The image.</param>
    public static void CopyOfImage(IReadOnlyList<SourceInstance> slices, DicomDataset target)
    {
        DicomDataset first = slices[0].Attributes;
        SourceModules.CopyOne(first, DicomTag.BodyPartExamined, target);
        bool isUnpaired = first.GetString(DicomTag.BodyPartExamined) is { } part && Unpaired.Contains(part);
        if (!isUnpaired && SideOf(first) is { } side && slices.All(slice => SideOf(slice.Attributes) == side))
        {
            target.Set(DicomTag.ImageLaterality, side);
        }
    }

    private static string? SideOf(DicomDataset source) =>
        (source.GetString(DicomTag.ImageLaterality) ?? source.GetString(DicomTag.Laterality)) is { Length: 1 } side ? side : null;
}
