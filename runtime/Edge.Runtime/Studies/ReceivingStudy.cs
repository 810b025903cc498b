namespace Edge.Runtime.Studies;

/// <summary>A study that is still being received.</summary>
/// <param name="StudyUid">Study Instance UID.</param>
/// <param name="CallingAe">AE title that sent its last object.</param>
/// <param name="Instances">Objects so far.</param>
/// <param name="LastReceivedAt">When the last came, Unix milliseconds.</param>
internal sealed record ReceivingStudy(string StudyUid, string CallingAe, long Instances, long LastReceivedAt);
