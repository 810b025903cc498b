using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>
/// Sends files to a peer over one association, or as few as their presentation contexts need. A peer that ends the association over
/// a file loses that file only: the rest goes on over a new one.
/// </summary>
internal sealed class FileSender(PeerAddress peer, string calling, string called, TlsClient? tls, Action<SendOutcome> tell)
{
    /// <summary>Associations that may end in a row without a single file sent, before the rest is given up.</summary>
    private const int MaxFruitlessAssociations = 3;

    /// <summary>Sends all files; each is told exactly once.</summary>
    public async Task SendAsync(IReadOnlyList<StorableFile> files, CancellationToken cancellationToken)
    {
        foreach (PlannedAssociation<StorableFile> plan in ContextPlan.For(files, file => file.Instance))
        {
            var queue = new Queue<StorableFile>(plan.Objects);
            int fruitless = 0;
            while (queue.Count > 0 && fruitless < MaxFruitlessAssociations)
            {
                int before = queue.Count;
                string? ended = await SendOverOneAsync(plan.Contexts, queue, cancellationToken);
                bool isProgress = ended is null || before - queue.Count > 1;
                fruitless = isProgress ? 0 : fruitless + 1;
                if (ended is not null && (fruitless == MaxFruitlessAssociations || before == queue.Count))
                {
                    GiveUp(queue, ended);
                }
            }
        }
    }

    /// <summary>Sends from the queue until it is empty (null) or the association ends (the reason).</summary>
    private async Task<string?> SendOverOneAsync(
        IReadOnlyList<ProposedContext> contexts, Queue<StorableFile> queue, CancellationToken cancellationToken)
    {
        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(
                new DicomAssociationOptions
                {
                    Host = peer.Host,
                    Port = peer.Port,
                    CallingAeTitle = calling,
                    CalledAeTitle = called,
                    Contexts = contexts,
                    Tls = tls,
                },
                TimeProvider.System,
                cancellationToken);
            while (queue.TryDequeue(out StorableFile? file))
            {
                if (await SendOneAsync(association, file, cancellationToken) is { } ended)
                {
                    return ended;
                }
            }

            await association.ReleaseAsync(cancellationToken);
            return null;
        }
        catch (DicomAssociationException failed)
        {
            return queue.Count == 0 ? null : failed.Message;
        }
    }

    /// <summary>Sends a file and tells what became of it. Not null when the association is over.</summary>
    private async Task<string?> SendOneAsync(DicomAssociation association, StorableFile file, CancellationToken cancellationToken)
    {
        StoreInstance instance = file.Instance;
        if (association.FindContext(instance.SopClassUid, instance.TransferSyntaxUid) is null)
        {
            string syntax = DicomTransferSyntax.FromUid(instance.TransferSyntaxUid).Name;
            string sopClass = DicomUid.NameOf(instance.SopClassUid) ?? instance.SopClassUid;
            Tell(file, SendKind.Failed, $"The peer does not take {sopClass} in {syntax}.");
            return null;
        }

        try
        {
            await using FileStream dataSet = file.OpenDataSet();
            StoreResponse response = await association.StoreAsync(instance, dataSet, cancellationToken);
            string detail = response.Status.IsSuccess ? string.Empty : $"{response.Status} {PlainText.OneLine(response.ErrorComment)}".TrimEnd();
            Tell(file, response.Status.IsFailure ? SendKind.Failed : SendKind.Sent, detail);
            return association.IsOpen ? null : "The peer ended the association.";
        }
        catch (DicomAssociationException failed)
        {
            Tell(file, SendKind.Failed, failed.Message);
            return failed.Message;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Tell(file, SendKind.Failed, unreadable.Message);
            return unreadable.Message;
        }
    }

    private void GiveUp(Queue<StorableFile> queue, string reason)
    {
        while (queue.TryDequeue(out StorableFile? file))
        {
            Tell(file, SendKind.Failed, reason);
        }
    }

    private void Tell(StorableFile file, SendKind kind, string detail) => tell(new SendOutcome(
        file.Path, kind, detail, file.Instance.SopInstanceUid, kind == SendKind.Sent ? file.DataSetBytes : 0));
}
