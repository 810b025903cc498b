namespace Edge.Contracts;

/// <summary>An archive that can be asked for storage commitment (PS3.4 J.3).</summary>
/// <param name="AeTitle">AE title of its provider of storage commitment, from which its reports come too; null: the archive's.</param>
/// <param name="Port">TCP port of it; null: the archive's.</param>
/// <param name="WaitSeconds">How long a report is waited for on the association of the request, in seconds; 0: not at all. At most 600.</param>
/// <param name="ReportSeconds">How long a report may take before the archive is asked again, in seconds. 1 to 604800.</param>
/// <param name="GiveUpSeconds">How long the archive is asked again before what is undecided counts as failed, in seconds. 1 to 2592000.</param>
public sealed record PacsCommitmentConfig(string? AeTitle, int? Port, double WaitSeconds, double ReportSeconds, double GiveUpSeconds);
