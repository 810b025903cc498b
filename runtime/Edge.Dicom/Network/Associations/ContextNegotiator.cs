namespace Edge.Dicom.Network;

/// <summary>
/// Answers proposed presentation contexts (PS3.8 9.3.3.2, PS3.4 B.5 and A.4). Verification and every storage SOP class are accepted.
/// Of several transfer syntaxes the first known one in the sender's list is taken: PS3.8 leaves the choice to the acceptor, and
/// senders put first what they hold, so that taking it keeps the object as its maker stored it. Nothing is preferred for our own sake.
/// </summary>
internal static class ContextNegotiator
{
    /// <summary>SOP class of C-ECHO (PS3.4 A.4).</summary>
    public const string Verification = "1.2.840.10008.1.1";

    /// <summary>Stands where a refused context's transfer syntax would, which the peer must not look at (PS3.8 9.3.3.2).</summary>
    private const string NotSignificant = "1.2.840.10008.1.2";

    /// <summary>The answers, one per proposal and in the same order.</summary>
    public static IReadOnlyList<PresentationContext> Answer(
        IReadOnlyList<ProposedContext> proposed, bool acceptUnknownSopClasses, bool offersCommitment = false)
    {
        var answers = new PresentationContext[proposed.Count];
        for (int index = 0; index < answers.Length; index++)
        {
            answers[index] = Answer(proposed[index], acceptUnknownSopClasses, offersCommitment);
        }

        return answers;
    }

    private static PresentationContext Answer(ProposedContext proposed, bool acceptUnknownSopClasses, bool offersCommitment)
    {
        bool isCommitment = offersCommitment && proposed.AbstractSyntax == StorageCommitment.SopClassUid;
        if (!isCommitment && !IsOffered(proposed.AbstractSyntax, acceptUnknownSopClasses))
        {
            return Refuse(proposed, PresentationContextResult.AbstractSyntaxNotSupported);
        }

        string? chosen = proposed.TransferSyntaxes.FirstOrDefault(isCommitment ? StorageCommitment.IsMessageSyntax : IsDataSetEncoding);
        return chosen is null
            ? Refuse(proposed, PresentationContextResult.TransferSyntaxesNotSupported)
            : new PresentationContext(proposed.Id, proposed.AbstractSyntax, PresentationContextResult.Acceptance, chosen);
    }

    /// <summary>A class that PS3.6 lists and that is no storage class, such as a query, is not offered even when unknown ones are.</summary>
    private static bool IsOffered(string sopClassUid, bool acceptUnknownSopClasses) =>
        sopClassUid == Verification
        || StorageSopClasses.Contains(sopClassUid)
        || (acceptUnknownSopClasses && UidText.IsWellFormed(sopClassUid) && DicomUid.Find(sopClassUid) is null);

    /// <summary>
    /// Known, and an encoding of stored objects: PS3.6 also lists encodings of documents (…1.2.6) and of live streams (…1.2.7) as
    /// transfer syntaxes, which no C-STORE carries.
    /// </summary>
    public static bool IsDataSetEncoding(string uid) =>
        DicomTransferSyntax.FromUid(uid).IsKnown
        && !uid.StartsWith("1.2.840.10008.1.2.6.", StringComparison.Ordinal)
        && !uid.StartsWith("1.2.840.10008.1.2.7.", StringComparison.Ordinal);

    private static PresentationContext Refuse(ProposedContext proposed, PresentationContextResult result) =>
        new(proposed.Id, proposed.AbstractSyntax, result, NotSignificant);
}
