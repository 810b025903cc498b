using System.Globalization;

namespace Edge.Dicom.Network;

/// <summary>What the conformance statement says that the code decides: classes and syntaxes as they are negotiated, statuses, rejections, cipher suites.</summary>
internal static class ConformanceTables
{
    /// <summary>The table of a name.</summary>
    /// <exception cref="FormatException">There is no such table.</exception>
    public static ConformanceTable Find(string name) => name switch
    {
        "storage-sop-classes" => new(["SOP class", "UID", ""], StorageSopClasses.All.Select(Row)),
        "transfer-syntaxes" => new(["transfer syntax", "UID", ""], TransferSyntaxes.Select(Row)),
        "commitment-transfer-syntaxes" => new(["transfer syntax", "UID", ""], MessageSyntaxes.Select(Row)),
        "store-statuses" => new(["status", "meaning", "when"], StoreStatuses.All.Select(row => Row(row.Status, row.When))),
        "rejections" => new(["result, source, reason", "words of PS3.8 9.3.4", "when"], Rejections.All.Select(row => Row(row.Rejection, row.When))),
        "context-results" => new(["result", "when"], ContextResults),
        "cipher-suites" => new(["cipher suite", "TLS"], TlsProfile.CipherSuites.Select(Row)),
        "implementation" => new(
            ["", ""],
            [["Implementation Class UID", DicomFileMeta.ImplementationClassUid], ["Implementation Version Name", DicomFileMeta.ImplementationVersionName]]),
        _ => throw new FormatException($"There is no table '{name}'."),
    };

    private static IEnumerable<DicomUidEntry> TransferSyntaxes =>
        DicomUid.Entries.Where(entry => entry.Kind == "Transfer Syntax" && ContextNegotiator.IsDataSetEncoding(entry.Uid));

    private static IEnumerable<DicomUidEntry> MessageSyntaxes =>
        DicomUid.Entries.Where(entry => entry.Kind == "Transfer Syntax" && StorageCommitment.IsMessageSyntax(entry.Uid));

    private static IEnumerable<IReadOnlyList<string>> ContextResults =>
    [
        [$"{(int)PresentationContextResult.Acceptance} acceptance", "the SOP class is offered, and one of the transfer syntaxes is known"],
        [
            $"{(int)PresentationContextResult.AbstractSyntaxNotSupported} abstract-syntax-not-supported",
            "the SOP class is not offered: queries, retrieval, printing, worklists and all else",
        ],
        [$"{(int)PresentationContextResult.TransferSyntaxesNotSupported} transfer-syntaxes-not-supported", "none of the transfer syntaxes is known"],
    ];

    private static IReadOnlyList<string> Row(DicomUidEntry entry) =>
        [entry.Name.Replace(" (Retired)", "", StringComparison.Ordinal), entry.Uid, entry.IsRetired ? "retired" : ""];

    private static IReadOnlyList<string> Row(DicomStatus status, string when)
    {
        string[] words = status.ToString().Split(' ', 2);
        return [words[0], words[1], when];
    }

    private static IReadOnlyList<string> Row(AssociationRejection rejection, string when) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{rejection.Result}, {rejection.Source}, {rejection.Reason}"),
        $"{(rejection.IsTransient ? "rejected-transient" : "rejected-permanent")}, {rejection.ToString().Split(": ", 2)[1]}",
        when,
    ];

    private static IReadOnlyList<string> Row(System.Net.Security.TlsCipherSuite suite) =>
        [suite.ToString(), suite.ToString().Contains("_WITH_", StringComparison.Ordinal) ? "1.2" : "1.3"];
}
