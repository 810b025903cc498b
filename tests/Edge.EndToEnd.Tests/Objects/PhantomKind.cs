namespace Edge.EndToEnd.Tests;

/// <summary>What kind of image to make up.</summary>
/// <param name="SopClassUid">SOP Class UID (0008,0016).</param>
/// <param name="Modality">Modality (0008,0060).</param>
/// <param name="Rows">Rows of a frame.</param>
/// <param name="Columns">Columns of a frame.</param>
internal sealed record PhantomKind(string SopClassUid, string Modality, int Rows, int Columns)
{
    /// <summary>Taken by phantom-radiograph, each by itself.</summary>
    public static PhantomKind Radiograph { get; } = new(Phantom.DigitalXRay, "DX", 160, 128);

    /// <summary>Taken by phantom-ct-lesion, a series of at least eight.</summary>
    public static PhantomKind CtSlice { get; } = new(Phantom.CtImage, "CT", 64, 64);

    /// <summary>Taken by no route.</summary>
    public static PhantomKind MrSlice { get; } = new(Phantom.MrImage, "MR", 256, 256);

    /// <summary>Taken by no route, and large, so that a kill meets it half sent.</summary>
    public static PhantomKind UltrasoundLoop { get; } = new(Phantom.UltrasoundMultiFrame, "US", 2048, 1024);
}
