namespace Edge.Contracts;

/// <summary>Attributes by which a sender can say how many objects there will be, by their keyword in PS3.6.</summary>
public static class ExpectedCountNames
{
    /// <summary>
    /// Number of Study Related Instances (0020,1208). An attribute of queries (PS3.4 C.6), in no module of PS3.3: only a gateway or archive that
    /// forwards a whole study puts it into objects.
    /// </summary>
    public const string Study = "NumberOfStudyRelatedInstances";

    /// <summary>Number of Series Related Instances (0020,1209): the same for a series.</summary>
    public const string Series = "NumberOfSeriesRelatedInstances";

    /// <summary>
    /// Images in Acquisition (0020,1002): images that resulted from an acquisition (PS3.3 C.7.10.1, Type 3). Counted for each Acquisition Number of a
    /// series; wrong for a sender that makes several series of one acquisition, or sends only some of its images.
    /// </summary>
    public const string Acquisition = "ImagesInAcquisition";

    /// <summary>In-concatenation Total Number (0020,9163): objects that share a Concatenation UID (PS3.3 C.7.6.16.2.2.4).</summary>
    public const string Concatenation = "InConcatenationTotalNumber";

    /// <summary>
    /// Number of Slices (0054,0081) of a PET series, times its time slices, or its time slots and R-R intervals (PS3.3 C.8.9.1): the most images that may
    /// exist, so that a series that has them all is whole.
    /// </summary>
    public const string PetSlices = "NumberOfSlices";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Study, Series, Acquisition, Concatenation, PetSlices];
}
