using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom echo HOST:PORT</c>: whether a peer answers, by C-ECHO.</summary>
internal static class DicomEcho
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<PeerAddress> peer = PeerAddress.Argument();
        var titles = new AeTitleOptions();
        var json = new Option<bool>("--json") { Description = "Write the outcome as JSON." };
        var command = new Command("echo", "Ask a DICOM peer whether it is there (C-ECHO).") { peer, titles.Calling, titles.Called, json };
        var tls = new TlsOptions();
        tls.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(peer),
            () => new DicomAssociationOptions
            {
                Host = parsed.GetRequiredValue(peer).Host,
                Port = parsed.GetRequiredValue(peer).Port,
                CallingAeTitle = parsed.GetRequiredValue(titles.Calling),
                CalledAeTitle = parsed.GetRequiredValue(titles.Called),
                Contexts = ContextPlan.Verification,
                Tls = tls.Read(parsed),
            },
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        PeerAddress peer, Func<DicomAssociationOptions> options, bool json, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        string outcome;
        bool isAnswered = false;
        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(options(), TimeProvider.System, cancellationToken);
            if (association.Contexts.Any(context => context.IsAccepted))
            {
                DicomStatus status = await association.EchoAsync(cancellationToken);
                isAnswered = status.IsSuccess;
                outcome = status.ToString();
            }
            else
            {
                outcome = "The peer accepts associations, but not the Verification SOP class.";
            }

            await association.ReleaseAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            outcome = failed.Message;
            isAnswered = false;
        }

        Write(peer, isAnswered, outcome, Stopwatch.GetElapsedTime(start), json);
        return isAnswered ? 0 : 1;
    }

    private static void Write(PeerAddress peer, bool isAnswered, string outcome, TimeSpan elapsed, bool json)
    {
        if (json)
        {
            using Stream output = Console.OpenStandardOutput();
            using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
            writer.WriteStartObject();
            writer.WriteString("peer", peer.ToString());
            writer.WriteBoolean("answered", isAnswered);
            writer.WriteString("outcome", outcome);
            writer.WriteNumber("milliseconds", Math.Round(elapsed.TotalMilliseconds, 1));
            writer.WriteEndObject();
            writer.Flush();
            output.WriteByte((byte)'\n');
            return;
        }

        string line = string.Create(CultureInfo.InvariantCulture, $"{peer}: {outcome} ({elapsed.TotalMilliseconds:F1} ms)");
        (isAnswered ? Console.Out : Console.Error).WriteLine(line);
    }
}
