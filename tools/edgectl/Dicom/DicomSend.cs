using System.CommandLine;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom send HOST:PORT PATH…</c>: sends files as they are, by C-STORE.</summary>
internal static class DicomSend
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<PeerAddress> peer = PeerAddress.Argument();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, and folders with all that is below them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var titles = new AeTitleOptions();
        var json = new Option<bool>("--json") { Description = "Write the outcome of every file as JSON." };
        var command = new Command("send", "Send DICOM files to a peer (C-STORE), each in its own transfer syntax; nothing is converted.")
        {
            peer,
            paths,
            titles.Calling,
            titles.Called,
            json,
        };
        var tls = new TlsOptions();
        tls.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new SendReport(parsed.GetValue(json)),
            parsed.GetRequiredValue(paths),
            tell => new FileSender(
                parsed.GetRequiredValue(peer), parsed.GetRequiredValue(titles.Calling), parsed.GetRequiredValue(titles.Called), tls.Read(parsed), tell),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        SendReport report, string[] paths, Func<Action<SendOutcome>, FileSender> senderFor, CancellationToken cancellationToken)
    {
        FileSender sender;
        try
        {
            sender = senderFor(report.Add);
        }
        catch (TlsFileException unusable)
        {
            await Console.Error.WriteLineAsync($"edgectl: {unusable.Message}");
            return 1;
        }

        List<StorableFile> files = FileCollection.Read(paths, report.Add);
        report.Begin(files.Count);
        try
        {
            await sender.SendAsync(files, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.Finish();
            return 1;
        }

        report.Finish();
        return report.IsGood ? 0 : 1;
    }
}
