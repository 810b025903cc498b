using System.Globalization;
using System.Net.Sockets;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>Asks a peer once, and hears its report on the association of the request and, where asked for, on a port of our own.</summary>
internal sealed class CommitExchange(Func<DicomAssociationOptions> options, CommitReport report, int? listenPort, TimeSpan wait)
{
    /// <summary>Asks and waits. What went wrong is in the report.</summary>
    /// <exception cref="ApplianceException">The port cannot be had.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using DicomListener? listener = listenPort is { } port ? Listen(port) : null;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(options(), TimeProvider.System, cancellationToken);
            if (!await AskAsync(association, cancellationToken))
            {
                await association.ReleaseAsync(cancellationToken);
                return;
            }

            waiting.CancelAfter(wait);
            await HearAsync(association, listens: listener is not null, waiting.Token);
            if (association.IsOpen)
            {
                await association.ReleaseAsync(cancellationToken);
            }
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            report.Problem = report.Complete.IsCompleted ? null : failed.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report.Problem = string.Create(
                CultureInfo.InvariantCulture,
                $"The peer took the request and did not report in {wait.TotalSeconds:0.#} seconds.{(listener is null ? " It may do so on an association of its own: see --listen." : "")}");
        }
    }

    private async Task<bool> AskAsync(DicomAssociation association, CancellationToken cancellationToken)
    {
        if (!association.Contexts.Any(context => context.IsAccepted))
        {
            report.Problem = "The peer accepts associations, but does not offer storage commitment.";
            return false;
        }

        DimseAnswer answer = await association.RequestCommitmentAsync(report.Request, cancellationToken);
        if (answer.Status.IsFailure)
        {
            report.Problem = $"The peer refused the request: {answer.Status} {PlainText.OneLine(answer.ErrorComment)}".TrimEnd();
        }

        return !answer.Status.IsFailure;
    }

    /// <summary>Hears what comes until every instance is decided. A peer that ends the association may still come on the port.</summary>
    private async Task HearAsync(DicomAssociation association, bool listens, CancellationToken cancellationToken)
    {
        using var complete = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task hearing = HearThereAsync(association, complete.Token);
        await Task.WhenAny(hearing, report.Complete);
        await complete.CancelAsync();
        try
        {
            await hearing;
        }
        catch (OperationCanceledException) when (report.Complete.IsCompleted)
        {
            // The report came on the port.
        }
        catch (DicomAssociationException) when (listens)
        {
            // Then only the port is left.
        }

        if (listens)
        {
            await report.Complete.WaitAsync(cancellationToken);
        }
        else if (!report.Complete.IsCompleted)
        {
            report.Problem = "The peer ended the association without a report. It may report on an association of its own: see --listen.";
        }
    }

    private async Task HearThereAsync(DicomAssociation association, CancellationToken cancellationToken)
    {
        while (!report.Complete.IsCompleted && association.IsOpen)
        {
            await association.ReceiveReportAsync(wait, report.Take, cancellationToken);
        }
    }

    private DicomListener Listen(int port)
    {
        try
        {
            DicomListener listener = DicomListener.Start(
                new DicomListenerOptions
                {
                    Port = port,
                    Decide = _ => AssociationDecision.Accept,
                    Receive = _ => StoreReceiver.Refuse(DicomStatus.NotAuthorized, "Nothing is stored here"),
                    Commitment = new CommitmentDesk
                    {
                        Roles = _ => CommitmentRoles.Report,
                        Request = _ => new DimseAnswer(DicomStatus.NotAuthorized),
                        Report = (_, result) => report.Take(result),
                    },
                },
                TimeProvider.System);
            if (port == 0)
            {
                Console.Error.WriteLine($"Listening on port {listener.LocalEndPoint.Port.ToString(CultureInfo.InvariantCulture)}.");
            }

            return listener;
        }
        catch (SocketException taken)
        {
            throw new ApplianceException($"Port {port} cannot be listened on: {taken.Message}.", taken);
        }
    }
}
