namespace Edge.Runtime.Studies;

/// <summary>A study that is due to be completed.</summary>
/// <param name="Study">As it was looked at.</param>
/// <param name="Reason">Which rule holds, in words for an operator; no patient data.</param>
internal readonly record struct DueStudy(ReceivingStudy Study, string Reason);
