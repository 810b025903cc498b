using System.Security.Cryptography;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Outbox;

/// <summary>One object over one association: as it lies on disk where the archive takes that, encoded anew where it takes only the default transfer syntax.</summary>
internal sealed class PacsSending(DataDirectory data, AuditLog audit)
{
    /// <summary>How to open an association for objects of these kinds: each is proposed as it is and, where it is not compressed, in the syntax that every archive must take (PS3.5 10.1).</summary>
    /// <exception cref="TlsFileException">A TLS file cannot be used.</exception>
    public static DicomAssociationOptions Options(PacsConfig pacs, string ownAeTitle, IEnumerable<(string SopClass, string Syntax)> kinds)
    {
        (string SopClass, string Syntax)[] proposed =
        [
            .. kinds.SelectMany(kind => DicomTransferSyntax.FromUid(kind.Syntax).IsEncapsulated
                ? [kind]
                : new[] { kind, (kind.SopClass, DicomUid.ImplicitVRLittleEndian) }).Distinct(),
        ];
        return new DicomAssociationOptions
        {
            Host = pacs.Host,
            Port = pacs.Port,
            Tls = pacs.Tls is { } tls ? TlsClient.Load(tls.Ca, tls.Certificate, tls.Key, tls.ServerName) : null,
            CallingAeTitle = ownAeTitle,
            CalledAeTitle = pacs.AeTitle,
            Contexts = [.. proposed.Select((kind, index) => new ProposedContext((byte)((2 * index) + 1), kind.SopClass, [kind.Syntax]))],
        };
    }

    /// <summary>How to open an association that only asks whether we are accepted.</summary>
    /// <exception cref="TlsFileException">A TLS file cannot be used.</exception>
    public static DicomAssociationOptions Probe(PacsConfig pacs, string ownAeTitle) => Options(pacs, ownAeTitle, []) with { Contexts = ContextPlan.Verification };

    /// <summary>True when objects like this one were proposed, whatever the answer was.</summary>
    public static bool IsProposed(DicomAssociation association, ResultObject one) =>
        association.Contexts.Any(context => context.AbstractSyntax == one.SopClassUid);

    /// <summary>Why the archive takes no such objects, for operators; null when it does.</summary>
    public static string? WhyNot(DicomAssociation association, ResultObject one)
    {
        if (SyntaxFor(association, one) is not null)
        {
            return null;
        }

        string name = DicomUid.NameOf(one.SopClassUid) ?? one.SopClassUid;
        return association.Contexts.Any(context => context.AbstractSyntax == one.SopClassUid && context.Result == PresentationContextResult.TransferSyntaxesNotSupported)
            ? $"The archive takes {name} in no transfer syntax that it was offered"
            : $"The archive takes no {name}";
    }

    /// <summary>Sends an object that the archive has agreed to take.</summary>
    /// <exception cref="DicomAssociationException">The association ended; whether the archive has it is not known.</exception>
    /// <exception cref="DicomFormatException">The file is malformed; the association cannot be used further.</exception>
    /// <exception cref="InvalidDataException">The file is not what was committed; nothing was sent.</exception>
    /// <exception cref="IOException">The file cannot be read; nothing, or not all, was sent.</exception>
    public async Task<StoreResponse> SendAsync(DicomAssociation association, PacsRow row, CancellationToken cancellationToken)
    {
        ResultObject one = row.Object;
        string path = Path.Combine(data.Results, row.ResultId, one.File);
        await CheckAsync(path, one, cancellationToken);
        StorableFile file = StorableFile.Read(path);
        string syntax = SyntaxFor(association, one)!;
        await using Stream dataSet = syntax == file.Instance.TransferSyntaxUid ? file.OpenDataSet() : file.OpenImplicit();
        return await association.StoreAsync(new StoreInstance(one.SopClassUid, one.SopInstanceUid, syntax), dataSet, cancellationToken);
    }

    /// <summary>Writes into the audit log what one association brought to an archive; nothing where it brought nothing.</summary>
    public void Note(PacsConfig pacs, int taken)
    {
        if (taken > 0)
        {
            audit.Append(new AuditEvent(
                AuditKind.InstancesTransferred, AuditActor.Runtime, $"{taken} objects of results were taken by {pacs.Name}, {pacs.AeTitle} at {pacs.Host}:{pacs.Port}."));
        }
    }

    private static string? SyntaxFor(DicomAssociation association, ResultObject one) =>
        association.FindContext(one.SopClassUid, one.TransferSyntaxUid) is not null
            ? one.TransferSyntaxUid
            : DicomTransferSyntax.FromUid(one.TransferSyntaxUid).IsEncapsulated || association.FindContext(one.SopClassUid, DicomUid.ImplicitVRLittleEndian) is null
                ? null
                : DicomUid.ImplicitVRLittleEndian;

    /// <summary>What an archive gets must be what was committed: a disk may have changed it since.</summary>
    private static async Task CheckAsync(string path, ResultObject one, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != one.Sha256)
            {
                throw new InvalidDataException($"'{path}' is not what was committed. Restore results/ from a backup, then send it again.");
            }
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"'{path}' is missing. Restore results/ from a backup, then send it again.", missing);
        }
    }
}
