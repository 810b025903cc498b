namespace Edge.Runtime.Inbox;

/// <summary>How a received object compares with a stored one.</summary>
internal enum ContentMatch
{
    /// <summary>The same data set, in whatever encoding.</summary>
    Same,

    /// <summary>Another data set, or one that cannot be compared without decoding pixels.</summary>
    Other,

    /// <summary>The stored file is gone, the disk does not give it back, or it is no DICOM file any more: it can vouch for nothing.</summary>
    Unreadable,
}
